/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps into what lies between a link, or a tunnel, and IP: frames and what switches put before and into them; parse_mpls.h has labels, parse_ppp.h PPP. */
#ifndef TAPLESS_PARSE_LAYER2_H
#define TAPLESS_PARSE_LAYER2_H

#include "layers.h"
#include "parse_link.h"

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

/* As many as a frame and one in each tunnel can have: tags of switches and frames without a tunnel could go on and on. */
#define TL_VLAN_DEPTH_MAX ((1 + TL_TUNNELS_MAX) * TL_VLAN_TAGS_MAX)

/* The walk stands behind an EtherType, of `ethertype`. */
static __always_inline enum tl_layer_step tl_step_ethertype(struct tl_walk *walk, __u16 ethertype)
{
	struct tl_packet *packet = walk->packet;
	enum tl_inside inside;

	tl_set_next(walk, TL_SPACE_ETHERTYPE, ethertype);
	if (tl_parse_vlan_tags(walk) != TL_REASON_NONE || walk->offset > walk->end ||
	    packet->key.vlan_depth > TL_VLAN_DEPTH_MAX)
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

static __always_inline enum tl_layer_step tl_step_frame(struct tl_walk *walk)
{
	struct tl_packet *packet = walk->packet;
	struct tl_wire_ethernet header;

	if (tl_pull_step(walk, 0, &header, sizeof(header)))
		return TL_STEP_BACK;
	__builtin_memcpy(packet->destination_mac, header.destination, sizeof(header.destination));
	__builtin_memcpy(packet->source_mac, header.source, sizeof(header.source));
	walk->offset += sizeof(header);
	return tl_step_ethertype(walk, tl_from_wire16(header.ethertype));
}

/* Octets of the tag that has the packet's EtherType, up to the next one; 0: it is none, or cut. */
static __always_inline __u32 tl_switch_tag_size(struct tl_walk *walk)
{
	__u8 metadata[2]; /* version; length of its options in words of 4 octets */

	if (walk->packet->key.ethertype == TL_ETHERTYPE_VN_TAG)
		return TL_VN_TAG_SIZE;
	if (walk->packet->key.ethertype == TL_ETHERTYPE_E_TAG)
		return TL_E_TAG_SIZE;
	if (tl_pull_step(walk, 0, metadata, sizeof(metadata)) || metadata[0] != 1)
		return 0;
	return sizeof(metadata) + metadata[1] * 4;
}

static __always_inline enum tl_layer_step tl_step_switch_tag(struct tl_walk *walk)
{
	__u32 size = tl_switch_tag_size(walk);
	__be16 ethertype;

	if (!size || tl_pull_step(walk, size, &ethertype, sizeof(ethertype)))
		return TL_STEP_BACK;
	walk->offset = tl_bounded_offset(walk->offset + size + sizeof(ethertype));
	return tl_step_ethertype(walk, tl_from_wire16(ethertype));
}

/* Between bridges that route frames: no tunnel between two ends, but a frame in another one. */
static __always_inline enum tl_layer_step tl_step_trill(struct tl_walk *walk)
{
	__be16 word;

	if (tl_pull_step(walk, 0, &word, sizeof(word)) || TL_TRILL_VERSION(tl_from_wire16(word)))
		return TL_STEP_BACK;
	return tl_step_over(walk, TL_TRILL_HEADER + TL_TRILL_OPTIONS(tl_from_wire16(word)), TL_INSIDE_FRAME);
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

static __always_inline enum tl_layer_step tl_step_pbb(struct tl_walk *walk)
{
	__be32 tag;

	if (tl_pull_step(walk, 0, &tag, sizeof(tag)))
		return TL_STEP_BACK;
	return tl_enter_tunnel(walk, TL_TUNNEL_PBB, tl_from_wire32(tag) & 0xffffff, sizeof(tag), TL_INSIDE_FRAME);
}

#endif
