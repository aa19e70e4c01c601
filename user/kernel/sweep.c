// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sweep.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <time.h>

#include "shards.h"

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

static struct tl_sweep sweep_of(const struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now)
{
	struct tl_sweep sweep = {
		.mode = mode,
		.walk = engine->walk,
		.generation = engine->identity.generation,
		.now = now,
		.idle_timeout = engine->config.idle_timeout,
		.active_timeout = engine->config.active_timeout,
		.closed_timeout = engine->config.closed_timeout,
		.realtime_offset = engine->realtime_offset,
	};

	return sweep;
}

long tl_sweep_all(struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now)
{
	struct tl_sweep sweep;
	long emitted = 0;
	int error = tl_shards_wait_for_grace_period(engine), mark_error;

	if (error)
		return error;
	engine->walk++;
	/* I9: the offset is followed, one for all times of a record */
	engine->realtime_offset =
		engine->config.instance ? (__s64)(read_clock(CLOCK_REALTIME) - read_clock(CLOCK_BOOTTIME)) : 0;
	for (__u32 shard = 0; shard < engine->identity.cpus * engine->identity.shards_per_cpu && !error; shard++) {
		sweep = sweep_of(engine, mode, now);
		sweep.shard = shard;
		error = run(engine->sweep_program, &sweep);
		emitted += sweep.emitted;
	}
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
