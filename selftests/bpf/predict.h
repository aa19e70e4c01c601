/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the kernel must make of a frame that it sees as the first of its flow, said by the host's build of the same parsers;
 * and the entry it made, held against that member by member.
 */
#ifndef TAPLESS_SELFTESTS_PREDICT_H
#define TAPLESS_SELFTESTS_PREDICT_H

#include <string.h>

#include <tapless/host_cursor.h>
#include <tapless/host_explore.h>
#include <tapless/names.h>

#include "frames.h"

struct prediction {
	enum tl_reason reason;
	struct tl_packet packet;
	struct tl_layers layers;
	bool is_explored; /* the kernel looked for tunnels and details */
	bool has_name;
	__u32 name_kind;
	__u32 name_length;
	char name[TL_NAME_SIZE];
};

struct member {
	const char *name;
	__u16 in_value, value_size;
	__u16 in_packet, packet_size;
};

#define MEMBER_SIZE(type, member) sizeof(((type *)0)->member)
#define ROW(of_value, of_packet)                                                                                       \
	{                                                                                                              \
#of_value, offsetof(struct tl_flow_value, of_value), MEMBER_SIZE(struct tl_flow_value, of_value),      \
			offsetof(struct tl_packet, of_packet), MEMBER_SIZE(struct tl_packet, of_packet)                \
	}

/* A member of the entry and the one of the parsed packet that it comes from: a new one is one row. */
static const struct member members[] = {
	ROW(octets, octets),
	ROW(layer2_octets, wire_length),
	ROW(tcp_flags, tcp_flags),
	ROW(initial_tcp_flags, tcp_flags),
	ROW(minimum_ttl, ttl),
	ROW(maximum_ttl, ttl),
	ROW(source_mac, source_mac),
	ROW(destination_mac, destination_mac),
	ROW(flow_label, flow_label),
	ROW(identification, identification),
	ROW(type_of_service, type_of_service),
	ROW(vlan_priority, vlan_priority),
	ROW(inner_vlan_priority, inner_vlan_priority),
};

static inline void predict_name(struct prediction *prediction, const struct frame *frame)
{
	static struct tl_name_search search;
	const struct tl_packet *packet = &prediction->packet;
	__u32 left = frame->captured > packet->payload_offset ? frame->captured - packet->payload_offset : 0;
	__u32 length = packet->payload_length < left ? packet->payload_length : left;
	const __u8 *payload = frame->bytes + packet->payload_offset;
	__u32 preface = 0;

	if (length > TL_NAME_PREFIX)
		length = TL_NAME_PREFIX;
	if (packet->key.protocol != TL_PROTOCOL_TCP || !packet->transport_complete || length < 4)
		return;
	memset(&search, 0, sizeof(search));
	memcpy(search.bytes, payload, length);
	if (tl_preface_starts(tl_name_read32(&search, 0))) {
		tl_name_preface(&search, length);
		preface = search.position;
	}
	length -= preface;
	memset(&search, 0, sizeof(search));
	memcpy(search.bytes, payload + preface, length);
	if (length < 4 || !tl_name_starts(tl_name_read32(&search, 0), packet->tcp_flags & TL_TCP_SYN) ||
	    tl_name_find(&search, length) != TL_NAME_FOUND)
		return;
	prediction->has_name = true;
	prediction->name_kind = search.kind;
	prediction->name_length = search.length;
	memcpy(prediction->name, search.name, TL_NAME_SIZE);
}

static inline void predict(struct prediction *prediction, const struct frame *frame, __u32 ifindex,
			   enum tl_direction direction)
{
	struct tl_cursor cursor = {.bytes = frame->bytes, .length = frame->captured};

	memset(prediction, 0, sizeof(*prediction));
	prediction->packet.wire_length = frame->wire_length;
	prediction->packet.captured_length = frame->captured;
	prediction->packet.key.ifindex = ifindex;
	prediction->packet.key.direction = direction;
	prediction->reason = tl_parse(&cursor, frame->link, &prediction->packet);
	prediction->is_explored = !prediction->reason && (prediction->packet.inside || prediction->packet.rare);
	if (prediction->reason == TL_REASON_NONE)
		tl_explore(&cursor, &prediction->packet, &prediction->layers, false);
	if (prediction->reason == TL_REASON_NONE)
		predict_name(prediction, frame);
}

static inline __u64 number_at(const void *from, __u16 size)
{
	union {
		__u8 octet;
		__u16 two;
		__u32 four;
		__u64 eight;
	} number = {};

	memcpy(&number, from, size);
	return size == 1 ? number.octet : size == 2 ? number.two : size == 4 ? number.four : number.eight;
}

static inline bool is_same(const struct member *member, const struct tl_flow_value *value,
			   const struct tl_packet *packet)
{
	const char *made = (const char *)value + member->in_value, *wanted = (const char *)packet + member->in_packet;

	if (member->value_size != 1 && member->value_size != 2 && member->value_size != 4 && member->value_size != 8)
		return !memcmp(made, wanted, member->value_size);
	return number_at(made, member->value_size) == number_at(wanted, member->packet_size);
}

/* What few packets have, and the time, which the host's does not know. */
static inline bool has_same_details(const struct tl_layers *layers, const struct prediction *prediction)
{
	const struct tl_layers *wanted = &prediction->layers;
	size_t from = offsetof(struct tl_details, first_seen) + sizeof(wanted->details.first_seen);

	return layers->found == wanted->found &&
	       !memcmp((const char *)&layers->details + from, (const char *)&wanted->details + from,
		       sizeof(layers->details) - from);
}

/* NULL, or the first member of the entry that is not what the host's parser says. */
static inline const char *first_difference(const struct tl_flow_value *value, const struct prediction *prediction)
{
	const struct tl_packet *packet = &prediction->packet;
	__u32 length = packet->octets < 0xffff ? packet->octets : 0xffff;
	__u8 ended = packet->tcp_flags & 4 ? TL_ENDED_RST : packet->tcp_flags & 1 ? TL_ENDED_FIN : TL_NOT_ENDED;
	bool has_syn = packet->tcp_flags & 2 && packet->transport_complete;
	bool is_fragment = prediction->is_explored && packet->rare & TL_RARE_FRAGMENT;

	for (unsigned int i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!is_same(&members[i], value, packet))
			return members[i].name;
	if (value->packets != 1 || value->state != TL_FLOW_LIVE)
		return "packets or state";
	if (value->minimum_length != length || value->maximum_length != length)
		return "minimum_length or maximum_length";
	if (value->has_syn != has_syn || value->syn_sequence != (has_syn ? packet->tcp_sequence : 0))
		return "has_syn or syn_sequence";
	if (value->fragments != is_fragment)
		return "fragments";
	if (value->ended != ended)
		return "ended";
	return NULL;
}

#endif
