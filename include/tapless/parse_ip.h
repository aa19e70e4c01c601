/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Frame parser: IPv4 and IPv6 down to the transport header. */
#ifndef TAPLESS_PARSE_IP_H
#define TAPLESS_PARSE_IP_H

#include "walk.h"

#define TL_IPV6_EXTENSIONS_MAX 8

/* On the wire. A capture file may claim fewer octets there than it holds. */
static __always_inline __u32 tl_wire_left(const struct tl_walk *walk)
{
	return walk->end > walk->offset ? walk->end - walk->offset : 0;
}

/* ::ffff:a.b.c.d (RFC 4291 2.5.5.2); the caller has zeroed the rest. */
static __always_inline void tl_map_ipv4(__u8 *mapped, const __u8 *address)
{
	mapped[10] = 0xff;
	mapped[11] = 0xff;
	__builtin_memcpy(mapped + 12, address, 4);
}

static __always_inline void tl_take_ipv4(struct tl_packet *packet, const struct tl_wire_ipv4 *header)
{
	__u16 fragment = tl_from_wire16(header->fragment);

	tl_map_ipv4(packet->key.source_address, header->source);
	tl_map_ipv4(packet->key.destination_address, header->destination);
	packet->type_of_service = header->type_of_service;
	packet->ttl = header->ttl;
	packet->identification = tl_from_wire16(header->identification);
	packet->fragment_offset = (fragment & TL_IPV4_FRAGMENT_OFFSET) * 8;
	packet->more_fragments = !!(fragment & TL_IPV4_MORE_FRAGMENTS);
	if (fragment & (TL_IPV4_FRAGMENT_OFFSET | TL_IPV4_MORE_FRAGMENTS))
		packet->rare |= TL_RARE_FRAGMENT;
}

static __always_inline enum tl_reason tl_parse_ipv4(struct tl_walk *walk)
{
	struct tl_wire_ipv4 header;
	__u32 size, total;

	if (tl_pull(walk->cursor, walk->offset, &header, sizeof(header)))
		return tl_missing(walk, sizeof(header), TL_REASON_BAD_IPV4_HEADER);
	if (header.version_length >> 4 != 4)
		return TL_REASON_BAD_IPV4_VERSION;
	size = (header.version_length & 0x0f) * 4;
	if (size < sizeof(header) || size > tl_wire_left(walk))
		return TL_REASON_BAD_IPV4_HEADER;
	total = tl_from_wire16(header.total_length);
	if (!total) /* segmentation offload, BIG TCP above 64 KiB: the length is not known to the header */
		total = tl_wire_left(walk);
	if (total < size || total > tl_wire_left(walk))
		return TL_REASON_BAD_IPV4_LENGTH;
	tl_take_ipv4(walk->packet, &header);
	if (size > sizeof(header))
		walk->packet->rare |= TL_RARE_IPV4_OPTIONS;
	walk->packet->octets = total;
	walk->end = walk->offset + total;
	walk->offset += size;
	tl_set_next(walk, TL_SPACE_PROTOCOL, header.protocol);
	return TL_REASON_NONE;
}

static __always_inline bool tl_next_is_extension(const struct tl_walk *walk)
{
	return tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_HOP_BY_HOP) ||
	       tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_ROUTING) ||
	       tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_FRAGMENT) ||
	       tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_AH) ||
	       tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_DESTINATION);
}

/* The low 16 bits of the 32-bit identification are kept: enough to tell the fragments of one pair of hosts apart. */
static __always_inline void tl_take_fragment(struct tl_packet *packet, const struct tl_wire_extension *header)
{
	__u16 fragment = tl_from_wire16(header->fragment);

	packet->identification = (__u16)tl_from_wire32(header->identification);
	packet->fragment_offset = fragment & TL_IPV6_FRAGMENT_OFFSET;
	packet->more_fragments = fragment & TL_IPV6_MORE_FRAGMENTS;
	if (packet->fragment_offset || packet->more_fragments)
		packet->rare |= TL_RARE_FRAGMENT;
}

static __always_inline __u32 tl_extension_size(const struct tl_walk *walk, __u8 length)
{
	if (tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_FRAGMENT))
		return sizeof(struct tl_wire_extension);
	if (tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_AH))
		return (length + 2) * 4;
	return (length + 1) * 8;
}

