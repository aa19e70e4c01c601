// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "parts.h"

#include <stdlib.h>
#include <string.h>

static __u8 least_observed(__u8 a, __u8 b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

static __u16 least_length(__u16 a, __u16 b)
{
	if (!a || !b)
		return a ? a : b;
	return a < b ? a : b;
}

/* Times can be equal on a coarse clock: a SYN is then the first packet, and the shard decides what nothing else can. */
static bool is_earlier(const struct tl_first *a, const struct tl_first *b)
{
	if (a->flow_start != b->flow_start)
		return a->flow_start < b->flow_start;
	if (a->is_syn != b->is_syn)
		return a->is_syn;
	if (a->start != b->start)
		return a->start < b->start;
	return a->shard < b->shard;
}

static void take_first_facts(struct tl_record_side *to, const struct tl_flow_record *record)
{
	memcpy(to->source_mac, record->source_mac, sizeof(to->source_mac));
	memcpy(to->destination_mac, record->destination_mac, sizeof(to->destination_mac));
	to->flow_label = record->flow_label;
	to->initial_tcp_flags = record->initial_tcp_flags;
	to->identification = record->identification;
	to->type_of_service = record->type_of_service;
	to->code_point = record->type_of_service >> 2;
	to->direction = record->key.direction;
	to->tags = record->tags;
}

/* An entry's last record may have counted nothing: then its times are those of packets already reported. */
static void add_counters(struct tl_record_side *to, const struct tl_flow_record *record)
{
	if (!record->packets)
		return;
	if (!to->packets || record->start < to->start)
		to->start = record->start;
	if (record->end > to->end)
		to->end = record->end;
	to->packets += record->packets;
	to->octets += record->octets;
	to->layer2_octets += record->layer2_octets;
	to->fragments += record->fragments;
}

static void add_extremes(struct tl_record_side *to, const struct tl_flow_record *record)
{
	to->tcp_flags |= record->tcp_flags;
	to->fragment_oddities |= record->fragment_oddities;
	to->minimum_length = least_length(to->minimum_length, record->minimum_length);
	if (record->maximum_length > to->maximum_length)
		to->maximum_length = record->maximum_length;
	to->minimum_ttl = least_observed(to->minimum_ttl, record->minimum_ttl);
	if (record->maximum_ttl > to->maximum_ttl)
		to->maximum_ttl = record->maximum_ttl;
	if (record->ended > to->ended) /* RST after FIN */
		to->ended = record->ended;
	if (record->has_syn && (!to->has_syn || record->syn_sequence < to->syn_sequence))
		to->syn_sequence = record->syn_sequence; /* the least of several, so that their order means nothing */
	to->has_syn |= record->has_syn;
}

static int strength(__u8 end_reason)
{
	static const __u8 order[] = {
		[TL_END_IDLE] = 1,
		[TL_END_NO_RESOURCES] = 2,
		[TL_END_FORCED] = 3,
		[TL_END_OF_FLOW] = 4,
	};

	return end_reason < sizeof(order) ? order[end_reason] : 0;
}

/* Shard numbers of one key differ by multiples of the shards per CPU: the golden ratio spreads these evenly. */
static __u64 entry_bit(__u32 shard)
{
	return 1ull << (shard * 0x9e3779b1u >> 26);
}

static void note_end(struct tl_parts *parts, const struct tl_flow_record *record, unsigned int side)
{
	__u64 bit = record->shard == TL_SHARD_NONE ? 0 : entry_bit(record->shard);

	if (record->end_reason == TL_END_ACTIVE) {
		parts->counting.side[side] |= bit;
		parts->finished.side[side] &= ~bit;
		return;
	}
	parts->counting.side[side] &= ~bit;
	parts->finished.side[side] |= bit;
	if (strength(record->end_reason) > strength(parts->final_reason))
		parts->final_reason = record->end_reason;
}

/* Of two at one time the higher interface, so that the order of entries means nothing. */
void tl_parts_note_egress(struct tl_parts *parts, unsigned int side, const struct tl_crossing *egress, __u64 at)
{
	const struct tl_crossing *known = &parts->egress[side];

	if (!egress->interface || (known->interface && at < parts->egress_at[side]) ||
	    (at == parts->egress_at[side] && egress->interface <= known->interface))
		return;
	parts->egress[side] = *egress;
	parts->egress_at[side] = at;
}

void tl_parts_add(struct tl_parts *parts, const struct tl_flow_record *record, unsigned int side,
		  const struct tl_life *life)
{
	struct tl_record_side *to = &parts->sides[side];
	struct tl_first first = {
		.flow_start = record->flow_start,
		.start = record->start,
		.shard = record->shard,
		.is_syn = record->initial_tcp_flags & TL_TCP_SYN,
		.vlan_priority = record->vlan_priority,
		.inner_vlan_priority = record->inner_vlan_priority,
	};

	tl_parts_note_egress(parts, side, &record->egress, record->end);
	if (record->is_annotation && !record->packets)
		return;
	if (!parts->life.side[side].seen || is_earlier(&first, &parts->first[side])) {
		parts->first[side] = first;
		take_first_facts(to, record);
	}
	add_counters(to, record);
	add_extremes(to, record);
	note_end(parts, record, side);
	tl_life_merge(&parts->life, life);
}

/* Zeros, if there were none; NULL: no memory. */
static struct tl_details *details_of(struct tl_parts *parts, unsigned int side)
{
	if (!parts->details[side])
		parts->details[side] = calloc(1, sizeof(*parts->details[side]));
	return parts->details[side];
}

static struct tl_media_sums *media_of(struct tl_parts *parts, unsigned int side)
{
	if (!parts->media[side])
		parts->media[side] = calloc(1, sizeof(*parts->media[side]));
	return parts->media[side];
}

static void add_details(struct tl_parts *parts, const struct tl_details *details, unsigned int side)
{
	struct tl_details *known = details_of(parts, side);
	struct tl_details before;

	if (!known)
		return;
	before = *known;
	if (!known->first_seen || details->first_seen < known->first_seen)
		*known = *details;
	known->sctp_chunks = before.sctp_chunks | details->sctp_chunks;
	known->ipv4_options = before.ipv4_options | details->ipv4_options;
	known->ipv6_extensions = before.ipv6_extensions | details->ipv6_extensions;
}

/* sides[0] of the exchange is `side` here. */
static void add_exchange(struct tl_parts *parts, const struct tl_exchange *exchange, unsigned int side)
{
	tl_metrics_add(&parts->metrics[side], exchange, 0);
	tl_metrics_add(&parts->metrics[!side], exchange, 1);
}

static void add_stream(struct tl_parts *parts, const struct tl_media *media, unsigned int side, unsigned int number)
{
	struct tl_media_sums *sums;

	if (!media)
		return;
	sums = number ? tl_media_further(&parts->more_media, side, number) : media_of(parts, side);
	if (sums)
		tl_media_add(sums, media);
}

void tl_parts_add_carried(struct tl_parts *parts, const struct tl_flow_record *record, unsigned int size,
			  unsigned int side)
{
	const struct tl_details *details = tl_details_of(record, size);
	const struct tl_exchange *exchange = tl_exchange_of(record, size);
	const struct tl_first_packets *first_packets = tl_first_packets_of(record, size);
	unsigned int first_side = record->carries & TL_IS_SECOND_SIDE ? !side : side;

	if (details)
		add_details(parts, details, side);
	if (exchange)
		add_exchange(parts, exchange, first_side);
	if (first_packets)
		tl_packet_list_add(&parts->first_packets, first_packets, first_side);
	for (unsigned int number = 0; record->carries & TL_CARRIES_ANY_MEDIA && number < TL_MEDIA_SOURCES; number++)
		add_stream(parts, tl_media_of(record, size, number), side, number);
}

void tl_parts_adopt(struct tl_parts *parts, const struct tl_parts *from, unsigned int side)
{
	parts->sides[side] = from->sides[side];
	parts->first[side] = from->first[side];
	if (from->details[side] && details_of(parts, side))
		*parts->details[side] = *from->details[side];
	parts->egress[side] = from->egress[side];
	parts->egress_at[side] = from->egress_at[side];
	parts->counting.side[side] = from->counting.side[side];
	parts->finished.side[side] = from->finished.side[side];
	if (strength(from->final_reason) > strength(parts->final_reason))
		parts->final_reason = from->final_reason;
	for (unsigned int i = 0; i < 2; i++)
		tl_metrics_merge(&parts->metrics[i], &from->metrics[i]);
	if (from->media[side] && media_of(parts, side))
		tl_media_merge(parts->media[side], from->media[side]);
	tl_media_more_merge(&parts->more_media, from->more_media, side);
	tl_packet_list_merge(&parts->first_packets, from->first_packets);
	tl_life_merge(&parts->life, &from->life);
}

void tl_parts_fini(struct tl_parts *parts)
{
	for (unsigned int i = 0; i < 2; i++) {
		free(parts->details[i]);
		free(parts->media[i]);
	}
	free(parts->more_media);
	free(parts->first_packets);
}

static bool any(const struct tl_entries *entries)
{
	return entries->side[0] | entries->side[1];
}

struct tl_entries tl_parts_counting(const struct tl_parts *parts, const struct tl_entries *earlier)
{
	struct tl_entries now;

	for (unsigned int i = 0; i < 2; i++)
		now.side[i] = (earlier->side[i] & ~parts->finished.side[i]) | parts->counting.side[i];
	return now;
}

__u8 tl_parts_end_reason(const struct tl_parts *parts, const struct tl_entries *earlier)
{
	struct tl_entries after = tl_parts_counting(parts, earlier);

	if (parts->final_reason == TL_END_OF_FLOW)
		return TL_END_OF_FLOW;
	if (any(&parts->counting) || !parts->final_reason)
		return TL_END_ACTIVE;
	if (parts->final_reason == TL_END_IDLE && any(&after))
		return TL_END_ACTIVE;
	return parts->final_reason;
}
