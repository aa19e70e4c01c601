// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Fragments in the kernel's flow cache: in order, out of order, without the first. */
#include "rig.h"
#include "rig_counters.h"

#include "tapless.skel.h"
#include <bpf/bpf.h>

static struct tl_engine engine;
static struct rig_output output;

static int set_up(void **state)
{
	struct tl_engine_config config = rig_config(1024);

	(void)state;
	memset(&output, 0, sizeof(output));
	return tl_engine_open(&engine, &config);
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_close(&engine);
	return 0;
}

/* A UDP fragment of the datagram with this id; `first` has ports. */
static void feed_fragment(__u16 id, bool first, __u64 time)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "0123456789abcdef", 16);

	frame.bytes[18] = id >> 8;
	frame.bytes[19] = id & 0xff;
	frame.bytes[20] = first ? 0x20 : 0;
	frame.bytes[21] = first ? 0 : 3;
	rig_feed(&engine, &frame, time);
}

/* A datagram of the same flow that needs no fragments. */
static void feed_whole(__u64 time)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "0123456789abcdef", 16);

	rig_feed(&engine, &frame, time);
}

static void later_fragments_go_to_the_flow_of_the_first(void **state)
{
	(void)state;
	feed_fragment(7, true, 100 * SECOND);
	feed_fragment(7, false, 101 * SECOND);
	feed_fragment(7, false, 102 * SECOND); /* overlapping: counted as it is */
	feed_whole(103 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 104 * SECOND);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.packets, 4);
	assert_int_equal(output.last.fragments, 3);
	assert_int_equal(output.last.fragment_oddities, 0);
	assert_int_equal(output.last.key.destination_port, 443);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_FRAGMENT], 3);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_FRAGMENT_ALONE], 0);
}

static void earlier_fragments_go_there_too(void **state)
{
	(void)state;
	feed_fragment(8, false, 100 * SECOND);
	feed_fragment(8, false, 100 * SECOND);
	feed_fragment(8, true, 101 * SECOND);
	feed_fragment(8, false, 102 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 103 * SECOND);
	assert_int_equal(output.records, 2);
	assert_int_equal(output.packets, 4);
	assert_int_equal(output.fragments, 4);
	assert_int_equal(output.first.fragment_oddities + output.last.fragment_oddities, TL_FRAGMENT_BEFORE_FIRST);
	assert_memory_equal(&output.first.key, &output.last.key, sizeof(output.last.key));
	assert_int_equal(output.last.key.destination_port, 443);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_FRAGMENT_ALONE], 2);
}

static void fragments_without_a_first_have_no_ports(void **state)
{
	(void)state;
	feed_fragment(9, false, 100 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 101 * SECOND);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.packets, 1);
	assert_int_equal(output.last.fragment_oddities, TL_FRAGMENT_WITHOUT_FIRST);
	assert_int_equal(output.last.key.destination_port, 0);
	assert_int_equal(output.last.key.datagram, 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_FRAGMENT_ALONE], 1);
}

/* That is another datagram's, which has the number again. */
static void a_first_may_come_too_late(void **state)
{
	(void)state;
	feed_fragment(10, false, 100 * SECOND);
	feed_fragment(10, true, 140 * SECOND);
	feed_fragment(11, true, 100 * SECOND);
	feed_fragment(11, false, 140 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 141 * SECOND);
	assert_int_equal(output.records, 3); /* both firsts are of one flow */
	assert_int_equal(output.packets, 4);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_FRAGMENT_ALONE], 2);
	assert_int_not_equal(output.first.fragment_oddities | output.last.fragment_oddities, TL_FRAGMENT_BEFORE_FIRST);
}

static void each_report_has_its_own_fragments(void **state)
{
	(void)state;
	for (__u64 second = 100; second < 200; second++) {
		feed_fragment(second, true, second * SECOND);
		feed_fragment(second, false, second * SECOND);
		feed_whole(second * SECOND);
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND + 1);
	}
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 201 * SECOND);
	assert_true(output.records >= 2);
	assert_int_equal(output.packets, 300);
	assert_int_equal(output.fragments, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(later_fragments_go_to_the_flow_of_the_first, set_up, tear_down),
		cmocka_unit_test_setup_teardown(earlier_fragments_go_there_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_first_may_come_too_late, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fragments_without_a_first_have_no_ports, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_report_has_its_own_fragments, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
