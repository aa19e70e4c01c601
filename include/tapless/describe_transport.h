/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Details behind the IP header: the flow that an ICMP error quotes, the kinds of SCTP's chunks. What is quoted is hostile, and
 * may end 8 octets behind its IP header (RFC 792). All state is in memory: the verifier then sees every turn as the same.
 */
#ifndef TAPLESS_DESCRIBE_TRANSPORT_H
#define TAPLESS_DESCRIBE_TRANSPORT_H

#include "layers.h"
#include "parse_ip.h"

#define TL_ICMPV6_UNUSED	4 /* octets of an error between its checksum and what it quotes (RFC 4443 3) */
#define TL_QUOTED_EXTENSIONS	4
#define TL_SCTP_CHUNKS_MAX	16
#define TL_SCTP_CHUNK_UNDEFINED 0x30 /* no type with these bits is defined */

struct tl_wire_chunk {
	__u8 type;
	__u8 flags;
	__be16 length; /* with these 4 octets, without padding (RFC 9260 3.2) */
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_chunk) == 4);

static __always_inline void tl_describe_payload(const struct tl_packet *packet, struct tl_layers *layers, __u32 skip)
{
	layers->offset = packet->payload_offset + skip;
	layers->end = packet->payload_offset + packet->payload_length;
}

static __always_inline int tl_pull_described(struct tl_cursor *cursor, const struct tl_layers *layers, void *to,
					     __u32 size)
{
	__u32 offset = *(volatile const __u32 *)&layers->offset;

	if (offset > TL_WALK_MASK || offset + size > *(volatile const __u32 *)&layers->end)
		return -1;
	return tl_pull(cursor, tl_bounded_offset(offset), to, size);
}

static __always_inline void tl_quote_ports(struct tl_cursor *cursor, struct tl_layers *layers)
{
	struct tl_quoted *quoted = &layers->details.quoted;
	struct tl_wire_ports ports;
	struct tl_wire_icmp icmp;

	switch (*(volatile __u8 *)&quoted->protocol) {
	case TL_PROTOCOL_TCP:
	case TL_PROTOCOL_UDP:
	case TL_PROTOCOL_UDPLITE:
	case TL_PROTOCOL_SCTP:
	case TL_PROTOCOL_DCCP:
		if (tl_pull_described(cursor, layers, &ports, sizeof(ports)))
			return;
		quoted->source_port = tl_from_wire16(ports.source);
		quoted->destination_port = tl_from_wire16(ports.destination);
		return;
	case TL_PROTOCOL_ICMP:
	case TL_PROTOCOL_ICMPV6:
		if (!tl_pull_described(cursor, layers, &icmp, sizeof(icmp)))
			quoted->destination_port = icmp.type << 8 | icmp.code;
	}
}

static __always_inline void tl_quote_ipv4(struct tl_cursor *cursor, struct tl_layers *layers)
{
	struct tl_quoted *quoted = &layers->details.quoted;
	struct tl_wire_ipv4 header;
	__u32 size;

	if (tl_pull_described(cursor, layers, &header, sizeof(header)))
		return;
	size = (header.version_length & 0x0f) * 4;
	if (size < sizeof(header))
		return;
	tl_map_ipv4(quoted->source_address, header.source);
	tl_map_ipv4(quoted->destination_address, header.destination);
	quoted->protocol = header.protocol;
	quoted->version = 4;
	layers->found = 1;
	layers->offset += size;
	if (!(tl_from_wire16(header.fragment) & TL_IPV4_FRAGMENT_OFFSET))
		tl_quote_ports(cursor, layers);
}

/* One extension header: 0; 1: there is none, the transport follows; -1: what follows is no header, or cut. */
static __always_inline int tl_quote_extension(struct tl_cursor *cursor, struct tl_layers *layers)
{
	struct tl_quoted *quoted = &layers->details.quoted;
	__u8 protocol = *(volatile __u8 *)&quoted->protocol;
	struct tl_wire_extension header;
	bool is_fragment = protocol == TL_PROTOCOL_FRAGMENT;

	if (!is_fragment && protocol != TL_PROTOCOL_HOP_BY_HOP && protocol != TL_PROTOCOL_ROUTING &&
	    protocol != TL_PROTOCOL_DESTINATION)
		return 1;
	if (tl_pull_described(cursor, layers, &header, sizeof(header)))
		return -1;
	quoted->protocol = header.next_header;
	layers->offset += is_fragment ? sizeof(header) : (header.length + 1u) * 8;
	return is_fragment && tl_from_wire16(header.fragment) & TL_IPV6_FRAGMENT_OFFSET ? -1 : 0;
}

static __always_inline void tl_quote_ipv6(struct tl_cursor *cursor, struct tl_layers *layers)
{
	struct tl_quoted *quoted = &layers->details.quoted;
	struct tl_wire_ipv6 header;
	int step = 0;

	if (tl_pull_described(cursor, layers, &header, sizeof(header)))
		return;
	__builtin_memcpy(quoted->source_address, header.source, sizeof(header.source));
	__builtin_memcpy(quoted->destination_address, header.destination, sizeof(header.destination));
	quoted->protocol = header.next_header;
	quoted->version = 6;
	layers->found = 1;
	layers->offset += sizeof(header);
	for (int i = 0; i <= TL_QUOTED_EXTENSIONS && !step; i++)
		step = tl_quote_extension(cursor, layers);
	if (step > 0)
		tl_quote_ports(cursor, layers);
}

static __always_inline void tl_describe_quoted(struct tl_cursor *cursor, const struct tl_packet *packet,
					       struct tl_layers *layers)
{
	__u8 version;

	tl_describe_payload(packet, layers, packet->key.protocol == TL_PROTOCOL_ICMPV6 ? TL_ICMPV6_UNUSED : 0);
	if (tl_pull_described(cursor, layers, &version, sizeof(version)))
		return;
	if (version >> 4 == 4)
		tl_quote_ipv4(cursor, layers);
	else if (version >> 4 == 6)
		tl_quote_ipv6(cursor, layers);
}

/* One chunk: 0, or -1 if none can be behind it. */
static __always_inline int tl_describe_chunk(struct tl_cursor *cursor, struct tl_layers *layers)
{
	struct tl_wire_chunk chunk;
	__u32 length;

	if (tl_pull_described(cursor, layers, &chunk, sizeof(chunk)))
		return -1;
	if (!(chunk.type & TL_SCTP_CHUNK_UNDEFINED))
		layers->details.sctp_chunks |= 1ull << ((chunk.type >> 6) * 16 + (chunk.type & 0x0f));
	layers->found = 1;
	length = tl_from_wire16(chunk.length);
	layers->offset += (length + 3) & ~3u;
	return length < sizeof(chunk) ? -1 : 0;
}

static __always_inline void tl_describe_sctp(struct tl_cursor *cursor, const struct tl_packet *packet,
					     struct tl_layers *layers)
{
	tl_describe_payload(packet, layers, 0);
	for (int i = 0; i < TL_SCTP_CHUNKS_MAX; i++)
		if (tl_describe_chunk(cursor, layers))
			break;
}

#endif
