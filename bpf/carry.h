/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What goes behind a flow record, in the same piece of the ring: details, and facts of order. */
#ifndef TAPLESS_BPF_CARRY_H
#define TAPLESS_BPF_CARRY_H

#include "measure.h"

/* Room in the ring for a record and what it carries. The facts of order are copied last, when the entry is out. */
struct tl_room {
	struct tl_flow_record *record; /* NULL: the ring has no room */
	struct tl_exchange *behind; /* NULL: it carries none */
	struct tl_exchange *exchange;
	struct tl_conversation conversation;
};

/* They may be gone, or those of the next flow with this key on another CPU. */
static __always_inline struct tl_details *tl_find_details(const struct tl_flow_key *key,
							  const struct tl_flow_value *value)
{
	struct tl_details *found;

	if (!value->has_details)
		return 0;
	found = bpf_map_lookup_elem(&details, key);
	if (found && found->first_seen <= value->last_seen && found->first_seen >= value->first_seen)
		return found;
	tl_count_event_here(TL_EVENT_DETAILS_EVICTED);
	return 0;
}

/* Those of a connection that began after this entry's last packet are not this one's. */
static __always_inline void tl_find_exchange(struct tl_room *room, const struct tl_flow_key *key,
					     const struct tl_flow_value *value)
{
	if (!tl_metrics_enabled || !value->packets || !tl_has_exchange(key))
		return;
	room->conversation = tl_conversation_of(key, tl_conversation_seed, tl_count_once);
	room->exchange = bpf_map_lookup_elem(&exchanges, &room->conversation.hash);
	if (room->exchange && room->exchange->began > value->last_seen)
		room->exchange = 0;
}

static __always_inline void tl_reserve_measured(struct tl_room *room, const struct tl_details *carried)
{
	struct tl_whole_record *whole;
	struct tl_measured_record *measured;

	if (carried) {
		whole = bpf_ringbuf_reserve(&flow_ring, sizeof(*whole), 0);
		if (!whole)
			return;
		whole->details = *carried;
		room->record = &whole->flow;
		room->behind = &whole->exchange;
		return;
	}
	measured = bpf_ringbuf_reserve(&flow_ring, sizeof(*measured), 0);
	if (!measured)
		return;
	room->record = &measured->flow;
	room->behind = &measured->exchange;
}

static __always_inline void tl_reserve_room(struct tl_room *room, const struct tl_flow_key *key,
					    const struct tl_flow_value *value)
{
	struct tl_details *carried = tl_find_details(key, value);
	struct tl_detailed_record *detailed;

	tl_find_exchange(room, key, value);
	if (room->exchange) {
		tl_reserve_measured(room, carried);
	} else if (carried) {
		detailed = bpf_ringbuf_reserve(&flow_ring, sizeof(*detailed), 0);
		if (!detailed)
			return;
		detailed->details = *carried;
		room->record = &detailed->flow;
	} else {
		room->record = bpf_ringbuf_reserve(&flow_ring, sizeof(struct tl_flow_record), 0);
	}
	if (room->record)
		room->record->carries = carried ? TL_CARRIES_DETAILS : 0;
}

/* One at a time: each sum goes out once. Who comes second leaves them to the first, whose record has the same flow. */
static __always_inline void tl_carry_exchange(struct tl_room *room)
{
	struct tl_exchange *exchange = room->exchange;

	if (!room->behind || !exchange || __sync_val_compare_and_swap(&exchange->taken, 0, 1))
		return;
	__builtin_memcpy(room->behind, exchange, sizeof(*exchange));
	exchange->sides[0].fresh = exchange->sides[1].fresh = 1;
	__sync_val_compare_and_swap(&exchange->taken, 1, 0);
	room->record->carries |=
		room->conversation.side ? TL_CARRIES_EXCHANGE | TL_IS_SECOND_SIDE : TL_CARRIES_EXCHANGE;
}

/* The conversation is over for this cache. */
static __always_inline void tl_drop_exchange(const struct tl_room *room)
{
	__u64 hash = room->conversation.hash;

	if (room->behind)
		bpf_map_delete_elem(&exchanges, &hash);
}

#endif
