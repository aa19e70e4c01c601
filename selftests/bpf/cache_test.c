// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The flow cache in the kernel, fed frame by frame with a clock of the test's own. */
#include "rig.h"
#include "rig_counters.h"

#include "tapless.skel.h"
#include <bpf/bpf.h>

static struct tl_engine engine;
static struct rig_output output;

static int open_engine(unsigned int flows)
{
	struct tl_engine_config config = rig_config(flows);

	memset(&output, 0, sizeof(output));
	return tl_engine_open(&engine, &config);
}

static int set_up(void **state)
{
	(void)state;
	return open_engine(1024);
}

static int set_up_small(void **state)
{
	(void)state;
	return open_engine(64);
}

#define RATION 16

static int set_up_rationed(void **state)
{
	struct tl_engine_config config = rig_config(64);

	(void)state;
	config.ring_ration = RATION;
	memset(&output, 0, sizeof(output));
	return tl_engine_open(&engine, &config);
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_close(&engine);
	return 0;
}

static void feed_tcp(__u8 flags, __u32 sequence, __u32 size, __u64 time)
{
	static const __u8 zeros[1400];
	struct rig_frame frame = rig_make(6, 1, flags, sequence, zeros, size);

	rig_feed(&engine, &frame, time);
}

static void feed_answer(__u8 flags, __u32 sequence, __u64 time)
{
	struct rig_frame frame = rig_make(6, 1, flags, sequence, NULL, 0);

	rig_turn(&frame);
	rig_feed(&engine, &frame, time);
}

static void idle_flow_is_emitted_once_with_what_it_counted(void **state)
{
	(void)state;
	feed_tcp(SYN, 1, 0, 100 * SECOND);
	feed_tcp(ACK, 2, 0, 101 * SECOND);
	feed_tcp(PSH | ACK, 2, 100, 102 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 110 * SECOND);
	assert_int_equal(output.records, 0);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 117 * SECOND); /* freezes */
	assert_int_equal(output.records, 0);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 118 * SECOND);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.packets, 3);
	assert_int_equal(output.octets, 40 + 40 + 140);
	assert_int_equal(output.layer2_octets, 3 * 14 + 220);
	assert_int_equal(output.last.end_reason, TL_END_IDLE);
	assert_int_equal(output.last.tcp_flags, SYN | ACK | PSH);
	assert_int_equal(output.last.initial_tcp_flags, SYN);
	assert_int_equal(output.last.start, 100 * SECOND);
	assert_int_equal(output.last.end, 102 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 119 * SECOND);
	assert_int_equal(output.records, 1);
}

static void packet_revives_a_frozen_flow(void **state)
{
	(void)state;
	feed_tcp(ACK, 1, 10, 100 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 116 * SECOND);
	feed_tcp(ACK, 11, 10, 116 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 117 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 118 * SECOND);
	assert_int_equal(output.records, 0);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_FLOW_REVIVED], 1);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 119 * SECOND);
	assert_int_equal(output.packets, 2);
	assert_int_equal(output.last.end_reason, TL_END_FORCED);
}

static void end_of_connection_is_fast(void **state)
{
	(void)state;
	feed_tcp(SYN, 1, 0, 100 * SECOND);
	feed_tcp(FIN | ACK, 2, 0, 100 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 102 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 103 * SECOND);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.last.end_reason, TL_END_OF_FLOW);
	assert_int_equal(output.last.ended, TL_ENDED_FIN);
}

static void reset_ends_both_directions_together(void **state)
{
	(void)state;
	feed_tcp(SYN, 1, 0, 100 * SECOND);
	feed_answer(SYN | ACK, 9, 100 * SECOND + 1);
	feed_tcp(PSH | ACK, 2, 10, 100 * SECOND + 2);
	feed_answer(RST, 10, 100 * SECOND + 3);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 103 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 104 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 105 * SECOND);
	assert_int_equal(output.records, 2);
	assert_int_equal(output.packets, 4);
	assert_int_equal(output.first.end_reason, TL_END_OF_FLOW);
	assert_int_equal(output.last.end_reason, TL_END_OF_FLOW);
}

static void half_closed_connection_goes_on(void **state)
{
	(void)state;
	feed_tcp(SYN, 1, 0, 100 * SECOND);
	feed_answer(SYN | ACK, 9, 100 * SECOND);
	feed_tcp(FIN | ACK, 2, 0, 100 * SECOND);
	for (__u64 second = 101; second <= 110; second++)
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND);
	assert_int_equal(output.records, 0);
	feed_answer(FIN | ACK, 10, 110 * SECOND);
	for (__u64 second = 111; second <= 114; second++)
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND);
	assert_int_equal(output.records, 2);
	assert_int_equal(output.first.end_reason, TL_END_OF_FLOW);
	assert_int_equal(output.last.end_reason, TL_END_OF_FLOW);
}

