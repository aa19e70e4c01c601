// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sweep.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>
#include <time.h>

#include "portions.h"
#include "shards.h"
#include "tapless.skel.h"

#define STEP	     600000 /* nanoseconds in the kernel at one time; what is passed over takes up to a millisecond more */
#define MARK_SHARE   8 /* of the ring: when so much was written, a mark makes that it can be given back */
#define MARK_RECORDS 1024 /* of a sweep: what is joined between two marks should fit into the caches */

enum {
	RING_FULL = 1,
	TAKEN_OVER = 2,
};

static __u64 read_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

__u64 tl_boot_time(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

__s64 tl_realtime_offset(void)
{
	return (__s64)(read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME));
}

void tl_note_time_asleep(struct tl_engine *engine)
{
	__s64 boot = (__s64)read_clock(CLOCK_BOOTTIME);
	__s64 asleep =
		boot - (__s64)read_clock(CLOCK_MONOTONIC); /* read in this order, so that it is never too large */

	if (asleep > (__s64)engine->skeleton->bss->tl_time_asleep)
		engine->skeleton->bss->tl_time_asleep = asleep;
}

static int run(int program, struct tl_sweep *sweep)
{
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = sweep, .ctx_size_in = sizeof(*sweep));
	int error = bpf_prog_test_run_opts(program, &options);

	if (error)
		return error;
	if (sweep->refused == TAKEN_OVER)
		return -ESTALE;
	return sweep->refused == RING_FULL ? -EAGAIN : 0;
}

