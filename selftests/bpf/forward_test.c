// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Forwarded packets in a live build: the ingress counts, the egress annotates. Test runs know one interface, lo. */
#include "rig.h"

#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "kernel/balance.h"
#include "kernel/role.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>

#define INTERFACE 1
#define PARENT	  77 /* counts for the interface */

static struct tl_engine engine;
static struct rig_output output;
static char instance[32];

/* By TC a packet comes in and leaves on one CPU. */
static int stay_on_one_cpu(void **state)
{
	(void)state;
	return rig_stay_on(sched_getcpu());
}

static int open_engine(bool xdp)
{
	struct tl_engine_config config = rig_config(1024);

	snprintf(instance, sizeof(instance), "forward-%d", getpid());
	config.instance = instance;
	config.active_timeout = 0; /* a report may fall due at any time */
	config.count_once = true;
	config.xdp = xdp;
	memset(&output, 0, sizeof(output));
	return tl_engine_open(&engine, &config);
}

static int set_up(void **state)
{
	(void)state;
	return open_engine(false);
}

static int set_up_xdp(void **state)
{
	(void)state;
	return open_engine(true);
}

static int tear_down(void **state)
{
	(void)state;
	tl_engine_unpin(&engine);
	tl_engine_close(&engine);
	return 0;
}

static void set_role(const struct tl_interface_role *role)
{
	assert_int_equal(tl_interface_role_set(&engine, INTERFACE, role), 0);
}

static void run(const struct bpf_program *program, const struct rig_frame *frame, __u32 came_in_by)
{
	struct __sk_buff context = {.ingress_ifindex = came_in_by};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame->bytes, .data_size_in = frame->length,
		    .ctx_in = &context, .ctx_size_in = sizeof(context));

	assert_int_equal(bpf_prog_test_run_opts(bpf_program__fd(program), &options), 0);
}

static void come_in(const struct rig_frame *frame)
{
	run(engine.skeleton->progs.tl_tc_ingress, frame, 0);
}

static void leave(const struct rig_frame *frame)
{
	run(engine.skeleton->progs.tl_tc_egress, frame, INTERFACE);
}

/* The same frame with an 802.1Q tag. */
static struct rig_frame tagged(const struct rig_frame *frame, __u16 vlan)
{
	struct rig_frame with = {.length = frame->length + 4};

	memcpy(with.bytes, frame->bytes, 12);
	memcpy(with.bytes + 12, (__u8[]){0x81, 0, vlan >> 8, vlan & 0xff}, 4);
	memcpy(with.bytes + 16, frame->bytes + 12, frame->length - 12);
	return with;
}

static struct tl_count counted_before(void)
{
	struct tl_balance balance;

	assert_int_equal(tl_balance_take(&balance, instance), 0);
	assert_true(balance.holds && balance.quiet && balance.conclusive);
	assert_int_equal(balance.residual_packets, 0);
	assert_int_equal(balance.residual_octets, 0);
	return balance.counters.reasons[TL_REASON_COUNTED_AT_INGRESS];
}

/* Two sweeps: one freezes, the next emits. */
static void let_go(__u64 seconds)
{
	__u64 now = tl_boot_time() + seconds * SECOND;

	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, now);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, now + SECOND);
}

static void is_counted_once_with_both_interfaces(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "abc", 3);

	(void)state;
	set_role(&(struct tl_interface_role){.counted_at = INTERFACE, .counts = 1});
	for (int i = 0; i < 3; i++) {
		come_in(&frame);
		leave(&frame);
	}
	assert_int_equal(counted_before().packets, 3);
	assert_int_equal(counted_before().octets, 3 * frame.length);
	let_go(20);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.packets, 3);
	assert_int_equal(output.last.key.direction, TL_INGRESS);
	assert_int_equal(output.last.egress.interface, INTERFACE);
	assert_false(output.last.is_annotation);
}

static void without_a_role_the_egress_counts(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "abc", 3);

	(void)state;
	leave(&frame);
	set_role(&(struct tl_interface_role){.counted_at = 0});
	leave(&frame);
	assert_int_equal(counted_before().packets, 0);
	let_go(20);
	assert_int_equal(output.packets, 2);
	assert_int_equal(output.last.key.direction, TL_EGRESS);
	assert_int_equal(output.last.egress.interface, 0);
}

/* The frame left with tag 9 and had come in with tag 5, which is that of the VLAN device it came in by. */
static void vlan_device_is_counted_at_its_parent(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "abc", 3), in = tagged(&frame, 5), out = tagged(&frame, 9);

	(void)state;
	set_role(&(struct tl_interface_role){.counted_at = INTERFACE, .vlan_id = 5, .vlan_depth = 1});
	come_in(&in);
	leave(&out);
	let_go(20);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.last.key.vlan_id, 5);
	assert_int_equal(output.last.egress.interface, INTERFACE);
	assert_int_equal(output.last.egress.vlan_id, 9);
	assert_int_equal(output.last.egress.vlan_depth, 1);
}

