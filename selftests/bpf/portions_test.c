// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A sweep walks the shards in which something may be due, and no others: what it writes is what a sweep of all of them would. */
#include "rig.h"

#include <sched.h>
#include <stdlib.h>

#include "kernel/portions.h"

#define FLOWS 300

static struct tl_engine engine;
static struct rig_output output;

static __u32 walked_at(__u64 second)
{
	rig_sweep_due(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND);
	return engine.cost.portions;
}

static void feed(struct tl_engine *to, __u8 protocol, __u32 flow, __u8 flags, bool turned, __u64 time)
{
	struct rig_frame frame = rig_make(protocol, flow, flags, 1, "x", 1);

	if (turned)
		rig_turn(&frame);
	rig_feed(to, &frame, time);
}

static void what_is_not_due_is_not_walked(void **state)
{
	(void)state;
	for (__u32 flow = 0; flow < FLOWS; flow++)
		feed(&engine, 17, flow, 0, false, 100 * SECOND);
	assert_int_equal(walked_at(100), RIG_PORTIONS);
	for (__u64 second = 101; second < 115; second++)
		assert_int_equal(walked_at(second), 0);
	assert_int_equal(walked_at(115), RIG_PORTIONS);
	assert_int_equal(output.records, 0);
	assert_int_equal(walked_at(116), RIG_PORTIONS);
	assert_int_equal(output.records, FLOWS);
	assert_int_equal(walked_at(117), 0);
}

static void an_end_is_heard_of(void **state)
{
	(void)state;
	assert_int_equal(walked_at(99), RIG_PORTIONS);
	for (__u32 flow = 0; flow < FLOWS; flow++)
		feed(&engine, 6, flow, ACK, false, 100 * SECOND);
	assert_int_equal(walked_at(100), 0);
	feed(&engine, 6, 7, ACK | FIN, false, 101 * SECOND);
	assert_int_equal(walked_at(102), 1);
	assert_int_equal(walked_at(103), 1);
	assert_int_equal(output.records, 0);
	assert_int_equal(walked_at(104), 1);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.last.end_reason, TL_END_OF_FLOW);
}

static void move_to(int cpu)
{
	rig_stay_on(cpu); /* there may be one only */
}

/* Wherever the kernel's scheduler puts who feeds it */
static void a_filling_cache_is_walked(void **state)
{
	__u32 flows = engine.config.flows * 3 / 4;
	cpu_set_t all;

	(void)state;
	assert_int_equal(walked_at(99), RIG_PORTIONS);
	assert_int_equal(sched_getaffinity(0, sizeof(all), &all), 0);
	for (__u32 flow = 0; flow < flows; flow++) {
		if (flow % (flows / 2) == 0)
			move_to(flow ? 1 : 0);
		feed(&engine, 17, flow, 0, false, 100 * SECOND);
	}
	sched_setaffinity(0, sizeof(all), &all);
	assert_int_equal(walked_at(100), RIG_PORTIONS);
	assert_int_equal(walked_at(101), RIG_PORTIONS);
}

static void a_clock_that_goes_back_is_followed(void **state)
{
	(void)state;
	assert_int_equal(walked_at(5000), RIG_PORTIONS);
	feed(&engine, 17, 1, 0, false, 100 * SECOND);
	assert_int_equal(walked_at(100), RIG_PORTIONS);
	walked_at(115);
	walked_at(116);
	assert_int_equal(output.records, 1);
}

/* A packet of some flow: conversations begin, go on, close from one end or both, and are used again. Not reset: who hears of that first in a walk is by the order of a hash. */
static void feed_any(struct tl_engine *one, struct tl_engine *other, unsigned int *seed, __u64 time)
{
	static const __u8 flags[] = {SYN, ACK, ACK, ACK | PSH, ACK | PSH, ACK, ACK | FIN, ACK | FIN};
	int any = rand_r(seed);
	__u8 protocol = any & 1 ? 6 : 17;
	__u32 flow = (__u32)(any >> 2) % 50 * (any & 2 ? 1 : 0) + (__u32)(any >> 10) % FLOWS;

	feed(one, protocol, flow, flags[any >> 20 & 7], any >> 24 & 1, time);
	feed(other, protocol, flow, flags[any >> 20 & 7], any >> 24 & 1, time);
}

static void what_is_written_is_the_same(void **state)
{
	struct rig_output expected = {0};
	struct tl_engine whole;
	unsigned int seed = 9, portions = 0;

	(void)state;
	assert_true(rig_open_portions(&whole));
	for (__u64 second = 100; second < 500; second++) {
		for (unsigned int i = 0; i < (second % 50 < 20 ? 8 : 1); i++)
			feed_any(&engine, &whole, &seed, second * SECOND - 1 - i);
		portions += walked_at(second);
		rig_sweep(&whole, &expected, TL_SWEEP_EXPIRE, second * SECOND);
		assert_int_equal(output.records, expected.records);
		assert_int_equal(output.packets, expected.packets);
		assert_int_equal(output.octets, expected.octets);
	}
	assert_true(output.records > 500);
	assert_true(portions < 400 * RIG_PORTIONS);
	tl_engine_close(&whole);
}

static int set_up(void **state)
{
	(void)state;
	memset(&output, 0, sizeof(output));
	return rig_open_portions(&engine) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_close(&engine);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_not_due_is_not_walked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_end_is_heard_of, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_filling_cache_is_walked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_clock_that_goes_back_is_followed, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_written_is_the_same, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
