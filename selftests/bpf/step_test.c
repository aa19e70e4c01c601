// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A walk in steps does what one in one go does; a sweep larger than the ring ends in marks between which connections are whole. */
#include "rig.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <unistd.h>

#include "kernel/pace.h"
#include "tapless.skel.h"

#define FLOWS	   600
#define MANY	   8000
#define WORK_MOST  16 /* entries of one step, which looks at the clock as often */
#define STEPS_MOST 1000 /* else the walk never ends */

static struct tl_engine engine;
static struct rig_output output;

/* One step that is over as soon as it looks at the clock; `walk` is its number, `before` the one before it, or NULL. */
static struct tl_sweep step(enum tl_sweep_mode mode, __u32 shard, __u32 walk, const struct tl_sweep *before)
{
	struct tl_sweep sweep = {.mode = mode,
				 .shard = shard,
				 .walk = walk,
				 .generation = engine.identity.generation,
				 .step = 1,
				 .now = 200 * SECOND,
				 .idle_timeout = 15 * SECOND,
				 .wanted_idle_timeout = 15 * SECOND,
				 .closed_timeout = 2 * SECOND};
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &sweep, .ctx_size_in = sizeof(sweep));

	if (before) {
		sweep.is_met = before->is_met;
		sweep.entries = before->entries;
		sweep.listed = before->listed;
	}
	assert_int_equal(bpf_prog_test_run_opts(engine.sweep_program, &options), 0);
	assert_int_equal(sweep.refused, 0);
	return sweep;
}

/* A walk over all shards, in as many steps as it takes. */
static void walk(enum tl_sweep_mode mode, __u32 number, __u32 *frozen, __u32 *emitted, __u32 *steps)
{
	*frozen = *emitted = *steps = 0;
	for (__u32 shard = 0; shard < RIG_PORTIONS; shard++) {
		struct tl_sweep sweep = {0};

		do {
			sweep = step(mode, shard, number, &sweep);
			assert_true(sweep.frozen + sweep.emitted <= WORK_MOST);
			*frozen += sweep.frozen;
			*emitted += sweep.emitted;
			assert_true(++*steps < STEPS_MOST);
		} while (sweep.unfinished);
	}
	rig_drain(&engine, &output);
}

static void feed_flows(__u32 flows, __u64 time)
{
	for (__u32 flow = 0; flow < flows; flow++) {
		struct rig_frame frame = rig_make(17, flow, 0, 0, "x", 1);

		rig_feed(&engine, &frame, time);
	}
}

static void each_entry_is_frozen_and_emitted_once(void **state)
{
	__u32 frozen, emitted, steps;

	(void)state;
	feed_flows(FLOWS, 100 * SECOND);
	walk(TL_SWEEP_EXPIRE, 1, &frozen, &emitted, &steps);
	assert_int_equal(frozen, FLOWS);
	assert_int_equal(emitted, 0);
	assert_true(steps > FLOWS / WORK_MOST);
	walk(TL_SWEEP_EXPIRE, 2, &frozen, &emitted, &steps);
	assert_int_equal(frozen, 0);
	assert_int_equal(emitted, FLOWS);
	assert_true(steps > FLOWS / WORK_MOST);
	assert_int_equal(output.packets, FLOWS);
}

static void a_drain_goes_in_steps_too(void **state)
{
	__u32 frozen, emitted, steps;

	(void)state;
	feed_flows(FLOWS, 100 * SECOND);
	walk(TL_SWEEP_DRAIN, 1, &frozen, &emitted, &steps);
	assert_int_equal(emitted, FLOWS);
	assert_true(steps > FLOWS / WORK_MOST);
}

