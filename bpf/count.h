/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The two sides of the balance (I1): what the hook saw, and why a packet is in no flow. */
#ifndef TAPLESS_BPF_COUNT_H
#define TAPLESS_BPF_COUNT_H

#include "pause.h"

#define tl_compiler_barrier() asm volatile("" ::: "memory")

/* A packet, or a super-packet standing for `packets` of them, on its way into the flow cache. */
struct tl_passage {
	__u64 now;
	__u32 packets;
	__u32 octets; /* IP octets of all of them */
	__u16 longest; /* of their IP total lengths, saturated */
	__u16 shortest;
	__u32 segment_size; /* payload of a super-packet's segments, 0: none */
	__u32 layer2_octets;
	__u32 stripped_octets; /* of a VLAN tag that is not in the buffer */
	struct tl_counters *counters;
};

static __always_inline struct tl_counters *tl_counters_here(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

static __always_inline void tl_count_seen(struct tl_counters *here, enum tl_hook hook, __u32 packets, __u32 octets)
{
	here->seen[hook].packets += packets;
	here->seen[hook].octets += octets;
}

static __always_inline void tl_count_reason(const struct tl_passage *passage, enum tl_reason reason)
{
	__u32 row = reason;

	if (row >= TL_REASON__MAX)
		return;
	passage->counters->reasons[row].packets += passage->packets;
	passage->counters->reasons[row].octets += passage->layer2_octets;
}

static __always_inline void tl_count_event(const struct tl_passage *passage, enum tl_event event)
{
	passage->counters->events[event]++;
}

/* From the sweep, which packets of the same CPU may interrupt. */
static __always_inline void tl_count_event_here(enum tl_event event)
{
	struct tl_counters *here = tl_counters_here();

	if (here)
		__sync_fetch_and_add(&here->events[event], 1);
}

/* Atomic: the sweep, which is preemptible, and the packet path of the same CPU both write here. */
static __always_inline void tl_count_emitted(__u64 packets, __u64 octets, __u64 layer2_octets)
{
	__u32 zero = 0;
	struct tl_emitted *here = bpf_map_lookup_elem(&emitted, &zero);

	if (!here)
		return;
	__sync_fetch_and_add(&here->records.packets, packets);
	__sync_fetch_and_add(&here->records.octets, layer2_octets);
	__sync_fetch_and_add(&here->octets, octets);
	__sync_fetch_and_add(&here->flow_records, 1);
}

#endif