/* Bits as of ipv6ExtensionHeaders, IANA 64. The 4 octets that the fragment header has for its id are AH's SPI. */
static __always_inline void tl_take_extension(struct tl_walk *walk, const struct tl_wire_extension *header)
{
	struct tl_packet *packet = walk->packet;

	packet->rare |= TL_RARE_EXTENSIONS;
	switch (walk->next.id) {
	case TL_PROTOCOL_DESTINATION:
		packet->extensions |= TL_EXTENSION_DESTINATION;
		break;
	case TL_PROTOCOL_HOP_BY_HOP:
		packet->extensions |= TL_EXTENSION_HOP_BY_HOP;
		break;
	case TL_PROTOCOL_ROUTING:
		packet->extensions |= TL_EXTENSION_ROUTING;
		packet->routing_offset = walk->offset;
		break;
	case TL_PROTOCOL_AH:
		packet->extensions |= TL_EXTENSION_AH;
		if (!packet->spi)
			packet->spi = tl_from_wire32(header->identification);
		break;
	case TL_PROTOCOL_FRAGMENT:
		tl_take_fragment(packet, header);
		packet->extensions |=
			packet->fragment_offset ? TL_EXTENSION_LATER_FRAGMENT : TL_EXTENSION_FIRST_FRAGMENT;
	}
}

static __always_inline enum tl_reason tl_parse_extension(struct tl_walk *walk)
{
	struct tl_wire_extension header;
	__u32 size;

	if (walk->offset + sizeof(header) > walk->end)
		return TL_REASON_BAD_IPV6_EXTENSION;
	if (tl_pull(walk->cursor, walk->offset, &header, sizeof(header)))
		return TL_REASON_NOT_CAPTURED;
	size = tl_extension_size(walk, header.length);
	if (size < sizeof(header) || size > walk->end - walk->offset)
		return TL_REASON_BAD_IPV6_EXTENSION;
	tl_take_extension(walk, &header);
	tl_set_next(walk, TL_SPACE_PROTOCOL, header.next_header);
	walk->offset = tl_bounded_offset(walk->offset + size);
	return TL_REASON_NONE;
}

/* A later fragment goes on with the middle of something: nothing behind its fragment header is a header. */
static __always_inline enum tl_reason tl_parse_extensions(struct tl_walk *walk)
{
	for (int i = 0; i < TL_IPV6_EXTENSIONS_MAX; i++) {
		enum tl_reason reason;

		if (!tl_next_is_extension(walk) || walk->packet->fragment_offset)
			return TL_REASON_NONE;
		reason = tl_parse_extension(walk);
		if (reason != TL_REASON_NONE)
			return reason;
	}
	return tl_next_is_extension(walk) && !walk->packet->fragment_offset ? TL_REASON_BAD_IPV6_EXTENSION
									    : TL_REASON_NONE;
}

static __always_inline void tl_take_ipv6(struct tl_packet *packet, const struct tl_wire_ipv6 *header)
{
	__u32 word = tl_from_wire32(header->version_class_label);

	__builtin_memcpy(packet->key.source_address, header->source, sizeof(header->source));
	__builtin_memcpy(packet->key.destination_address, header->destination, sizeof(header->destination));
	packet->type_of_service = (__u8)(word >> 20);
	packet->flow_label = word & TL_IPV6_FLOW_LABEL;
	packet->ttl = header->hop_limit;
}

static __always_inline enum tl_reason tl_parse_ipv6(struct tl_walk *walk)
{
	struct tl_wire_ipv6 header;
	__u32 total;

	if (tl_pull(walk->cursor, walk->offset, &header, sizeof(header)))
		return tl_missing(walk, sizeof(header), TL_REASON_BAD_IPV6_HEADER);
	if (tl_from_wire32(header.version_class_label) >> 28 != 6)
		return TL_REASON_BAD_IPV6_VERSION;
	total = sizeof(header) + tl_from_wire16(header.payload_length);
	/* Jumbogram (RFC 2675), BIG TCP, segmentation offload: 0 with something to follow */
	if (total == sizeof(header) && header.next_header != TL_PROTOCOL_NO_NEXT) {
		total = tl_wire_left(walk);
		walk->packet->rare |= header.next_header == TL_PROTOCOL_HOP_BY_HOP ? TL_RARE_JUMBO : 0;
	}
	if (total < sizeof(header) || total > tl_wire_left(walk))
		return TL_REASON_BAD_IPV6_LENGTH;
	tl_take_ipv6(walk->packet, &header);
	walk->packet->octets = total;
	walk->end = walk->offset + total;
	walk->offset += sizeof(header);
	tl_set_next(walk, TL_SPACE_PROTOCOL, header.next_header);
	return tl_parse_extensions(walk);
}

#endif
