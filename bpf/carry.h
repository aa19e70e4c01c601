/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What goes behind a flow record, in the same piece of the ring: details, facts of order, the first packets, a stream. */
#ifndef TAPLESS_BPF_CARRY_H
#define TAPLESS_BPF_CARRY_H

#include <tapless/observe_media.h>

#include "beside.h"
#include "measure.h"

/* Room in the ring for a record and what it carries. The facts of order are copied last, when the entry is out. */
struct tl_room {
	struct tl_flow_record *record;
	struct tl_exchange *behind; /* NULL: it carries none */
	struct tl_exchange *exchange;
	struct tl_conversation conversation;
	struct tl_first_packets *listed_behind;
	struct tl_first_packets *first_packets;
	struct tl_media *media_behind;
	__u64 media_key; /* 0: the entry follows none */
	bool has_media; /* of some source, which goes with the record */
	bool is_last; /* the entry ends */
};

/* They may be gone, or those of the next flow with this key on another CPU. */
static __always_inline struct tl_details *tl_find_details(const struct tl_flow_value *value)
{
	struct tl_details *found;

	if (!value->has_details)
		return 0;
	found = bpf_map_lookup_elem(&details, &value->key);
	if (found && found->first_seen <= value->last_seen && found->first_seen >= value->first_seen)
		return found;
	tl_count_event_here(TL_EVENT_DETAILS_EVICTED);
	return 0;
}

/* Those of a connection that began after this entry's last packet are not this one's. */
static __always_inline void tl_find_exchange(struct tl_room *room, const struct tl_flow_value *value)
{
	if (!tl_metrics_enabled || !value->packets || !tl_has_exchange(&value->key))
		return;
	room->conversation = tl_conversation_of(&value->key, tl_hash_seed, tl_count_once);
	room->exchange = tl_exchange_at(room->conversation.hash, tl_find_place(room->conversation.hash));
	if (room->exchange && room->exchange->began > value->last_seen)
		room->exchange = 0;
}

/* They go out once: when all are there, or the conversation ends. */
static __always_inline void tl_find_first_packets(struct tl_room *room)
{
	struct tl_first_packets *found;

	if (!tl_splt_enabled || !room->exchange)
		return;
	found = bpf_map_lookup_elem(&first_packets, &room->conversation.hash);
	if (found && found->began == room->exchange->began && !found->taken &&
	    (room->is_last || found->claimed >= TL_FIRST_PACKETS))
		room->first_packets = found;
}

/* What nobody doubts any more, and has gone on since the last report. */
static __always_inline bool tl_is_news(const struct tl_media *stream)
{
	return stream && tl_is_convincing(stream) && !stream->fresh;
}

static __always_inline void tl_find_media(struct tl_room *room, const struct tl_flow_value *value)
{
	__u64 source_key;

	if (!tl_metrics_enabled || value->media != TL_MEDIA_FOLLOWED)
		return;
	room->media_key = tl_media_key(&value->key, tl_hash_seed);
	for (__u32 number = 0; number < TL_MEDIA_SOURCES; number++) {
		source_key = tl_media_source_key(room->media_key, number);
		room->has_media |= tl_is_news(bpf_map_lookup_elem(&media, &source_key));
	}
}

static __always_inline bool tl_reserve_media(struct tl_room *room, const struct tl_details *carried)
{
	struct tl_media_record *whole = bpf_ringbuf_reserve(&flow_ring, sizeof(*whole), 0);

	if (!whole)
		return false;
	if (carried)
		whole->listed.whole.details = *carried;
	room->record = &whole->listed.whole.flow;
	room->behind = &whole->listed.whole.exchange;
	room->listed_behind = &whole->listed.first_packets;
	room->media_behind = whole->streams;
	return true;
}

static __always_inline bool tl_reserve_listed(struct tl_room *room, const struct tl_details *carried)
{
	struct tl_listed_record *listed = bpf_ringbuf_reserve(&flow_ring, sizeof(*listed), 0);

	if (!listed)
		return false;
	if (carried)
		listed->whole.details = *carried;
	room->record = &listed->whole.flow;
	room->behind = &listed->whole.exchange;
	room->listed_behind = &listed->first_packets;
	return true;
}

