/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Runs the sweep program over the shards. */
#ifndef TAPLESS_KERNEL_SWEEP_H
#define TAPLESS_KERNEL_SWEEP_H

#include "engine.h"

/*
 * One sweep: a grace period, a walk over each shard in which something may be due (portions.h), a mark in the flow ring. `now` in the clock of the flows. Returns
 * the number of records written, -EAGAIN if the ring was too full to finish (drain it and sweep again), -ESTALE if
 * another process has taken over the instance. A walk goes in steps of a millisecond or so; between two of them, and behind marks
 * that are written when the ring fills, engine->between_steps is called. What it took is in engine->cost.
 */
long tl_sweep_all(struct tl_engine *engine, enum tl_sweep_mode mode, __u64 now);

/* Between two sweeps: a mark, if packets have written so much to the flow ring that some of it should be given back. 0 or -errno. */
int tl_sweep_mark(struct tl_engine *engine, __u64 now);

/* Does its reader wait for exporters (engine->reader_waits), with an eighth of the ring to read? Then flows stay in the cache meanwhile. */
bool tl_sweep_is_held_up(const struct tl_engine *engine);

/* With so many entries in its fullest shard: do flows leave before their idle timeout? */
bool tl_sweep_is_pressed(const struct tl_engine *engine, __u64 fullest);

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
