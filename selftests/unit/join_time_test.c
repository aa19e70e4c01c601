// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Wall clocks that step while flows go on, and a machine that sleeps: times are in order, durations those of the boot clock. */
#include "join_support.h"

#define HOUR (3600 * SECOND)
#define YEAR (365 * 24 * HOUR)

static void expect_side(const struct tl_record_side *side, __u64 start, __u64 end)
{
	assert_int_equal(side->start, start);
	assert_int_equal(side->end, end);
}

static struct tl_flow_record report(__u64 start, __u64 end)
{
	struct tl_flow_record record = part(false, 0, start, end, 10);

	record.flow_start = 5 * SECOND;
	record.end_reason = TL_END_ACTIVE;
	return record;
}

/* Each report by the offset of its own sweep: whole, never one end by the one and one by the other. */
static void test_clock_steps(void **state)
{
	const __s64 offsets[] = {50 * YEAR, 50 * YEAR + HOUR, 50 * YEAR - HOUR, 50 * YEAR - HOUR + 1, 50 * YEAR};
	struct output output;

	(void)state;
	output_begin(&output);
	for (unsigned int i = 0; i < 5; i++) {
		struct tl_flow_record record = report((10 + i) * SECOND, (10 + i) * SECOND + SECOND / 2);

		add(&output, &record);
		mark_at(&output, (11 + i) * SECOND, offsets[i]);
	}
	assert_int_equal(output.count, 5);
	for (unsigned int i = 0; i < 5; i++) {
		const struct tl_record *record = &output.records[i];

		expect_side(&record->forward, (10 + i) * SECOND + offsets[i],
			    (10 + i) * SECOND + SECOND / 2 + offsets[i]);
		assert_int_equal(record->start, record->forward.start);
		assert_int_equal(record->end, record->forward.end);
		assert_int_equal(record->flow_id, output.records[0].flow_id);
	}
	output_end(&output);
}

/* Asleep for an hour, which the boot clock counts: the flow ended before it, and what comes after is another one. */
static void test_suspend(void **state)
{
	struct tl_flow_record before = part(false, 0, 10 * SECOND, 12 * SECOND, 3);
	struct tl_flow_record after = part(false, 0, HOUR + 20 * SECOND, HOUR + 21 * SECOND, 4);
	struct output output;

	(void)state;
	output_begin(&output);
	mark_at(&output, 13 * SECOND, 50 * YEAR);
	add(&output, &before);
	mark_at(&output, HOUR + 19 * SECOND, 50 * YEAR);
	add(&output, &after);
	mark_at(&output, HOUR + 40 * SECOND, 50 * YEAR);
	assert_int_equal(output.count, 2);
	expect_side(&output.records[0].forward, 10 * SECOND + 50 * YEAR, 12 * SECOND + 50 * YEAR);
	expect_side(&output.records[1].forward, HOUR + 20 * SECOND + 50 * YEAR, HOUR + 21 * SECOND + 50 * YEAR);
	assert_int_not_equal(output.records[0].flow_id, output.records[1].flow_id);
	output_end(&output);
}

/* A clock without a battery: it says 1970, though the machine has run for longer. */
static void test_before_1970(void **state)
{
	struct tl_flow_record record = report(100 * SECOND, 130 * SECOND);
	struct output output;

	(void)state;
	output_begin(&output);
	add(&output, &record);
	mark_at(&output, 131 * SECOND, -120 * (__s64)SECOND);
	assert_int_equal(output.count, 1);
	expect_side(&output.records[0].forward, 0, 10 * SECOND);
	output_end(&output);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clock_steps),
		cmocka_unit_test(test_suspend),
		cmocka_unit_test(test_before_1970),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