/* One direction is idle, the other goes on: who asks, and may not leave, asks once in a walk, however many steps it has. */
static void who_must_stay_asks_once(void **state)
{
	__u32 frozen, emitted, steps;

	(void)state;
	feed_flows(FLOWS, 100 * SECOND);
	for (__u32 flow = 0; flow < FLOWS; flow++) {
		struct rig_frame frame = rig_make(17, flow, 0, 0, "x", 1);

		rig_turn(&frame);
		rig_feed(&engine, &frame, 199 * SECOND);
	}
	for (__u32 number = 1; number < 4; number++) {
		walk(TL_SWEEP_EXPIRE, number, &frozen, &emitted, &steps);
		assert_int_equal(frozen + emitted, 0);
		assert_in_range(steps, FLOWS / WORK_MOST, FLOWS / WORK_MOST + 2 * RIG_PORTIONS);
	}
}

/* What was written between two marks: which flows, by the source ports of one direction. */
struct portions {
	__u32 marks;
	__u32 of_flow[65536]; /* the mark before which a direction was seen, plus 1 */
	__u32 whole, apart;
};

static struct portions portions;

static void take(const void *data)
{
	const struct tl_flow_record *record = data;
	__u32 port;

	rig_take(&output, data);
	portions.marks += record->kind == TL_RING_MARK;
	if (record->kind != TL_RING_FLOW)
		return;
	port = record->key.destination_port == 443 ? record->key.source_port : record->key.destination_port;
	if (!portions.of_flow[port])
		portions.of_flow[port] = portions.marks + 1;
	else if (portions.of_flow[port] == portions.marks + 1)
		portions.whole++;
	else
		portions.apart++;
}

static void read_all(struct tl_engine *from)
{
	const void *data;
	__u64 position;

	while (tl_ring_next(from->flow_ring, &data, &position))
		take(data);
}

static void take_all(struct tl_engine *from)
{
	read_all(from);
	tl_ring_commit(from->flow_ring, tl_ring_cursor(from->flow_ring));
}

/* Looks alone take time too. Where a step gets no further than the one before, the next one is longer: a walk comes to its end. */
static void a_look_at_many_goes_in_steps(void **state)
{
	struct tl_sweep sweep;

	(void)state;
	feed_flows(MANY, 199 * SECOND);
	sweep = step(TL_SWEEP_EXPIRE, 0, 1, NULL);
	assert_int_equal(sweep.unfinished, 1);
	assert_true(sweep.entries < MANY / RIG_PORTIONS / 2);
	engine.between_steps = take_all;
	engine.config.step = 1;
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 200 * SECOND), 0);
	assert_true(engine.fullest_shard >= MANY / RIG_PORTIONS);
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 300 * SECOND), 0);
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 301 * SECOND), MANY);
}

/* The first entry of each shard, as a packet would that then finds no room for another: those behind it move up. */
static unsigned int taken_out;

static void take_one_out(struct tl_engine *from)
{
	__u64 digest;

	take_all(from);
	for (__u32 portion = 0; portion < RIG_PORTIONS && taken_out < 5 * RIG_PORTIONS; portion++) {
		int shard = rig_open_shard(from, portion);

		assert_int_equal(bpf_map_get_next_key(shard, NULL, &digest), 0);
		assert_int_equal(bpf_map_delete_elem(shard, &digest), 0);
		close(shard);
		from->skeleton->bss->tl_taken_out[portion]++;
		taken_out++;
	}
}

static void who_moves_up_is_met_all_the_same(void **state)
{
	(void)state;
	taken_out = 0;
	feed_flows(MANY, 100 * SECOND);
	engine.between_steps = take_one_out;
	engine.config.step = 1;
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 200 * SECOND), 0);
	assert_int_equal(taken_out, 5 * RIG_PORTIONS);
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 201 * SECOND), MANY - taken_out);
}

#define CONNECTIONS	8000 /* more records than the ring has room for */
#define FEW_CONNECTIONS 1300 /* less than an eighth of it */

static void feed_connections(__u32 count)
{
	for (__u32 flow = 0; flow < count; flow++) {
		struct rig_frame frame = rig_make(6, flow, PSH, 1, "x", 1);

		rig_feed(&engine, &frame, 100 * SECOND);
		rig_turn(&frame);
		rig_feed(&engine, &frame, 100 * SECOND);
	}
}

