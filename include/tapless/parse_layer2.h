/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps into what lies between a link, or a tunnel, and IP: Ethernet frames, labels; parse_ppp.h has PPP. */
#ifndef TAPLESS_PARSE_LAYER2_H
#define TAPLESS_PARSE_LAYER2_H

#include "layers.h"
#include "parse_link.h"

#define TL_MPLS_DEPTH_MAX 32

/* Nothing is left of what the packet around said, but lengths, tags, MACs and the tunnel. */
static __always_inline void tl_forget_network(struct tl_packet *packet)
{
	__builtin_memset(packet->key.source_address, 0, 2 * sizeof(packet->key.source_address) + 2 * sizeof(__u16));
	packet->key.protocol = 0;
	packet->payload_length = packet->octets = packet->flow_label = 0;
	packet->tcp_sequence = packet->tcp_acknowledgement = 0;
	packet->tcp_flags = packet->tcp_window = packet->identification = packet->fragment_offset = 0;
	packet->more_fragments = packet->ttl = packet->type_of_service = packet->transport_complete = 0;
	packet->inside = packet->rare = 0;
	packet->extensions = packet->routing_offset = 0;
}

/* ARP, LLC, …: told apart by their MACs. */
static __always_inline void tl_take_non_ip(struct tl_packet *packet)
{
	__builtin_memcpy(packet->key.source_address + 10, packet->source_mac, sizeof(packet->source_mac));
	__builtin_memcpy(packet->key.destination_address + 10, packet->destination_mac,
			 sizeof(packet->destination_mac));
	packet->payload_offset = packet->layer3_offset;
	if (packet->key.ethertype == TL_ETHERTYPE_ARP)
		packet->rare |= TL_RARE_ARP;
}

static __always_inline enum tl_layer_step tl_step_frame(struct tl_walk *walk)
{
	struct tl_packet *packet = walk->packet;
	struct tl_wire_ethernet header;
	enum tl_inside inside;

	if (tl_pull_step(walk, 0, &header, sizeof(header)))
		return TL_STEP_BACK;
	__builtin_memcpy(packet->destination_mac, header.destination, sizeof(header.destination));
	__builtin_memcpy(packet->source_mac, header.source, sizeof(header.source));
	tl_set_next(walk, TL_SPACE_ETHERTYPE, tl_from_wire16(header.ethertype));
	walk->offset += sizeof(header);
	if (tl_parse_vlan_tags(walk) != TL_REASON_NONE || walk->offset > walk->end)
		return TL_STEP_BACK;
	inside = tl_inside_of_ethertype(walk->next.id);
	if (inside == TL_INSIDE_IPV4 || inside == TL_INSIDE_IPV6)
		return tl_step_over(walk, 0, inside);
	tl_forget_network(packet);
	packet->key.ethertype = walk->next.id < TL_ETHERTYPE_MIN ? 0 : walk->next.id;
	packet->layer3_offset = walk->offset;
	tl_take_non_ip(packet);
	walk->layers->kept = *packet;
	walk->layers->kept_tunnel = walk->layers->details.tunnel;
	return inside ? tl_step_over(walk, 0, inside) : TL_STEP_END;
}

/* The start of an Ethernet frame and of what it holds. */
struct tl_wire_frame_start {
	struct tl_wire_ethernet ethernet;
	__u8 first;
	__u8 second;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_frame_start) == 16);

/* Where no header says that a frame follows: does it look like one? */
static __always_inline bool tl_is_frame(struct tl_walk *walk, __u32 skip)
{
	struct tl_wire_frame_start start;

	if (tl_pull_step(walk, skip, &start, sizeof(start)))
		return false;
	switch (tl_from_wire16(start.ethernet.ethertype)) {
	case TL_ETHERTYPE_IPV4:
		return start.first >> 4 == 4;
	case TL_ETHERTYPE_IPV6:
		return start.first >> 4 == 6;
	case TL_ETHERTYPE_ARP: /* hardware Ethernet */
		return start.first == 0 && start.second == 1;
	case TL_ETHERTYPE_VLAN:
	case TL_ETHERTYPE_QINQ:
	case TL_ETHERTYPE_OLD_QINQ:
	case TL_ETHERTYPE_MPLS:
	case TL_ETHERTYPE_MPLS_MULTICAST:
	case TL_ETHERTYPE_PBB:
	case TL_ETHERTYPE_PPPOE:
	case TL_ETHERTYPE_LLDP:
		return true;
	default: /* LLC: spanning tree, IS-IS, SNAP */
		return tl_from_wire16(start.ethernet.ethertype) <= walk->end - walk->offset - skip &&
		       start.first == start.second &&
		       (start.first == 0x42 || start.first == 0xfe || start.first == 0xaa);
	}
}

