// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* After a crash records come again: what an exporter has handed over is passed over, and nothing that is behind it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "export_support.h"

#define REACHED 1000 /* the place up to which all was handed over, and marks before and behind it */
#define BEFORE	900
#define BEHIND	1100

static void add(struct tl_exporters *exporters, unsigned int sample, __u64 mark)
{
	struct tl_record record;

	sample_record(&record, sample);
	assert_int_equal(tl_exporters_record(exporters, &record, mark), 0);
}

/* The mark at BEFORE was reached in the earlier life: nobody says so again. */
static void what_comes_behind_a_replay_goes_out(void **state)
{
	const struct tl_export_options options = {.enterprise_number = 61000};
	struct tl_exporters *exporters = tl_exporters_create(&options);
	const struct tl_account earlier = {.reached = {.position = REACHED}};
	const struct tl_boundary next = {.position = BEHIND + 100};
	char path[] = "/tmp/tapless-replay-XXXXXX", uri[64];
	int file = mkstemp(path);

	(void)state;
	assert_true(file >= 0);
	assert_non_null(exporters);
	snprintf(uri, sizeof(uri), "json:%s", path);
	assert_int_equal(tl_exporters_add(exporters, uri), 0);
	tl_exporters_resume(exporters, 0, &earlier);
	assert_int_equal(tl_exporters_start(exporters), 0);
	add(exporters, 0, BEFORE);
	add(exporters, 1, BEFORE);
	add(exporters, 2, BEHIND);
	tl_exporters_reach(exporters, &next);
	assert_int_equal(tl_exporters_finish(exporters, 60, false), 0);
	assert_int_equal(account_of(exporters).sent.records, 1);
	assert_int_equal(account_of(exporters).waiting.records, 0);
	tl_exporters_close(exporters);
	close(file);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_comes_behind_a_replay_goes_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
