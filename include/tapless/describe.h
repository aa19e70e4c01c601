/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Looks for the details of the packet that the walk has come to: ARP, options, extension headers. */
#ifndef TAPLESS_DESCRIBE_H
#define TAPLESS_DESCRIBE_H

#include "describe_transport.h"

#define TL_ARP_ETHERNET_IPV4   0x00010800u /* hardware and protocol; then their address lengths, 6 and 4 */
#define TL_ARP_LENGTHS	       0x0604
#define TL_ROUTING_SEGMENTS    4 /* the type of SRv6's routing header (RFC 8754 2) */
#define TL_SEGMENT_SIZE	       16
#define TL_OPTION_END	       0
#define TL_OPTION_NO_OPERATION 1
#define TL_OPTIONS_MAX	       40 /* each at least one octet */

struct tl_wire_arp {
	__be32 hardware_protocol;
	__be16 lengths;
	__be16 operation;
	__u8 source_mac[6];
	__u8 source[4];
	__u8 destination_mac[6];
	__u8 destination[4];
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_arp) == 28);

struct tl_wire_routing {
	__u8 next_header;
	__u8 length; /* in 8 octets beyond the first 8 */
	__u8 type;
	__u8 segments_left;
	__u8 last_entry;
	__u8 flags;
	__be16 tag;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_routing) == 8);

static __always_inline void tl_describe_arp(struct tl_cursor *cursor, const struct tl_packet *packet,
					    struct tl_layers *layers)
{
	struct tl_wire_arp arp;

	if (tl_pull(cursor, tl_bounded_offset(packet->layer3_offset), &arp, sizeof(arp)) ||
	    tl_from_wire32(arp.hardware_protocol) != TL_ARP_ETHERNET_IPV4 ||
	    tl_from_wire16(arp.lengths) != TL_ARP_LENGTHS)
		return;
	layers->details.arp_operation = tl_from_wire16(arp.operation);
	__builtin_memcpy(layers->details.arp_source, arp.source, sizeof(arp.source));
	__builtin_memcpy(layers->details.arp_destination, arp.destination, sizeof(arp.destination));
	layers->found = 1;
}

/*
 * The segments stand in reverse order, so the number of those left is the index of the active one (RFC 8754 2). Reduced, the
 * first one is left out, as it is the destination (4.1.1): one more is left than there are entries.
 */
static __always_inline void tl_describe_routing(struct tl_cursor *cursor, struct tl_layers *layers)
{
	__u32 offset = tl_bounded_offset(*(volatile __u16 *)&layers->routing_offset);
	struct tl_wire_routing header;
	__u32 segment;

	if (tl_pull(cursor, offset, &header, sizeof(header)) || header.type != TL_ROUTING_SEGMENTS ||
	    header.segments_left > header.last_entry + 1 || (header.last_entry + 1) * 2 > header.length)
		return;
	segment = header.segments_left > header.last_entry
			  ? tl_bounded_offset(*(volatile __u16 *)&layers->routed_offset) +
				    __builtin_offsetof(struct tl_wire_ipv6, destination)
			  : offset + sizeof(header) + header.segments_left * TL_SEGMENT_SIZE;
	if (tl_pull(cursor, segment, layers->details.active_segment, TL_SEGMENT_SIZE))
		return;
	layers->found = 1;
	layers->details.segments = header.last_entry + 1;
	layers->details.segments_left = header.segments_left;
}

/* One option: 0, or -1 at the end of the list. All state is in memory: the verifier then sees every turn as the same. */
static __always_inline int tl_describe_ipv4_option(struct tl_cursor *cursor, struct tl_layers *layers)
{
	__u32 offset = tl_bounded_offset(*(volatile __u32 *)&layers->offset);
	__u8 type, length = 1;

	if (offset >= *(volatile __u32 *)&layers->end || tl_pull(cursor, offset, &type, sizeof(type)))
		return -1;
	layers->details.ipv4_options |= 1u << (type & 0x1f);
	if (type == TL_OPTION_END) /* an option as well, by IANA 208 and 209 */
		return -1;
	if (type != TL_OPTION_NO_OPERATION &&
	    (tl_pull(cursor, tl_bounded_offset(offset + 1), &length, sizeof(length)) || length < 2))
		return -1;
	layers->offset = offset + length;
	return 0;
}

/* ipv4Options (IANA 208): bit n for option number n, the lower 5 bits of the type (RFC 791 3.1). */
static __always_inline void tl_describe_ipv4_options(struct tl_cursor *cursor, const struct tl_packet *packet,
						     struct tl_layers *layers)
{
	__u32 offset = tl_bounded_offset(packet->layer3_offset);
	__u8 first;

	if (tl_pull(cursor, offset, &first, sizeof(first)))
		return;
	layers->end = offset + (first & 0xf) * 4;
	layers->offset = offset + sizeof(struct tl_wire_ipv4);
	layers->found = 1;
	for (int i = 0; i < TL_OPTIONS_MAX; i++)
		if (tl_describe_ipv4_option(cursor, layers))
			break;
}

static __always_inline void tl_describe(struct tl_cursor *cursor, const struct tl_packet *packet,
					struct tl_layers *layers)
{
	__u32 rare = packet->rare;

	if (packet->spi) {
		layers->details.spi = packet->spi;
		layers->found = 1;
	}
	if (rare & TL_RARE_ARP)
		tl_describe_arp(cursor, packet, layers);
	if (rare & TL_RARE_IPV4_OPTIONS)
		tl_describe_ipv4_options(cursor, packet, layers);
	if (rare & TL_RARE_QUOTE)
		tl_describe_quoted(cursor, packet, layers);
	if (rare & TL_RARE_SCTP)
		tl_describe_sctp(cursor, packet, layers);
	if (layers->routing_offset) /* around what it carries, too: that is what SRv6 is mostly for (RFC 8986 5) */
		tl_describe_routing(cursor, layers);
	if (!(rare & TL_RARE_EXTENSIONS))
		return;
	layers->details.ipv6_extensions = packet->extensions;
	layers->found = 1;
}

#endif