static void directions_grow_idle_together(void **state)
{
	(void)state;
	feed_tcp(ACK, 1, 10, 100 * SECOND);
	for (__u64 second = 100; second < 140; second++) {
		feed_answer(ACK, second, second * SECOND);
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND + 1);
	}
	engine.config.active_timeout = 0;
	memset(&output, 0, sizeof(output));
	for (__u64 second = 140; second < 154; second++)
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND);
	assert_int_equal(output.records, 0);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 154 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 155 * SECOND);
	assert_int_equal(output.records, 2);
	assert_int_equal(output.last.end_reason, TL_END_IDLE);
}

static void next_connection_with_the_same_key_is_a_record_of_its_own(void **state)
{
	(void)state;
	feed_tcp(SYN, 1000, 0, 100 * SECOND);
	feed_tcp(RST, 1001, 0, 100 * SECOND + 1);
	feed_tcp(SYN, 1000, 0, 100 * SECOND + 2); /* a late copy of the first SYN begins nothing */
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_FLOW_RESTARTED], 0);
	feed_tcp(SYN, 5000, 0, 100 * SECOND + 3);
	feed_tcp(ACK, 5001, 7, 100 * SECOND + 4);
	rig_drain(&engine, &output);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.last.packets, 3);
	assert_int_equal(output.last.end_reason, TL_END_OF_FLOW);
	assert_int_equal(output.last.syn_sequence, 1000);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 101 * SECOND);
	assert_int_equal(output.records, 2);
	assert_int_equal(output.last.packets, 2);
	assert_int_equal(output.last.start, 100 * SECOND + 3);
	assert_int_equal(output.last.syn_sequence, 5000);
	assert_int_equal(output.last.ended, TL_NOT_ENDED);
}

static void active_deltas_add_up(void **state)
{
	__u64 fed = 0;

	(void)state;
	for (__u64 second = 100; second < 400; second++) {
		feed_tcp(ACK, second, 10, second * SECOND);
		fed++;
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND + 1);
	}
	assert_int_equal(output.records, 5); /* 300 s with a report each 60 s */
	assert_int_equal(output.last.end_reason, TL_END_ACTIVE);
	assert_int_equal(output.first.flow_start, 100 * SECOND);
	assert_int_equal(output.last.flow_start, 100 * SECOND);
	assert_int_equal(output.last.packets, 60);
	assert_int_equal(output.last.end - output.last.start, 59 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 401 * SECOND);
	assert_int_equal(output.packets, fed);
	assert_int_equal(output.octets, fed * 50);
}

static void full_cache_sends_packets_alone(void **state)
{
	struct tl_counters seen;

	(void)state;
	for (__u32 flow = 0; flow < 1000; flow++) {
		struct rig_frame frame = rig_make(17, flow, 0, 0, "x", 1);

		rig_feed(&engine, &frame, 100 * SECOND);
	}
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 101 * SECOND);
	seen = rig_counters(&engine);
	assert_int_equal(output.packets, 1000);
	assert_int_equal(output.octets, 1000 * 29);
	assert_int_equal(output.alone, 1000 - 64);
	assert_int_equal(seen.events[TL_EVENT_INSERT_FULL], 1000 - 64);
	assert_int_equal(seen.reasons[TL_REASON_OVERFLOW].packets, 0);
}

static void feed_flows(__u32 from, __u32 to, __u64 time)
{
	for (__u32 flow = from; flow < to; flow++) {
		struct rig_frame frame = rig_make(17, flow, 0, 0, "x", 1);

		rig_feed(&engine, &frame, time);
	}
}

/* What has been quiet longest leaves early, and says why; what is used stays. */
static void nearly_full_cache_lets_the_coldest_go(void **state)
{
	(void)state;
	feed_flows(0, 500, 100 * SECOND);
	feed_flows(500, 1000, 103 * SECOND);
	for (__u64 second = 103; second <= 106; second++) /* notices, then freezes, then emits */
		rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, second * SECOND);
	assert_int_equal(output.records, 500);
	assert_int_equal(output.last.end, 100 * SECOND);
	assert_int_equal(output.last.end_reason, TL_END_NO_RESOURCES);
	feed_flows(1000, 1500, 106 * SECOND);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_INSERT_FULL], 0);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 107 * SECOND);
	assert_int_equal(output.packets, 1500);
}

static void full_ring_counts_overflow(void **state)
{
	const __u32 fed = 40000; /* half the ring of 4 MiB holds 13,107 records */
	struct tl_count overflow;

	(void)state;
	for (__u32 flow = 0; flow < fed; flow++) {
		struct rig_frame frame = rig_make(17, flow, 0, 0, "x", 1);

		rig_feed(&engine, &frame, 100 * SECOND);
	}
	overflow = rig_counters(&engine).reasons[TL_REASON_OVERFLOW];
	assert_true(overflow.packets > 0);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 101 * SECOND);
	assert_int_equal(output.packets + overflow.packets, fed);
	assert_int_equal(output.layer2_octets + overflow.octets, fed * 43ull);
}