/*
 * A pseudowire's own label is the last one, or has a flow label below, which spreads its frames over several paths: as nobody
 * must forward by that, its TTL is 1 (RFC 6391 2). `above` is 0 if there is one label only.
 */
static __always_inline __u32 tl_pseudowire_label(__u32 entry, __u32 above)
{
	return TL_MPLS_LABEL(above && TL_MPLS_TTL(entry) == 1 ? above : entry);
}

/* The sum over an IPv4 header, its checksum among it, is 0xffff (RFC 791 3.1); over its options as well, which are not read here. */
static __always_inline bool tl_ipv4_sum_holds(const struct tl_wire_ipv4 *header)
{
	const __u8 *bytes = (const __u8 *)header;
	__u32 sum = 0;

	for (__u32 i = 0; i < sizeof(*header); i += 2)
		sum += bytes[i] << 8 | bytes[i + 1];
	return (sum & 0xffff) + (sum >> 16) == 0xffff;
}

/*
 * Is it IP, though it looks like a frame as well, whose first address begins with the same nibble? It is, if it has the length that it
 * tells; padding may follow a short packet, but IPv4 has a checksum.
 */
static __always_inline bool tl_is_surely_ip(struct tl_walk *walk, __u8 version)
{
	struct tl_wire_ipv4 header;
	__u32 left = walk->end - walk->offset, total;

	if (tl_pull_step(walk, 0, &header, sizeof(header)))
		return false;
	if (version == 6) /* where IPv4 has its identification there is the length of what follows */
		return sizeof(struct tl_wire_ipv6) + tl_from_wire16(header.identification) == left;
	total = tl_from_wire16(header.total_length);
	return total == left || (total < left && tl_ipv4_sum_holds(&header));
}

/*
 * Behind the last label: IP by its version nibble; or a pseudowire's frame, with a control word (nibble 0, RFC 4385 3) or without. Then
 * its first address may begin with any of these nibbles (RFC 4928 2), so what looks like a frame as it stands is one: behind a
 * control word it would not.
 */
static __always_inline enum tl_layer_step tl_step_below_labels(struct tl_walk *walk, __u32 entry, __u32 above)
{
	__u32 label = tl_pseudowire_label(entry, above);
	bool is_frame;
	__u8 first;

	if (tl_pull_step(walk, 0, &first, sizeof(first)))
		return TL_STEP_BACK;
	is_frame = tl_is_frame(walk, 0);
	if ((first >> 4 == 4 || first >> 4 == 6) && !(is_frame && !tl_is_surely_ip(walk, first >> 4)))
		return tl_step_over(walk, 0, TL_INSIDE_IP);
	if (is_frame)
		return tl_enter_tunnel(walk, TL_TUNNEL_PSEUDOWIRE, label, 0, TL_INSIDE_FRAME);
	if (first >> 4 == 0 && tl_is_frame(walk, 4))
		return tl_enter_tunnel(walk, TL_TUNNEL_PSEUDOWIRE, label, 4, TL_INSIDE_FRAME);
	return TL_STEP_BACK;
}

static __always_inline enum tl_layer_step tl_step_mpls(struct tl_walk *walk)
{
	struct tl_details *details = &walk->layers->details;
	__u32 entry = 0, above = 0, depth;
	__be32 wire;

	for (depth = 0; depth < TL_MPLS_DEPTH_MAX && !TL_MPLS_BOTTOM(entry); depth++) {
		if (tl_pull_step(walk, 0, &wire, sizeof(wire)))
			return TL_STEP_BACK;
		above = entry;
		entry = tl_from_wire32(wire);
		if (depth < TL_MPLS_LABELS)
			details->mpls_entries[depth] = entry;
		walk->offset += sizeof(wire);
	}
	details->mpls_depth = depth;
	walk->layers->found = 1;
	return TL_MPLS_BOTTOM(entry) ? tl_step_below_labels(walk, entry, above) : TL_STEP_BACK;
}

static __always_inline enum tl_layer_step tl_step_pbb(struct tl_walk *walk)
{
	__be32 tag;

	if (tl_pull_step(walk, 0, &tag, sizeof(tag)))
		return TL_STEP_BACK;
	return tl_enter_tunnel(walk, TL_TUNNEL_PBB, tl_from_wire32(tag) & 0xffffff, sizeof(tag), TL_INSIDE_FRAME);
}

#endif
