/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Frame parser: transport headers. Lenient: what the snap length or the IP packet's end cuts leaves fields at 0 and
 * transport_complete 0, and is no reason not to count the packet in its flow. The options of IP and TCP are not read
 * and need not be captured.
 */
#ifndef TAPLESS_PARSE_TRANSPORT_H
#define TAPLESS_PARSE_TRANSPORT_H

#include "walk.h"

#define TL_IPV4_AUTHENTICATIONS_MAX 2

static __always_inline void tl_complete_transport(struct tl_walk *walk, __u32 header)
{
	struct tl_packet *packet = walk->packet;

	if (header > walk->end - walk->offset)
		return;
	packet->payload_offset = walk->offset + header;
	packet->payload_length = walk->end - packet->payload_offset;
	packet->transport_complete = 1;
}

/* As complete, if the last octets of a header of fixed size can be read. */
static __always_inline void tl_complete_if_captured(struct tl_walk *walk, __u32 header)
{
	if (walk->offset + header <= walk->packet->captured_length)
		tl_complete_transport(walk, header);
}

static __always_inline int tl_parse_ports(struct tl_walk *walk)
{
	struct tl_wire_ports ports;

	if (tl_pull_inside(walk, 0, &ports, sizeof(ports)))
		return -1;
	walk->packet->key.source_port = tl_from_wire16(ports.source);
	walk->packet->key.destination_port = tl_from_wire16(ports.destination);
	return 0;
}

/* Only the flags of a TCP header that is cut behind them. */
static __always_inline void tl_parse_cut_tcp(struct tl_walk *walk)
{
	__be16 offset_flags;
	__u32 skip = sizeof(struct tl_wire_ports) + __builtin_offsetof(struct tl_wire_tcp, offset_flags);

	if (!tl_pull_inside(walk, skip, &offset_flags, sizeof(offset_flags)))
		walk->packet->tcp_flags = tl_from_wire16(offset_flags) & TL_TCP_FLAGS;
}

static __always_inline void tl_parse_tcp(struct tl_walk *walk)
{
	struct tl_packet *packet = walk->packet;
	struct tl_wire_tcp header;
	__u32 size;

	if (tl_parse_ports(walk))
		return;
	if (tl_pull_inside(walk, sizeof(struct tl_wire_ports), &header, sizeof(header))) {
		tl_parse_cut_tcp(walk);
		return;
	}
	packet->tcp_flags = tl_from_wire16(header.offset_flags) & TL_TCP_FLAGS;
	size = (tl_from_wire16(header.offset_flags) >> 12) * 4;
	if (size < TL_TCP_HEADER)
		return;
	packet->tcp_sequence = tl_from_wire32(header.sequence);
	packet->tcp_acknowledgement = tl_from_wire32(header.acknowledgement);
	packet->tcp_window = tl_from_wire16(header.window);
	packet->tcp_options = size - TL_TCP_HEADER;
	tl_complete_transport(walk, size);
}

static __always_inline void tl_parse_fixed(struct tl_walk *walk, __u32 size)
{
	if (!tl_parse_ports(walk))
		tl_complete_if_captured(walk, size);
}

/* What a fragmented datagram holds is not walked into: its fragments stay together, in the datagram's own flow. */
static __always_inline void tl_parse_udp(struct tl_walk *walk)
{
	struct tl_packet *packet = walk->packet;

	tl_parse_fixed(walk, TL_UDP_HEADER);
	if (packet->transport_complete && !packet->more_fragments)
		packet->inside = tl_inside_of_ports(packet->key.source_port, packet->key.destination_port);
}

static __always_inline void tl_parse_dccp(struct tl_walk *walk)
{
	__u8 data_offset;

	if (tl_parse_ports(walk) ||
	    tl_pull_inside(walk, sizeof(struct tl_wire_ports), &data_offset, sizeof(data_offset)))
		return;
	if (data_offset * 4 >= TL_DCCP_HEADER)
		tl_complete_if_captured(walk, data_offset * 4);
}

/* Errors quote the packet that they are about: RFC 792; RFC 4443 2.1, where types below 128 are reserved for them. */
static __always_inline bool tl_icmp_quotes(__u8 type)
{
	return (type >= 3 && type <= 5) || type == 11 || type == 12;
}

static __always_inline bool tl_icmpv6_quotes(__u8 type)
{
	return type >= 1 && type <= 4;
}

static __always_inline void tl_parse_icmp(struct tl_walk *walk, __u32 size)
{
	struct tl_wire_icmp header;

	if (tl_pull_inside(walk, 0, &header, sizeof(header)))
		return;
	walk->packet->key.destination_port = header.type << 8 | header.code;
	tl_complete_if_captured(walk, size);
	if (walk->packet->transport_complete &&
	    (size == TL_ICMP_HEADER ? tl_icmp_quotes(header.type) : tl_icmpv6_quotes(header.type)))
		walk->packet->rare |= TL_RARE_QUOTE;
}

static __always_inline void tl_parse_sctp(struct tl_walk *walk)
{
	tl_parse_fixed(walk, TL_SCTP_HEADER);
	if (walk->packet->transport_complete)
		walk->packet->rare |= TL_RARE_SCTP;
}

/* A protocol without a header known here has all its octets as payload, but no complete transport header. */
static __always_inline void tl_parse_transport(struct tl_walk *walk)
{
	struct tl_packet *packet = walk->packet;

	packet->key.protocol = (__u8)walk->next.id;
	packet->payload_offset = walk->offset;
	if (packet->fragment_offset)
		return;
	switch (walk->next.id) {
	case TL_PROTOCOL_TCP:
		tl_parse_tcp(walk);
		break;
	case TL_PROTOCOL_UDP:
		tl_parse_udp(walk);
		break;
	case TL_PROTOCOL_UDPLITE:
		tl_parse_fixed(walk, TL_UDP_HEADER);
		break;
	case TL_PROTOCOL_SCTP:
		tl_parse_sctp(walk);
		break;
	case TL_PROTOCOL_DCCP:
		tl_parse_dccp(walk);
		break;
	case TL_PROTOCOL_ICMP:
		tl_parse_icmp(walk, TL_ICMP_HEADER);
		break;
	case TL_PROTOCOL_ICMPV6:
		tl_parse_icmp(walk, TL_ICMPV6_HEADER);
		break;
	default:
		packet->payload_length = walk->end - walk->offset;
		packet->inside = packet->more_fragments ? TL_INSIDE_NOTHING : tl_inside_of_protocol(walk->next.id);
	}
}

/*
 * AH stands between IPv4 and the transport as well, also twice: between hosts, and between gateways (RFC 4301 4.3). Should it be
 * cut, then it is the transport itself.
 */
static __always_inline void tl_parse_ipv4_authentication(struct tl_walk *walk)
{
	for (int i = 0; i < TL_IPV4_AUTHENTICATIONS_MAX; i++) {
		if (!tl_next_is(walk, TL_SPACE_PROTOCOL, TL_PROTOCOL_AH) || walk->packet->fragment_offset ||
		    tl_parse_extension(walk) != TL_REASON_NONE)
			return;
	}
}

#endif
