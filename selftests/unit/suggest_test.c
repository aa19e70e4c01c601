// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "lib/suggest.h"

static void measures_the_distance(void **state)
{
	(void)state;
	assert_int_equal(tl_suggest_distance("status", "statsu"), 1);
	assert_int_equal(tl_suggest_distance("", "abc"), 3);
	assert_int_equal(tl_suggest_distance("kitten", "sitting"), 3);
}

static void suggests_the_nearest(void **state)
{
	static const char *const words[] = {"run", "read", "status", "version"};

	(void)state;
	assert_string_equal(tl_suggest("raed", words, 4), "read");
	assert_string_equal(tl_suggest("stat", words, 4), "status");
	assert_string_equal(tl_suggest("vresion", words, 4), "version");
	assert_null(tl_suggest("xyzzy", words, 4));
	assert_null(tl_suggest("", words, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measures_the_distance),
		cmocka_unit_test(suggests_the_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
