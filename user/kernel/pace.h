/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When the next sweep is due: each second, but so that sweeps take no more than a twentieth of a CPU. Flows idle a little longer
 * then. While a shard is filling up sweeps come each second all the same.
 */
#ifndef TAPLESS_KERNEL_PACE_H
#define TAPLESS_KERNEL_PACE_H

#include "engine.h"

#define TL_SWEEP_PERIOD 1000000000ull /* nanoseconds */
#define TL_SWEEP_SHARE	20 /* of a CPU's time sweeps take one part in so many */

/* All zeros: due at once. */
struct tl_pace {
	__u64 due; /* when it is due at the latest, and at the earliest, on CLOCK_BOOTTIME */
	__u64 earliest;
};

/*
 * A sweep that began then has ended: engine->cost. `emitted` is what tl_sweep_all() returned: with -EAGAIN the next one begins as soon
 * as the ring is drained.
 */
void tl_pace_note(struct tl_pace *pace, const struct tl_engine *engine, __u64 began, long emitted);

bool tl_pace_is_due(const struct tl_pace *pace, const struct tl_engine *engine, __u64 now);

#endif