static void bridged_frame_keeps_its_tag(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "abc", 3), both = tagged(&frame, 5);

	(void)state;
	set_role(&(struct tl_interface_role){.counted_at = INTERFACE, .counts = 1});
	come_in(&both);
	leave(&both);
	let_go(20);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.last.key.vlan_id, 5);
	assert_int_equal(output.last.egress.vlan_id, 5);
}

/* After address translation nothing is found: by TC nothing is made either, for no other CPU can have counted it. */
static void unknown_flow_makes_no_entry(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "abc", 3), translated = rig_make(17, 2, 0, 0, "abc", 3);

	(void)state;
	set_role(&(struct tl_interface_role){.counted_at = INTERFACE, .counts = 1});
	come_in(&frame);
	leave(&translated);
	assert_int_equal(counted_before().packets, 1);
	let_go(20);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.last.egress.interface, 0);
}

static void another_cpu_annotates(void **state)
{
	struct rig_frame frame = rig_make(17, 1, 0, 0, "abc", 3);

	(void)state;
	set_role(&(struct tl_interface_role){.counted_at = PARENT});
	leave(&frame);
	leave(&frame);
	assert_int_equal(counted_before().packets, 2);
	rig_sweep(&engine, &output, TL_SWEEP_EXPIRE, tl_boot_time() + 61 * SECOND / 60);
	let_go(20);
	assert_int_equal(output.packets, 0);
	assert_true(output.annotations >= 1);
	assert_int_equal(output.last.key.ifindex, PARENT);
	assert_int_equal(output.last.key.direction, TL_INGRESS);
	assert_int_equal(output.last.egress.interface, INTERFACE);
}

/* Then its facts are those of the first packet that is counted, not of the one that left. */
static void annotation_becomes_a_flow(void **state)
{
	struct rig_frame frame = rig_make(6, 1, SYN, 7, NULL, 0), left = frame;
	__u64 before;

	(void)state;
	set_role(&(struct tl_interface_role){.counted_at = INTERFACE, .counts = 1});
	left.bytes[6] = 0xee; /* its source is the router, its TTL less */
	left.bytes[22] = 63;
	leave(&left);
	before = tl_boot_time();
	come_in(&frame);
	let_go(20);
	assert_int_equal(output.records, 1);
	assert_int_equal(output.packets, 1);
	assert_false(output.last.is_annotation);
	assert_int_equal(output.last.source_mac[0], 2);
	assert_int_equal(output.last.minimum_ttl, 64);
	assert_true(output.last.flow_start >= before);
	assert_int_equal(output.last.initial_tcp_flags, SYN);
	assert_int_equal(output.last.egress.interface, INTERFACE);
}

/* The answers come in by another VLAN: both directions have sent FIN, and leave the cache in one walk. */
static void both_ways_end_together(void **state)
{
	struct rig_frame there = rig_make(6, 1, SYN | FIN, 7, NULL, 0), back = rig_make(6, 1, ACK, 8, NULL, 0), out;

	(void)state;
	rig_turn(&back);
	set_role(&(struct tl_interface_role){.counted_at = INTERFACE, .counts = 1});
	come_in(&there);
	out = tagged(&there, 9);
	leave(&out);
	set_role(&(struct tl_interface_role){.counted_at = INTERFACE, .vlan_id = 9, .vlan_depth = 1});
	out = tagged(&back, 9);
	come_in(&out);
	leave(&back);
	let_go(3);
	assert_int_equal(output.records, 0); /* the answers go on */
	back.bytes[47] = FIN | ACK;
	out = tagged(&back, 9);
	come_in(&out);
	let_go(3);
	assert_int_equal(output.records, 2);
	assert_int_equal(output.first.end_reason, TL_END_OF_FLOW);
	assert_int_equal(output.last.end_reason, TL_END_OF_FLOW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(is_counted_once_with_both_interfaces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_role_the_egress_counts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(vlan_device_is_counted_at_its_parent, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bridged_frame_keeps_its_tag, set_up, tear_down),
		cmocka_unit_test_setup_teardown(unknown_flow_makes_no_entry, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_cpu_annotates, set_up_xdp, tear_down),
		cmocka_unit_test_setup_teardown(annotation_becomes_a_flow, set_up_xdp, tear_down),
		cmocka_unit_test_setup_teardown(both_ways_end_together, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, stay_on_one_cpu, NULL);
}