/* The fuller the cache, the sooner the coldest flows leave, so that new ones find room: in this part of the idle timeout. */
static unsigned int hurry(const struct tl_engine *engine, __u64 fullest)
{
	static const struct {
		unsigned int eighths, divisor;
	} steps[] = {{7, 8}, {6, 4}, {5, 2}};

	for (unsigned int i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (fullest * 8 >= (__u64)engine->shard_entries * steps[i].eighths)
			return steps[i].divisor;
	return 1;
}

bool tl_sweep_is_pressed(const struct tl_engine *engine, __u64 fullest)
{
	return hurry(engine, fullest) > 1;
}

static struct tl_sweep sweep_of(const struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now)
{
	struct tl_sweep sweep = {
		.mode = mode,
		.walk = engine->walk,
		.generation = engine->identity.generation,
		.now = now,
		.step = STEP,
		.idle_timeout = engine->config.idle_timeout / hurry(engine, engine->fullest_shard),
		.wanted_idle_timeout = engine->config.idle_timeout,
		.active_timeout = engine->config.active_timeout,
		.next_due = UINT64_MAX,
		.closed_timeout = engine->config.closed_timeout,
		.realtime_offset = engine->realtime_offset,
	};

	return sweep;
}

/* One run of the program, and what it has taken. */
static int step(struct tl_engine *engine, struct tl_sweep *sweep)
{
	__u64 began = read_clock(CLOCK_THREAD_CPUTIME_ID), took;
	int error = run(engine->sweep_program, sweep);

	took = read_clock(CLOCK_THREAD_CPUTIME_ID) - began;
	engine->cost.took += took;
	if (took > engine->cost.longest_stretch)
		engine->cost.longest_stretch = took;
	return error;
}

static int write_mark(struct tl_engine *engine, __u64 now)
{
	struct tl_sweep sweep = sweep_of(engine, TL_SWEEP_MARK, now);
	int error;

	sweep.promises = (engine->is_split ? 0 : TL_MARK_IS_WHOLE) | (engine->ends ? TL_MARK_OF_END : 0);
	error = step(engine, &sweep);

	engine->marked_at = tl_ring_written(engine->flow_ring);
	return error;
}

static bool is_mark_due(const struct tl_engine *engine)
{
	return tl_ring_written(engine->flow_ring) - engine->marked_at > engine->flow_ring_size / MARK_SHARE;
}

/* What is being swept; the sums are those of all shards so far. */
struct round {
	struct tl_engine *engine;
	enum tl_sweep_mode mode;
	__u64 now;
	bool whole; /* all portions, due or not */
	__u64 due; /* of this portion: when it has to be walked again */
	__u32 fullest; /* shard of this portion, by its entries */
	long emitted;
	long marked; /* of them, before the last mark */
};

/* A walk over one shard, between two of its steps. */
struct walk {
	struct tl_sweep sweep; /* what the last step told: where it stands */
	__u64 length; /* of a step, nanoseconds */
	__u32 reached; /* entries that were met by then */
	__u32 taken_out; /* tl_portion_taken_out() when it began to meet them */
};

static void meet_again(struct walk *walk, const struct tl_engine *engine, __u32 portion)
{
	walk->sweep.entries = walk->sweep.listed = walk->sweep.is_met = 0;
	walk->sweep.unfinished = 1;
	walk->taken_out = tl_portion_taken_out(engine, portion);
}

/*
 * A step passes over as many entries as those before have met and left. What packets put in meanwhile can but push one of these behind them, to be
 * met again; but where they took one out, one that nobody has met may have moved up. In one step all are met, whatever packets do.
 */
static void note_step(struct walk *walk, const struct tl_engine *engine, __u32 portion, const struct tl_sweep *argument)
{
	const struct tl_sweep *sweep = &walk->sweep;
	bool is_known = tl_portions_are_told(engine) && tl_portion_taken_out(engine, portion) == walk->taken_out;
	bool goes_on_meeting = !argument->is_met && (argument->entries || !sweep->is_met);

	if (!sweep->is_met && sweep->entries <= walk->reached && !sweep->emitted) /* it would never get any further */
		walk->length *= 2;
	walk->reached = sweep->entries;
	if (goes_on_meeting && !is_known)
		meet_again(walk, engine, portion);
}

static int walk_shard(struct round *round, __u32 portion, __u32 cpu)
{
	struct tl_engine *engine = round->engine;
	struct walk walk = {.length = engine->config.step ? engine->config.step : STEP};
	struct tl_sweep argument;
	int error;

	meet_again(&walk, engine, portion);
	do {
		argument = sweep_of(engine, round->mode, round->now);
		argument.shard = cpu * engine->identity.shards_per_cpu + portion;
		argument.step = walk.length;
		argument.is_met = walk.sweep.is_met;
		argument.entries = walk.sweep.entries;
		argument.listed = walk.sweep.listed;
		walk.sweep = argument;
		error = step(engine, &walk.sweep);
		round->emitted += walk.sweep.emitted;
		if (walk.sweep.next_due < round->due)
			round->due = walk.sweep.next_due;
		note_step(&walk, engine, portion, &argument);
		if (engine->between_steps)
			engine->between_steps(engine);
	} while (!error && walk.sweep.unfinished);
	if (walk.sweep.entries > round->fullest)
		round->fullest = walk.sweep.entries;
	return error;
}

/*
 * Where the ring ends in the middle of a portion a connection may become two records: rather none is begun. An exporter that is
 * far behind holds half of the ring, and not more (tl_pipeline_commit).
 */
static bool has_room(const struct tl_engine *engine)
{
	return !engine->between_steps || tl_ring_fill(engine->flow_ring) <= (__u64)engine->flow_ring_size * 5 / 8;
}

/*
 * The shards of one number, on all CPUs: a connection has no entry in others (tl_shard_in_cpu). So a mark may follow, and what is
 * before it be given back while the sweep goes on: the ring need not hold a sweep.
 */
static int walk_portion(struct round *round, __u32 portion)
{
	struct tl_engine *engine = round->engine;
	int error = has_room(engine) && !tl_sweep_is_held_up(engine) ? 0 : -EAGAIN;
	bool is_begun = !error;

	round->due = UINT64_MAX;
	round->fullest = 0;
	engine->cost.portions++;
	tl_portion_begin(engine, portion);
	for (__u32 cpu = 0; cpu < engine->identity.cpus && !error; cpu++)
		error = walk_shard(round, portion, cpu);
	if (error == -EAGAIN)
		engine->first_portion = portion;
	if (error && is_begun)
		engine->is_split = true;
	if (!error)
		tl_portion_note(engine, portion, round->now, round->due, round->fullest);
	if (!error && engine->between_steps &&
	    (is_mark_due(engine) || round->emitted - round->marked >= MARK_RECORDS)) {
		error = write_mark(engine, round->now);
		round->marked = round->emitted;
		engine->between_steps(engine);
	}
	return error;
}

long tl_sweep_all(struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now)
{
	struct round round = {.engine = engine, .mode = mode, .now = now};
	__u32 portions = engine->identity.shards_per_cpu, first = engine->first_portion;
	int error = tl_shards_wait_for_grace_period(engine), mark_error;

	if (error)
		return error;
	engine->walk++;
	engine->cost = (struct tl_sweep_cost){0};
	tl_note_time_asleep(engine);
	/* I9: the offset is followed, one for all times of a record */
	engine->realtime_offset = engine->config.instance ? tl_realtime_offset() : 0;
	engine->first_portion = 0;
	round.whole = tl_portions_begin(engine, now) || mode != TL_SWEEP_EXPIRE;
	for (__u32 i = 0; i < portions && !error; i++) {
		__u32 portion = (first + i) & (portions - 1);

		if (round.whole || tl_portion_is_due(engine, portion, now))
			error = walk_portion(&round, portion);
	}
	engine->fullest_shard = tl_portions_fullest(engine);
	if (error == -ESTALE)
		return error;
	mark_error = write_mark(engine, now);
	if (!error)
		error = mark_error;
	if (!error)
		engine->is_split = false;
	return error ? error : round.emitted;
}

int tl_sweep_mark(struct tl_engine *engine, __u64 now)
{
	return is_mark_due(engine) ? write_mark(engine, now) : 0;
}

bool tl_sweep_is_held_up(const struct tl_engine *engine)
{
	return engine->reader_waits && tl_ring_unread(engine->flow_ring) > engine->flow_ring_size / 8;
}

int tl_sweep_count(int program, const struct tl_instance *identity, struct tl_live *live)
{
	__u32 shards = identity->cpus * identity->shards_per_cpu;

	*live = (struct tl_live){0};
	for (__u32 shard = 0; shard < shards; shard++) {
		struct tl_sweep sweep = {.mode = TL_SWEEP_COUNT, .shard = shard, .generation = identity->generation};
		int error = run(program, &sweep);

		if (error)
			return error;
		live->entries += sweep.entries;
		live->packets += sweep.live_packets;
		live->octets += sweep.live_octets;
		live->layer2_octets += sweep.live_layer2_octets;
	}
	return 0;
}
