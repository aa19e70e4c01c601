/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The list of a conversation's first packets (tapless/first_packets.h), for who asked for it: else neither this code nor its
 * map is there. Like facts of order it is no part of the balance.
 */
#ifndef TAPLESS_BPF_FIRST_PACKETS_H
#define TAPLESS_BPF_FIRST_PACKETS_H

#include <tapless/exchange.h>
#include <tapless/packet.h>

#include "count.h"

static const struct tl_first_packets tl_no_packets = {};

/* Those of an earlier connection with the same key make way. */
static __always_inline struct tl_first_packets *tl_first_packets_here(__u64 hash, __u64 began)
{
	struct tl_first_packets *list = bpf_map_lookup_elem(&first_packets, &hash);
	__u64 known;

	if (list) {
		known = __sync_val_compare_and_swap(&list->began, 0, began);
		if (!known || known == began)
			return list;
	}
	bpf_map_update_elem(&first_packets, &hash, &tl_no_packets, list ? BPF_ANY : BPF_NOEXIST);
	list = bpf_map_lookup_elem(&first_packets, &hash);
	if (list)
		__sync_val_compare_and_swap(&list->began, 0, began);
	else
		tl_count_event_here(TL_EVENT_FIRST_PACKETS_NO_ROOM);
	return list;
}

static __always_inline void tl_note_first_packet(struct tl_exchange *exchange, __u64 hash, __u32 side,
						 const struct tl_packet *packet, __u64 time, __u32 packets,
						 __u32 segment_size)
{
	__u32 place, length = packet->payload_length, carried = (packets - 1) * segment_size;
	struct tl_first_packets *list;
	struct tl_sighting *sighting;

	if (exchange->listed || !length)
		return;
	list = tl_first_packets_here(hash, exchange->began);
	if (!list)
		return;
	place = __sync_fetch_and_add(&list->claimed, 1);
	if (place >= TL_FIRST_PACKETS) {
		exchange->listed = 1;
		return;
	}
	sighting = &list->packets[place];
	sighting->time = time;
	sighting->length = sighting->last_length = length > 0xffff ? 0xffff : length;
	if (packets > 1 && carried < length) {
		sighting->length = segment_size;
		sighting->last_length = length - carried;
	}
	sighting->side = side;
	tl_compiler_barrier(); /* who finds a number of packets finds the rest */
	*(volatile __u16 *)&sighting->packets = packets > 0xffff ? 0xffff : packets;
}

#endif
