/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the two ring buffers carry. A record's sequence number is its position in the ring: the flow ring is a
 * write-ahead log that may be replayed after a crash, and whatever user space makes of it depends on nothing else.
 */
#ifndef TAPLESS_RING_H
#define TAPLESS_RING_H

#include "details.h"
#include "exchange.h"
#include "first_packets.h"
#include "flow_name.h"
#include "media.h"

/* Position behind a record: a header of 8 octets precedes it, and all are padded to 8 (kernel/bpf/ringbuf.c). */
static inline __u64 tl_ring_position_after(__u64 position, __u32 size)
{
	return position + (((__u64)size + 8 + 7) & ~7ull);
}

enum tl_ring_kind {
	TL_RING_FLOW = 1, /* struct tl_flow_record and what it carries, flow ring */
	TL_RING_NAME =
		2, /* struct tl_name_record: flow ring, before the flow record that it belongs to; L7 ring, at once */
	TL_RING_MARK = 3, /* struct tl_mark_record, flow ring: a sweep has ended */
	TL_RING_SAMPLE = 4, /* struct tl_sample (sample.h), L7 ring */
};

/* Counters are deltas since the entry's last record. */
struct tl_flow_record {
	__u32 kind;
	__u32 shard; /* inner map it was in; TL_SHARD_NONE for a packet that found no place */
	struct tl_flow_key key;
	__u64 packets;
	__u64 octets;
	__u64 layer2_octets;
	__u64 flow_start; /* first packet of the cache entry */
	__u64 start; /* first packet counted here */
	__u64 end; /* last packet counted here */
	__u8 source_mac[6];
	__u8 destination_mac[6];
	__u32 flow_label;
	__u16 tcp_flags;
	__u16 initial_tcp_flags;
	__u16 identification;
	__u16 minimum_length;
	__u16 maximum_length;
	__u8 end_reason; /* enum tl_end_reason */
	__u8 ended; /* enum tl_flow_end */
	__u8 minimum_ttl;
	__u8 maximum_ttl;
	__u8 type_of_service;
	__u8 vlan_priority;
	__u8 inner_vlan_priority;
	__u8 has_syn;
	__u8 is_annotation; /* of an entry that has never counted a packet: only `egress` says something */
	__u8 carries; /* enum tl_carries */
	__u32 syn_sequence;
	struct tl_crossing egress;
	__u32 fragments;
	struct tl_vlan_tags tags; /* of the first packet, if they are no part of the key */
	__u8 fragment_oddities; /* enum tl_fragment_oddity */
	__u8 reserved[7];
};
TL_STATIC_ASSERT(sizeof(struct tl_flow_record) == 176);

/* What stands behind a flow record, in this order and in one piece with it, so that nothing can come between: bits. */
enum tl_carries {
	TL_CARRIES_DETAILS = 1,
	TL_CARRIES_EXCHANGE = 2,
	TL_IS_SECOND_SIDE = 4, /* the record's direction is sides[1] of the exchange */
	TL_CARRIES_FIRST_PACKETS = 8, /* behind room for both, whether they are there or not */
	TL_CARRIES_MEDIA =
		16, /* behind room for all these; of the record's own direction; 32, 64, 128: its other sources */
};

#define TL_CARRIES_ANY_MEDIA ((TL_CARRIES_MEDIA << TL_MEDIA_SOURCES) - TL_CARRIES_MEDIA)

struct tl_detailed_record {
	struct tl_flow_record flow;
	struct tl_details details;
};

struct tl_measured_record {
	struct tl_flow_record flow;
	struct tl_exchange exchange;
};

struct tl_whole_record {
	struct tl_flow_record flow;
	struct tl_details details;
	struct tl_exchange exchange;
};
TL_STATIC_ASSERT(sizeof(struct tl_whole_record) ==
		 sizeof(struct tl_flow_record) + sizeof(struct tl_details) + sizeof(struct tl_exchange));

struct tl_listed_record {
	struct tl_whole_record whole;
	struct tl_first_packets first_packets;
};

struct tl_media_record {
	struct tl_listed_record listed;
	struct tl_media streams[TL_MEDIA_SOURCES];
};

static inline const struct tl_details *tl_details_of(const struct tl_flow_record *record, __u32 size)
{
	const struct tl_detailed_record *detailed = (const void *)record;

	return record->carries & TL_CARRIES_DETAILS && size >= sizeof(*detailed) ? &detailed->details : 0;
}

static inline const struct tl_exchange *tl_exchange_of(const struct tl_flow_record *record, __u32 size)
{
	const struct tl_measured_record *measured = (const void *)record;
	const struct tl_whole_record *whole = (const void *)record;

	if (!(record->carries & TL_CARRIES_EXCHANGE))
		return 0;
	if (record->carries & (TL_CARRIES_DETAILS | TL_CARRIES_FIRST_PACKETS | TL_CARRIES_ANY_MEDIA))
		return size >= sizeof(*whole) ? &whole->exchange : 0;
	return size >= sizeof(*measured) ? &measured->exchange : 0;
}

static inline const struct tl_first_packets *tl_first_packets_of(const struct tl_flow_record *record, __u32 size)
{
	const struct tl_listed_record *listed = (const void *)record;

	return record->carries & TL_CARRIES_FIRST_PACKETS && size >= sizeof(*listed) ? &listed->first_packets : 0;
}

/* `number` of the source, from 0 */
static inline const struct tl_media *tl_media_of(const struct tl_flow_record *record, __u32 size, __u32 number)
{
	const struct tl_media_record *whole = (const void *)record;

	__u32 end = sizeof(whole->listed) + (number + 1) * sizeof(whole->streams[0]);

	return record->carries & TL_CARRIES_MEDIA << number && size >= end ? &whole->streams[number] : 0;
}

#define TL_SHARD_NONE 0xffffffffu

struct tl_name_record {
	__u32 kind;
	__u32 name_kind; /* enum tl_name_kind */
	struct tl_flow_key key;
	__u64 time; /* when the name was found */
	__u32 length;
	__u32 reserved;
	char name[TL_NAME_SIZE];
};
TL_STATIC_ASSERT(sizeof(struct tl_name_record) == 336);

/* What a mark says of the entries that left the cache before it. */
enum tl_mark_promise {
	TL_MARK_IS_WHOLE = 1, /* with all entries of their connections: none comes behind it */
	TL_MARK_OF_END = 2, /* the instance ends, so that what ended by force does not go on */
};

struct tl_mark_record {
	__u32 kind;
	__u32 promises; /* bits of enum tl_mark_promise */
	__u64 time; /* same clock as the flows' */
	__s64 realtime_offset; /* add to a time of this log to get nanoseconds since 1970; 0 in `tapless read` */
};
TL_STATIC_ASSERT(sizeof(struct tl_mark_record) == 24);

#endif