static __always_inline bool tl_reserve_measured(struct tl_room *room, const struct tl_details *carried)
{
	struct tl_whole_record *whole;
	struct tl_measured_record *measured;

	if (carried) {
		whole = bpf_ringbuf_reserve(&flow_ring, sizeof(*whole), 0);
		if (!whole)
			return false;
		whole->details = *carried;
		room->record = &whole->flow;
		room->behind = &whole->exchange;
		return true;
	}
	measured = bpf_ringbuf_reserve(&flow_ring, sizeof(*measured), 0);
	if (!measured)
		return false;
	room->record = &measured->flow;
	room->behind = &measured->exchange;
	return true;
}

static __always_inline bool tl_reserve_plain(struct tl_room *room, const struct tl_details *carried)
{
	struct tl_detailed_record *detailed;

	if (!carried) {
		room->record = bpf_ringbuf_reserve(&flow_ring, sizeof(struct tl_flow_record), 0);
		return room->record;
	}
	detailed = bpf_ringbuf_reserve(&flow_ring, sizeof(*detailed), 0);
	if (!detailed)
		return false;
	detailed->details = *carried;
	room->record = &detailed->flow;
	return true;
}

/*
 * False: the ring has none. It says so by itself, for to ask a pointer again that was found not to be NULL makes 6.1's verifier
 * follow both answers, and miss the record in one of them.
 */
static __always_inline bool tl_reserve_room(struct tl_room *room, const struct tl_flow_value *value)
{
	struct tl_details *carried = tl_find_details(value);
	bool reserved;

	tl_find_exchange(room, value);
	tl_find_first_packets(room);
	tl_find_media(room, value);
	reserved = room->has_media	 ? tl_reserve_media(room, carried)
		   : room->first_packets ? tl_reserve_listed(room, carried)
		   : room->exchange	 ? tl_reserve_measured(room, carried)
					 : tl_reserve_plain(room, carried);
	if (!reserved)
		return false;
	room->record->carries =
		(carried ? TL_CARRIES_DETAILS : 0) | (room->first_packets ? TL_CARRIES_FIRST_PACKETS : 0);
	return true;
}

/* Who comes second has an empty list. */
static __always_inline void tl_carry_first_packets(struct tl_room *room)
{
	struct tl_first_packets *list = room->first_packets;

	if (!room->listed_behind || !list)
		return;
	room->listed_behind->claimed = 0;
	if (__sync_val_compare_and_swap(&list->taken, 0, 1))
		return;
	__builtin_memcpy(room->listed_behind, list, sizeof(*list));
	if (room->conversation.side)
		room->record->carries |= TL_IS_SECOND_SIDE;
}

/* Sums go out once, to who comes first; what has been told of is then remembered. One function for all sources: it copies much. */
static __noinline bool tl_carry_stream(struct tl_media *behind, __u64 source_key)
{
	struct tl_media *stream = bpf_map_lookup_elem(&media, &source_key);
	__u32 lost;

	if (!behind || !tl_is_news(stream) || __sync_val_compare_and_swap(&stream->taken, 0, 1))
		return false;
	__builtin_memcpy(behind, stream, sizeof(*stream));
	lost = tl_media_lost(behind);
	stream->reported_received = behind->received;
	stream->reported_others = behind->others;
	if (lost > stream->reported_lost)
		stream->reported_lost = lost;
	stream->fresh = 1;
	__sync_val_compare_and_swap(&stream->taken, 1, 0);
	return true;
}

static __always_inline void tl_carry_media(struct tl_room *room)
{
	if (!room->has_media || !room->media_behind)
		return;
	for (__u32 number = 0; number < TL_MEDIA_SOURCES; number++)
		if (tl_carry_stream(&room->media_behind[number], tl_media_source_key(room->media_key, number)))
			room->record->carries |= TL_CARRIES_MEDIA << number;
}

/* One at a time: each sum goes out once. Who comes second leaves them to the first, whose record has the same flow. */
static __always_inline void tl_carry_exchange(struct tl_room *room)
{
	struct tl_exchange *exchange = room->exchange;

	if (tl_splt_enabled)
		tl_carry_first_packets(room);
	tl_carry_media(room);
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

	if (room->media_key)
		tl_forget_media(room->media_key);
	if (!room->behind)
		return;
	tl_free_exchange(hash);
	if (tl_splt_enabled)
		bpf_map_delete_elem(&first_packets, &hash);
}

#endif
