// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An echo and its answer have keys of different types: they are reported in the same sweep all the same, as one flow. */
#include "rig.h"

#define FLOWS 64 /* enough to meet each second of the minute */

static struct tl_engine engine;
static struct rig_output output;

static int set_up(void **state)
{
	struct tl_engine_config config = rig_config(1024);

	(void)state;
	return tl_engine_open(&engine, &config);
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_close(&engine);
	return 0;
}

static void feed_echo(__u32 flow, __u64 time)
{
	struct rig_frame frame = rig_make(1, flow, 0, 0, "x", 1);
	__u8 *icmp = frame.bytes + 34;

	memset(icmp, 0, 8);
	icmp[0] = 8;
	rig_feed(&engine, &frame, time);
	rig_turn(&frame);
	memset(icmp, 0, 8);
	rig_feed(&engine, &frame, time + 1);
}

static void an_echo_is_reported_with_its_answer(void **state)
{
	(void)state;
	for (__u64 second = 100; second < 170; second++) {
		for (__u32 flow = 0; flow < FLOWS; flow++)
			feed_echo(flow, second * SECOND);
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND + 2);
		assert_int_equal(output.records % 2, 0);
		assert_int_equal(output.packets % 2, 0);
	}
	assert_in_range(output.records, 2 * FLOWS, 4 * FLOWS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_echo_is_reported_with_its_answer, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
