// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Two keys with one digest (tapless/key_digest.h): nobody will meet them, so the test puts another key into a flow's entry. The second
 * flow has no entry then, is told packet by packet, and nothing is added to the first one, by whatever way its packets come.
 */
#include "rig.h"

#include <stdio.h>
#include <unistd.h>

#include "kernel/balance.h"
#include "rig_counters.h"
#include "tapless.skel.h"
#include <tapless/key_digest.h>

#define SETTLES 30 /* packets after which nothing more is wanted of a flow than to be counted */
#define APART	5
#define OTHERS	0x0100 /* what the other key's source port differs by */

static struct tl_engine engine;
static struct rig_output output;
static char instance[40];
static int shard;

static int set_up(void **state)
{
	struct tl_engine_config config = rig_config(1024);

	(void)state;
	rig_stay_on(0);
	snprintf(instance, sizeof(instance), "digest-%d", getpid());
	config.instance = instance;
	if (tl_engine_open(&engine, &config))
		return -1;
	shard = rig_open_shard(&engine, 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	close(shard);
	tl_engine_unpin(&engine);
	tl_engine_close(&engine);
	return 0;
}

static void feed(unsigned int times)
{
	const struct rig_frame frame = rig_make(17, 1, 0, 0, "neither a message nor a name", 28);
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.bytes, .data_size_in = frame.length,
		    .repeat = (int)times);

	assert_int_equal(bpf_prog_test_run_opts(bpf_program__fd(engine.skeleton->progs.tl_tc_ingress), &options), 0);
}

/* The only entry that there is. */
static struct tl_flow_value the_flow(__u64 *digest)
{
	struct tl_flow_value value;
	__u64 next;

	assert_int_equal(bpf_map_get_next_key(shard, NULL, digest), 0);
	assert_int_equal(bpf_map_lookup_elem(shard, digest, &value), 0);
	assert_int_not_equal(bpf_map_get_next_key(shard, digest, &next), 0);
	return value;
}

/* `settled`: which of its marks it keeps */
static struct tl_flow_value change_key(__u8 settled)
{
	__u64 digest;
	struct tl_flow_value value = the_flow(&digest);

	value.key.source_port ^= OTHERS;
	value.settled &= settled;
	assert_int_equal(bpf_map_update_elem(shard, &digest, &value, BPF_EXIST), 0);
	return value;
}

static void expect_apart(__u8 settled)
{
	struct tl_flow_value before, after;
	struct tl_balance balance;
	__u64 digest;

	feed(SETTLES);
	before = change_key(settled);
	assert_int_equal(before.settled & TL_SETTLED_NAMES, settled & TL_SETTLED_NAMES);
	memset(&output, 0, sizeof(output));
	feed(APART);
	after = the_flow(&digest);
	assert_memory_equal(&before, &after, sizeof(after));
	rig_drain(&engine, &output);
	assert_int_equal(output.packets, APART);
	assert_int_equal(output.alone, APART);
	assert_int_equal(output.last.key.source_port, before.key.source_port ^ OTHERS);
	assert_int_equal(rig_counters(&engine).events[TL_EVENT_INSERT_FAILED], APART);
	assert_int_equal(tl_balance_take(&balance, instance), 0);
	assert_int_equal(balance.residual_packets, 0);
	assert_int_equal(balance.residual_octets, 0);
}

static void the_digest_is_of_the_key(void **state)
{
	struct tl_flow_value value;
	__u64 digest;

	(void)state;
	feed(1);
	value = the_flow(&digest);
	assert_int_equal(digest, tl_key_digest(&value.key, engine.identity.hash_seed));
	assert_int_not_equal(engine.identity.hash_seed, 0);
}

static void of_two_keys_one_is_told_packet_by_packet(void **state)
{
	(void)state;
	expect_apart(0);
}

static void by_the_short_way_too(void **state)
{
	(void)state;
	expect_apart(0xf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_digest_is_of_the_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_two_keys_one_is_told_packet_by_packet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(by_the_short_way_too, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