static void connections_are_whole_between_marks(void **state)
{
	(void)state;
	feed_connections(CONNECTIONS);
	engine.between_steps = take_all;
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 200 * SECOND), 0);
	assert_true(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 201 * SECOND) > 0);
	take_all(&engine);
	engine.between_steps = NULL;
	assert_int_equal(portions.apart, 0);
	assert_true(portions.whole > CONNECTIONS / 2);
	assert_true(portions.marks > 3);
}

/* However large the ring is: a mark follows the portion in which there came to be a thousand. */
static void a_sweep_that_brings_much_has_marks(void **state)
{
	(void)state;
	feed_connections(FEW_CONNECTIONS);
	engine.between_steps = take_all;
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 200 * SECOND), 0);
	take_all(&engine);
	portions.marks = 0;
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 201 * SECOND), 2 * FEW_CONNECTIONS);
	take_all(&engine);
	engine.between_steps = NULL;
	assert_in_range(portions.marks, 3, 2 * FEW_CONNECTIONS / 1024 + 1);
}

/* Nobody has taken over what was read: the sweep ends before a portion, and the next one goes on there. */
static void a_full_ring_ends_a_sweep_between_portions(void **state)
{
	unsigned int ended_early = 0;
	long emitted;

	(void)state;
	feed_connections(CONNECTIONS);
	engine.between_steps = read_all;
	assert_int_equal(tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 200 * SECOND), 0);
	do {
		emitted = tl_sweep_all(&engine, TL_SWEEP_EXPIRE, 201 * SECOND);
		take_all(&engine);
		ended_early += emitted == -EAGAIN;
	} while (emitted == -EAGAIN && ended_early < RIG_PORTIONS);
	engine.between_steps = NULL;
	assert_in_range(ended_early, 1, RIG_PORTIONS - 1);
	assert_int_equal(portions.apart, 0);
	assert_true(portions.whole > CONNECTIONS / 2);
}

/* Twenty times what the last sweep took, but a second at least, and no more than that while the cache fills up. */
static void sweeps_keep_their_pace(void **state)
{
	struct tl_pace pace = {0};

	(void)state;
	rig_stay_on(0); /* counters are a CPU's */
	assert_true(tl_pace_is_due(&pace, &engine, 100 * SECOND));
	engine.cost.took = SECOND / 50;
	tl_pace_note(&pace, &engine, 100 * SECOND, 0);
	assert_false(tl_pace_is_due(&pace, &engine, 101 * SECOND - 1));
	assert_true(tl_pace_is_due(&pace, &engine, 101 * SECOND));
	engine.cost.took = SECOND / 10;
	tl_pace_note(&pace, &engine, 100 * SECOND, 0);
	assert_false(tl_pace_is_due(&pace, &engine, 102 * SECOND - 1));
	assert_true(tl_pace_is_due(&pace, &engine, 102 * SECOND));
	feed_flows(engine.config.flows * 3 / 4, 101 * SECOND);
	assert_false(tl_pace_is_due(&pace, &engine, 101 * SECOND - 1));
	assert_true(tl_pace_is_due(&pace, &engine, 101 * SECOND));
	tl_pace_note(&pace, &engine, 100 * SECOND, -EAGAIN);
	assert_true(tl_pace_is_due(&pace, &engine, 100 * SECOND));
}

static int set_up(void **state)
{
	(void)state;
	memset(&output, 0, sizeof(output));
	memset(&portions, 0, sizeof(portions));
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
		cmocka_unit_test_setup_teardown(each_entry_is_frozen_and_emitted_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_drain_goes_in_steps_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_must_stay_asks_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_look_at_many_goes_in_steps, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_moves_up_is_met_all_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(connections_are_whole_between_marks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_sweep_that_brings_much_has_marks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_full_ring_ends_a_sweep_between_portions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(sweeps_keep_their_pace, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
