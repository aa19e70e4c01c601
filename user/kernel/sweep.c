// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sweep.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <time.h>

#include "shards.h"
#include "tapless.skel.h"

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

/* The fuller the cache, the sooner the coldest flows leave, so that new ones find room. */
static __u64 bearable_idle_timeout(const struct tl_engine *engine)
{
	static const struct {
		unsigned int eighths, divisor;
	} steps[] = {{7, 8}, {6, 4}, {5, 2}};

	for (unsigned int i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if ((__u64)engine->fullest_shard * 8 >= (__u64)engine->shard_entries * steps[i].eighths)
			return engine->config.idle_timeout / steps[i].divisor;
	return engine->config.idle_timeout;
}

static struct tl_sweep sweep_of(const struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now)
{
	struct tl_sweep sweep = {
		.mode = mode,
		.walk = engine->walk,
		.generation = engine->identity.generation,
		.now = now,
		.idle_timeout = bearable_idle_timeout(engine),
		.wanted_idle_timeout = engine->config.idle_timeout,
		.active_timeout = engine->config.active_timeout,
		.closed_timeout = engine->config.closed_timeout,
		.realtime_offset = engine->realtime_offset,
	};

	return sweep;
}

long tl_sweep_all(struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now)
{
	struct tl_sweep sweep;
	__u32 fullest = 0;
	long emitted = 0;
	int error = tl_shards_wait_for_grace_period(engine), mark_error;

	if (error)
		return error;
	engine->walk++;
	tl_note_time_asleep(engine);
	/* I9: the offset is followed, one for all times of a record */
	engine->realtime_offset = engine->config.instance ? tl_realtime_offset() : 0;
	for (__u32 shard = 0; shard < engine->identity.cpus * engine->identity.shards_per_cpu && !error; shard++) {
		sweep = sweep_of(engine, mode, now);
		sweep.shard = shard;
		error = run(engine->sweep_program, &sweep);
		emitted += sweep.emitted;
		if (sweep.entries - sweep.emitted > fullest)
			fullest = sweep.entries - sweep.emitted;
	}
	engine->fullest_shard = fullest;
	if (error == -ESTALE)
		return error;
	sweep = sweep_of(engine, TL_SWEEP_MARK, now);
	mark_error = run(engine->sweep_program, &sweep);
	if (!error)
		error = mark_error;
	return error ? error : emitted;
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
