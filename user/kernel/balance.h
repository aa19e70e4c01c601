/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The balance of invariant I1, taken from the pinned maps of a running instance, whether a daemon runs or not:
 * seen before <= live + emitted + reasons <= seen after; and both sides equal when nothing was seen in between.
 */
#ifndef TAPLESS_KERNEL_BALANCE_H
#define TAPLESS_KERNEL_BALANCE_H

#include <stdbool.h>

#include <tapless/control.h>
#include <tapless/counters.h>

#include "sweep.h"

struct tl_balance {
	struct tl_instance identity;
	struct tl_counters counters; /* summed over CPUs, read last */
	struct tl_emitted emitted;
	struct tl_live live;
	struct tl_count seen_before; /* octets with the repeated headers of super-packets */
	struct tl_count seen_after;
	struct tl_count reasons;
	__s64 residual_packets; /* seen_after - (live + emitted + reasons) */
	__s64 residual_octets;
	bool conclusive; /* nothing left the cache while it was walked */
	bool holds;
	bool quiet; /* nothing was seen in between: residuals must be 0 */
	__u64 flow_ring_fill, flow_ring_size;
	__u64 l7_ring_fill, l7_ring_size;
	__u64 l7_copied; /* octets that the L7 ring has had since it was made: all that user space gets of payloads */
	__u64 capacity; /* entries of all flow maps */
};

/* The per-CPU map `counters`, summed. 0 or -errno. */
int tl_counters_read(int map, struct tl_counters *counters);

/* Packets that hooks saw and that are in no flow, nor counted elsewhere. */
struct tl_count tl_counters_ignored(const struct tl_counters *counters);

/* -ENOENT: no such instance; other -errno: has been printed. */
int tl_balance_take(struct tl_balance *balance, const char *instance);

#endif
