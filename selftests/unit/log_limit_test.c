// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "lib/log_limit.h"

static unsigned int told;
static char last[64];

static void tell(unsigned int count, const char *line)
{
	told += count;
	snprintf(last, sizeof(last), "%s", line);
}

static unsigned int passed(const char *format, unsigned int times, __u64 seconds)
{
	unsigned int count = 0;
	char line[64];

	for (unsigned int i = 0; i < times; i++) {
		snprintf(line, sizeof(line), "%s number %u", format, i);
		count += tl_log_limit_pass(format, line, seconds, tell);
	}
	return count;
}

static void a_burst_passes_and_the_rest_is_counted(void **state)
{
	static const char format[] = "collector";

	(void)state;
	told = 0;
	assert_int_equal(passed(format, 1000, 100), TL_LOG_BURST);
	assert_int_equal(told, 0);
	assert_int_equal(passed(format, 1, 100 + TL_LOG_PERIOD), 1);
	assert_int_equal(told, 1000 - TL_LOG_BURST);
	assert_string_equal(last, "collector number 999");
}

static void others_are_not_kept_back(void **state)
{
	static const char one[] = "one", other[] = "other";

	(void)state;
	passed(one, 100, 1000);
	assert_int_equal(passed(other, 1, 1000), 1);
}

static void a_message_that_stops_is_told_of(void **state)
{
	static const char format[] = "disk";

	(void)state;
	tl_log_limit_tick(5000, tell);
	told = 0;
	passed(format, TL_LOG_BURST + 7, 5000);
	tl_log_limit_tick(5000 + TL_LOG_PERIOD - 1, tell);
	assert_int_equal(told, 0);
	tl_log_limit_tick(5000 + TL_LOG_PERIOD, tell);
	assert_int_equal(told, 7);
	tl_log_limit_tick(5000 + 2 * TL_LOG_PERIOD, tell);
	assert_int_equal(told, 7);
}

static void more_formats_than_places_pass(void **state)
{
	static char formats[200];

	(void)state;
	for (unsigned int i = 0; i < sizeof(formats); i++)
		assert_int_equal(passed(&formats[i], 1, 9000), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_passes_and_the_rest_is_counted),
		cmocka_unit_test(others_are_not_kept_back),
		cmocka_unit_test(a_message_that_stops_is_told_of),
		cmocka_unit_test(more_formats_than_places_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
