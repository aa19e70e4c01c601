// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is in the key of a flow: VLANs, or not. */
#include "rig.h"

static struct tl_engine engine;
static struct rig_output output;

static int open_engine(bool no_vlan, unsigned int flows)
{
	struct tl_engine_config config = rig_config(flows);

	config.no_vlan_in_key = no_vlan;
	memset(&output, 0, sizeof(output));
	return tl_engine_open(&engine, &config);
}

static int set_up(void **state)
{
	(void)state;
	return open_engine(false, 1024);
}

static int set_up_no_vlan(void **state)
{
	(void)state;
	return open_engine(true, 1024);
}

static int set_up_small_no_vlan(void **state)
{
	(void)state;
	return open_engine(true, 1);
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_close(&engine);
	return 0;
}

/* One datagram of the flow, with these tags, outermost first. */
static void feed_tagged(__u32 flow, unsigned int tags, const __u16 *ids, __u64 time)
{
	struct rig_frame frame = rig_make(17, flow, 0, 0, "x", 1);

	memmove(frame.bytes + 12 + 4 * tags, frame.bytes + 12, frame.length - 12);
	for (unsigned int i = 0; i < tags; i++)
		memcpy(frame.bytes + 12 + 4 * i, (__u8[]){0x81, 0, ids[i] >> 8, ids[i] & 0xff}, 4);
	frame.length += 4 * tags;
	rig_feed(&engine, &frame, time);
}

static void feed_all(void)
{
	feed_tagged(1, 2, (__u16[]){10, 20}, 100 * SECOND);
	feed_tagged(1, 1, (__u16[]){10}, 101 * SECOND);
	feed_tagged(1, 0, NULL, 102 * SECOND);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 103 * SECOND);
	assert_int_equal(output.packets, 3);
	assert_int_equal(output.layer2_octets, 3 * 43 + 12);
}

static void tags_tell_flows_apart(void **state)
{
	(void)state;
	feed_all();
	assert_int_equal(output.records, 3);
	assert_int_equal(output.first.tags.depth, 0);
}

static void without_vlan_tags_are_of_the_first_packet(void **state)
{
	(void)state;
	feed_all();
	assert_int_equal(output.records, 1);
	assert_int_equal(output.last.key.vlan_id, 0);
	assert_int_equal(output.last.key.inner_vlan_id, 0);
	assert_int_equal(output.last.key.vlan_depth, 0);
	assert_int_equal(output.last.tags.vlan_id, 10);
	assert_int_equal(output.last.tags.inner_vlan_id, 20);
	assert_int_equal(output.last.tags.depth, 2);
}

/* In a record of its own, too. */
static void without_vlan_a_full_cache_tells_tags(void **state)
{
	(void)state;
	for (__u32 flow = 0; flow < 1000; flow++)
		feed_tagged(flow, 1, (__u16[]){7}, 100 * SECOND);
	rig_drain(&engine, &output);
	assert_true(output.alone > 0);
	assert_int_equal(output.last.key.vlan_depth, 0);
	assert_int_equal(output.last.tags.vlan_id, 7);
	assert_int_equal(output.last.tags.depth, 1);
}

/* A SYN whose header does not hold has no sequence number, whether it is in a flow or alone. */
static void broken_syn_tells_no_sequence(void **state)
{
	(void)state;
	for (__u32 flow = 0; flow < 1000; flow++) {
		struct rig_frame frame = rig_make(6, flow, SYN, 5000, NULL, 0);

		frame.bytes[46] = 4 << 4; /* a header shorter than its fixed part */
		rig_feed(&engine, &frame, 100 * SECOND);
	}
	rig_drain(&engine, &output);
	assert_true(output.alone > 0);
	assert_int_equal(output.last.tcp_flags, SYN);
	assert_int_equal(output.last.has_syn, 0);
	rig_sweep(&engine, &output, TL_SWEEP_DRAIN, 101 * SECOND);
	assert_int_equal(output.packets, 1000);
	assert_int_equal(output.last.has_syn, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(tags_tell_flows_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_vlan_tags_are_of_the_first_packet, set_up_no_vlan, tear_down),
		cmocka_unit_test_setup_teardown(without_vlan_a_full_cache_tells_tags, set_up_small_no_vlan, tear_down),
		cmocka_unit_test_setup_teardown(broken_syn_tells_no_sequence, set_up_small_no_vlan, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
