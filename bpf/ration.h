/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A ring has one lock for all CPUs (I4). A packet that would write a record there first takes one of its CPU's few for this
 * period, so that a flood of new flows cannot make all CPUs queue for the lock, nor the daemon read without end.
 */
#ifndef TAPLESS_BPF_RATION_H
#define TAPLESS_BPF_RATION_H

#include "count.h"

#define TL_RATION_PERIOD_BITS 20 /* of nanoseconds: about a millisecond */

/* Takes one of this CPU's few, of which `taken` (a map like `rations`) has the number. */
static __always_inline bool tl_take_ration(void *taken, __u64 now)
{
	__u64 period = now >> TL_RATION_PERIOD_BITS;
	struct tl_ration *here;
	__u32 zero = 0;

	if (!tl_ring_ration)
		return true;
	here = bpf_map_lookup_elem(taken, &zero);
	if (!here)
		return false;
	if (here->period != period) {
		here->period = period;
		here->taken = 0;
	}
	if (here->taken >= tl_ring_ration)
		return false;
	here->taken++;
	return true;
}

/* Of the flow ring. */
static __always_inline bool tl_ration_allows(const struct tl_passage *passage)
{
	if (tl_take_ration(&rations, passage->now))
		return true;
	tl_count_event(passage, TL_EVENT_RATION_SPENT);
	return false;
}

#endif
