/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Runs the sweep program over the shards. */
#ifndef TAPLESS_KERNEL_SWEEP_H
#define TAPLESS_KERNEL_SWEEP_H

#include "engine.h"

/*
 * One sweep: a grace period, a walk over each shard, a mark in the flow ring. `now` in the clock of the flows. Returns
 * the number of records written, -EAGAIN if the ring was too full to finish (drain it and sweep again), -ESTALE if
 * another process has taken over the instance.
 */
long tl_sweep_all(struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now);

/* Adds up what is in the cache and has not been emitted. 0 or -errno. */
struct tl_live {
	__u64 entries;
	__u64 packets;
	__u64 octets;
	__u64 layer2_octets;
};

int tl_sweep_count(int program, const struct tl_instance *identity, struct tl_live *live);

__u64 tl_boot_time(void);

/* How long the machine has slept, for the programs' coarse clock (bpf/clock.h), which does not know of it. */
void tl_note_time_asleep(struct tl_engine *engine);

/* What to add to a boot time to get nanoseconds since 1970. */
__s64 tl_realtime_offset(void);

#endif