/* The CPU's share of the ring's lock is spent: what finds no place is only counted, until the next period. */
static void ration_spent_counts_overflow(void **state)
{
	const __u64 begin = 100 * SECOND;
	struct tl_counters seen;

	(void)state;
	feed_flows(0, 1000, begin);
	feed_flows(1000, 1100, begin + SECOND / 500);
	seen = rig_counters(&engine);
	assert_int_equal(seen.events[TL_EVENT_SINGLE_PACKET_RECORD], 2 * RATION);
	assert_int_equal(seen.events[TL_EVENT_RATION_SPENT], 1100 - 64 - 2 * RATION);
	assert_int_equal(seen.reasons[TL_REASON_OVERFLOW].packets, 1100 - 64 - 2 * RATION);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 101 * SECOND);
	assert_int_equal(output.alone, 2 * RATION);
	assert_int_equal(output.packets + seen.reasons[TL_REASON_OVERFLOW].packets, 1100);
	assert_int_equal(output.layer2_octets + seen.reasons[TL_REASON_OVERFLOW].octets, 1100 * 43ull);
}

/* A client that opens and resets one connection without end takes the lock no more often than its ration. */
static void ration_spent_lets_connections_share_a_record(void **state)
{
	struct tl_counters seen;

	(void)state;
	for (__u32 connection = 0; connection < 100; connection++) {
		feed_tcp(SYN, 1000 * connection, 0, 100 * SECOND);
		feed_tcp(RST, 1000 * connection + 1, 0, 100 * SECOND);
	}
	seen = rig_counters(&engine);
	assert_int_equal(seen.events[TL_EVENT_FLOW_RESTARTED], RATION);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 101 * SECOND);
	assert_int_equal(output.records, RATION + 1);
	assert_int_equal(output.packets, 200);
}

static void sweep_stops_at_a_full_ring_and_loses_nothing(void **state)
{
	(void)state;
	tl_engine_close(&engine);
	assert_int_equal(open_engine(32768), 0);
	for (__u32 flow = 0; flow < 30000; flow++) {
		struct rig_frame frame = rig_make(17, flow, 0, 0, "x", 1);

		rig_feed(&engine, &frame, 100 * SECOND);
	}
	engine.config.idle_timeout = 0;
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 101 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, 102 * SECOND);
	assert_int_equal(output.records, 30000);
	assert_int_equal(output.packets, 30000);
}

static void malformed_frames_are_counted_by_reason(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "x", 1);
	struct tl_counters seen;

	(void)state;
	frame.bytes[14] = 0x55;
	rig_feed(&engine, &frame, 100 * SECOND);
	frame.bytes[14] = 0x44;
	rig_feed(&engine, &frame, 100 * SECOND);
	seen = rig_counters(&engine);
	assert_int_equal(seen.reasons[TL_REASON_BAD_IPV4_VERSION].packets, 1);
	assert_int_equal(seen.reasons[TL_REASON_BAD_IPV4_HEADER].packets, 1);
	assert_int_equal(seen.reasons[TL_REASON_BAD_IPV4_HEADER].octets, frame.length);
	assert_int_equal(seen.seen[TL_HOOK_XDP_INGRESS].packets, 2);
}

static void another_sweeper_is_shut_out(void **state)
{
	(void)state;
	feed_tcp(ACK, 1, 10, 100 * SECOND);
	engine.identity.generation++;
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_DRAIN, 200 * SECOND), -ESTALE);
	engine.identity.generation--;
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 200 * SECOND);
	assert_int_equal(output.packets, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(idle_flow_is_emitted_once_with_what_it_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(packet_revives_a_frozen_flow, set_up, tear_down),
		cmocka_unit_test_setup_teardown(end_of_connection_is_fast, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reset_ends_both_directions_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(half_closed_connection_goes_on, set_up, tear_down),
		cmocka_unit_test_setup_teardown(directions_grow_idle_together, set_up, tear_down),
		cmocka_unit_test_setup_teardown(next_connection_with_the_same_key_is_a_record_of_its_own, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(active_deltas_add_up, set_up, tear_down),
		cmocka_unit_test_setup_teardown(full_cache_sends_packets_alone, set_up_small, tear_down),
		cmocka_unit_test_setup_teardown(nearly_full_cache_lets_the_coldest_go, set_up, tear_down),
		cmocka_unit_test_setup_teardown(full_ring_counts_overflow, set_up_small, tear_down),
		cmocka_unit_test_setup_teardown(ration_spent_counts_overflow, set_up_rationed, tear_down),
		cmocka_unit_test_setup_teardown(ration_spent_lets_connections_share_a_record, set_up_rationed,
						tear_down),
		cmocka_unit_test_setup_teardown(sweep_stops_at_a_full_ring_and_loses_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(malformed_frames_are_counted_by_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_sweeper_is_shut_out, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
