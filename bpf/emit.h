/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Writing flow records: shared by the packet path and the sweep. */
#ifndef TAPLESS_BPF_EMIT_H
#define TAPLESS_BPF_EMIT_H

#include <tapless/fragments.h>

#include "carry.h"

static __always_inline bool tl_ring_above(void *ring, __u64 threshold)
{
	return bpf_ringbuf_query(ring, BPF_RB_AVAIL_DATA) >= threshold;
}

/*
 * Of an entry of fragments that came before their first one: that is known by now, or lost. They are an addition to its flow,
 * whose own entry says when it ends.
 */
static __always_inline void tl_name_datagram(struct tl_flow_record *record, const struct tl_flow_value *value)
{
	const struct tl_flow_key *key = &value->key;
	struct tl_fragment_value *first;
	struct tl_fragment_key datagram;

	record->key.datagram = 0;
	tl_fragment_key_of(&datagram, key, key->datagram);
	first = bpf_map_lookup_elem(&fragments, &datagram);
	if (!first || !tl_fragment_is_theirs(first, value->first_seen, value->last_seen))
		return;
	record->key.source_port = first->source_port;
	record->key.destination_port = first->destination_port;
	record->fragment_oddities = TL_FRAGMENT_BEFORE_FIRST;
	record->shard = TL_SHARD_NONE;
	record->end_reason = TL_END_ACTIVE;
}

/* What the entry has counted since its last record. */
static __always_inline void tl_record_fill(struct tl_flow_record *record, const struct tl_flow_value *value,
					   __u32 shard, __u8 end_reason)
{
	record->kind = TL_RING_FLOW;
	record->shard = shard;
	record->key = value->key;
	record->packets = *(volatile __u64 *)&value->packets - value->reported_packets;
	tl_compiler_barrier(); /* see tl_update() */
	tl_pause_point(TL_PAUSE_BETWEEN_COUNTERS);
	record->octets = value->octets - value->reported_octets;
	record->layer2_octets = value->layer2_octets - value->reported_layer2_octets;
	record->flow_start = value->first_seen;
	record->start = value->interval_start;
	record->end = value->last_seen;
	__builtin_memcpy(record->source_mac, value->source_mac, sizeof(record->source_mac));
	__builtin_memcpy(record->destination_mac, value->destination_mac, sizeof(record->destination_mac));
	record->flow_label = value->flow_label;
	record->tcp_flags = value->tcp_flags;
	record->initial_tcp_flags = value->initial_tcp_flags;
	record->identification = value->identification;
	record->minimum_length = value->minimum_length;
	record->maximum_length = value->maximum_length;
	record->end_reason = end_reason;
	record->ended = value->ended;
	record->minimum_ttl = value->minimum_ttl;
	record->maximum_ttl = value->maximum_ttl;
	record->type_of_service = value->type_of_service;
	record->vlan_priority = value->vlan_priority;
	record->inner_vlan_priority = value->inner_vlan_priority;
	record->has_syn = value->has_syn;
	record->is_annotation = !value->packets;
	record->syn_sequence = value->syn_sequence;
	record->egress = value->egress;
	record->fragments = value->fragments - value->reported_fragments;
	record->tags = value->tags;
	record->fragment_oddities = value->fragment_oddities;
	__builtin_memset(record->reserved, 0, sizeof(record->reserved));
	if (value->key.datagram)
		tl_name_datagram(record, value);
}

/* `size` is a constant: of the name as it is kept. */
static __always_inline void tl_write_name(const struct tl_name_key *key, const struct tl_name_value *found,
					  const char *name, __u32 size)
{
	struct tl_name_record *record = bpf_ringbuf_reserve(&flow_ring, sizeof(*record), 0);

	if (!record)
		return;
	record->kind = TL_RING_NAME;
	record->name_kind = key->kind;
	record->key = key->flow;
	record->time = found->first_seen;
	record->length = found->length;
	record->reserved = 0;
	__builtin_memset(record->name, 0, sizeof(record->name));
	__builtin_memcpy(record->name, name, size);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

static __always_inline void tl_emit_name(const struct tl_name_key *key, const struct tl_flow_value *value)
{
	const struct tl_name_value *found = bpf_map_lookup_elem(&names, key);
	const struct tl_long_name_value *whole;

	/* It found no room, or was overwritten by the next connection with the same ports on another CPU. */
	if (!found || found->first_seen > value->last_seen || found->first_seen < value->first_seen) {
		tl_count_event_here(TL_EVENT_NAME_EVICTED);
		return;
	}
	if (!tl_is_long_name(found)) {
		tl_write_name(key, found, found->name, sizeof(found->name));
		return;
	}
	whole = bpf_map_lookup_elem(&long_names, key);
	if (whole && whole->first_seen == found->first_seen)
		tl_write_name(key, found, whole->name, sizeof(whole->name));
	else
		tl_count_event_here(TL_EVENT_NAME_EVICTED);
}

/* Names go ahead of the flow record they belong to; sent once too often they do no harm. */
static __always_inline void tl_emit_names(struct tl_name_key *name_key, const struct tl_flow_value *value)
{
	name_key->flow = value->key;
	if (value->name_progress & TL_NAME_HAS_SNI) {
		name_key->kind = TL_NAME_TLS_SNI;
		tl_emit_name(name_key, value);
	}
	if (value->name_progress & TL_NAME_HAS_HOST) {
		name_key->kind = TL_NAME_HTTP_HOST;
		tl_emit_name(name_key, value);
	}
}

enum tl_emission {
	TL_EMITTED,
	TL_NOT_IN_STATE, /* somebody else has moved it on meanwhile */
	TL_NO_ROOM, /* in the ring */
};

/*
 * Makes the entry RETIRED, if its state is still `from`, and emits its last record. The caller has sent names ahead, deletes
 * the entry then, and what stands beside it. The room in the ring comes first, for after the cmpxchg nothing may fail; the
 * copy comes after it, for then nobody writes here.
 */
static __always_inline enum tl_emission tl_emit_final(struct tl_flow_value *value, __u32 from, __u32 shard,
						      __u8 end_reason)
{
	struct tl_room room = {.is_last = true};
	struct tl_flow_record *record;

	if (!tl_reserve_room(&room, value))
		return TL_NO_ROOM;
	record = room.record;
	tl_pause_point(TL_PAUSE_ROOM_RESERVED);
	if (__sync_val_compare_and_swap(&value->state, from, TL_FLOW_RETIRED) != from) {
		bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
		return TL_NOT_IN_STATE;
	}
	tl_record_fill(record, value, shard, end_reason);
	tl_carry_exchange(&room);
	tl_count_emitted(record->packets, record->octets, record->layer2_octets);
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	if (from != TL_FLOW_LIVE || end_reason == TL_END_FORCED) /* else the next connection's SYN is on its way */
		tl_drop_exchange(&room);
	return TL_EMITTED;
}

/*
 * Deletes a RETIRED entry. Should that fail, the entry is still linked, its memory still its own, and DEAD tells later
 * walks to try again. While it is RETIRED nobody else deletes: the key may be back already, as another entry.
 */
static __always_inline bool tl_delete_retired(void *shard, const __u64 *digest, struct tl_flow_value *value)
{
	if (!bpf_map_delete_elem(shard, digest))
		return true;
	__sync_val_compare_and_swap(&value->state, TL_FLOW_RETIRED, TL_FLOW_DEAD);
	return false;
}

#endif
