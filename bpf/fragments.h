/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Later fragments go where the first one went. What comes before the first, or whose first is lost, is counted in an entry of
 * its datagram, without ports, and an event says so: nothing is held back or moved later. When that entry's record is written,
 * the first one has come or never will (emit.h).
 */
#ifndef TAPLESS_BPF_FRAGMENTS_H
#define TAPLESS_BPF_FRAGMENTS_H

#include "count.h"

__noinline int tl_join_fragment(struct tl_packet *packet, __u64 now)
{
	struct tl_fragment_value value = {.time = now}, *first;
	struct tl_fragment_key key;

	if (!packet)
		return 0;
	packet->found |= TL_FOUND_FRAGMENT;
	if (!tl_fragments_joined)
		return 0;
	tl_count_event_here(TL_EVENT_FRAGMENT);
	tl_fragment_key_of(&key, &packet->key, packet->identification);
	if (!packet->fragment_offset) {
		value.source_port = packet->key.source_port;
		value.destination_port = packet->key.destination_port;
		bpf_map_update_elem(&fragments, &key, &value, BPF_ANY);
		return 0;
	}
	first = bpf_map_lookup_elem(&fragments, &key);
	if (!first || !tl_fragment_is_fresh(first, now)) {
		packet->found |= TL_FOUND_WITHOUT_FIRST;
		packet->key.datagram = packet->identification;
		tl_count_event_here(TL_EVENT_FRAGMENT_ALONE);
		return 0;
	}
	packet->key.source_port = first->source_port;
	packet->key.destination_port = first->destination_port;
	return 0;
}

#endif
