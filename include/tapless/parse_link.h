/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Frame parser: link headers and VLAN tags. */
#ifndef TAPLESS_PARSE_LINK_H
#define TAPLESS_PARSE_LINK_H

#include "control.h"
#include "walk.h"

#define TL_VLAN_TAGS_MAX 8 /* walked; the first two are recorded */

static __always_inline enum tl_reason tl_parse_ethernet(struct tl_walk *walk)
{
	struct tl_wire_ethernet header;

	if (tl_pull(walk->cursor, 0, &header, sizeof(header)))
		return tl_missing(walk, sizeof(header), TL_REASON_SHORT_LINK_HEADER);
	__builtin_memcpy(walk->packet->destination_mac, header.destination, sizeof(header.destination));
	__builtin_memcpy(walk->packet->source_mac, header.source, sizeof(header.source));
	tl_set_next(walk, TL_SPACE_ETHERTYPE, tl_from_wire16(header.ethertype));
	walk->offset = sizeof(header);
	return TL_REASON_NONE;
}

static __always_inline void tl_set_sender(struct tl_walk *walk, __u16 hardware, __u16 length, const __u8 *address)
{
	bool has_mac = hardware == TL_HARDWARE_ETHERNET || hardware == TL_HARDWARE_LOOPBACK ||
		       (hardware >= TL_HARDWARE_WLAN && hardware <= TL_HARDWARE_RADIOTAP);

	if (has_mac && length == sizeof(walk->packet->source_mac))
		__builtin_memcpy(walk->packet->source_mac, address, sizeof(walk->packet->source_mac));
}

/* In netlink's and radiotap's cooked headers the protocol field is no EtherType. */
static __always_inline void tl_set_cooked_next(struct tl_walk *walk, __u16 hardware, __u16 ethertype)
{
	bool is_ethertype = hardware != TL_HARDWARE_NETLINK && hardware != TL_HARDWARE_RADIOTAP;

	tl_set_next(walk, TL_SPACE_ETHERTYPE, is_ethertype ? ethertype : 0);
}

static __always_inline enum tl_reason tl_parse_cooked(struct tl_walk *walk)
{
	struct tl_wire_cooked header;
	__u16 hardware;

	if (tl_pull(walk->cursor, 0, &header, sizeof(header)))
		return tl_missing(walk, sizeof(header), TL_REASON_SHORT_LINK_HEADER);
	hardware = tl_from_wire16(header.hardware);
	tl_set_sender(walk, hardware, tl_from_wire16(header.address_length), header.address);
	tl_set_cooked_next(walk, hardware, tl_from_wire16(header.ethertype));
	walk->offset = sizeof(header);
	return TL_REASON_NONE;
}

static __always_inline enum tl_reason tl_parse_cooked_v2(struct tl_walk *walk)
{
	struct tl_wire_cooked_v2 header;
	__u16 hardware;

	if (tl_pull(walk->cursor, 0, &header, sizeof(header)))
		return tl_missing(walk, sizeof(header), TL_REASON_SHORT_LINK_HEADER);
	hardware = tl_from_wire16(header.hardware);
	tl_set_sender(walk, hardware, header.address_length, header.address);
	tl_set_cooked_next(walk, hardware, tl_from_wire16(header.ethertype));
	walk->offset = sizeof(header);
	return TL_REASON_NONE;
}

/* No link header: the version nibble tells. What is neither 4 nor 6 is left to the IPv4 parser to name as bad. */
static __always_inline enum tl_reason tl_parse_raw_ip(struct tl_walk *walk)
{
	__u8 version;

	if (tl_pull(walk->cursor, 0, &version, sizeof(version)))
		return tl_missing(walk, sizeof(version), TL_REASON_SHORT_LINK_HEADER);
	tl_set_next(walk, TL_SPACE_ETHERTYPE, version >> 4 == 6 ? TL_ETHERTYPE_IPV6 : TL_ETHERTYPE_IPV4);
	return TL_REASON_NONE;
}

static __always_inline __u16 tl_family_ethertype(__u32 family)
{
	switch (family) {
	case TL_FAMILY_IPV4:
		return TL_ETHERTYPE_IPV4;
	case TL_FAMILY_IPV6_LINUX:
	case TL_FAMILY_IPV6_NETBSD:
	case TL_FAMILY_IPV6_FREEBSD:
	case TL_FAMILY_IPV6_DARWIN:
		return TL_ETHERTYPE_IPV6;
	default:
		return 0;
	}
}

static __always_inline enum tl_reason tl_parse_family(struct tl_walk *walk, bool any_order)
{
	__u32 family;

	if (tl_pull(walk->cursor, 0, &family, sizeof(family)))
		return tl_missing(walk, sizeof(family), TL_REASON_SHORT_LINK_HEADER);
	family = tl_from_wire32(family);
	if (any_order && family > 0xffff) /* families are small numbers: it was written the other way round */
		family = __builtin_bswap32(family);
	tl_set_next(walk, TL_SPACE_ETHERTYPE, tl_family_ethertype(family));
	walk->offset = sizeof(family);
	return TL_REASON_NONE;
}

static __always_inline enum tl_reason tl_parse_link(struct tl_walk *walk, enum tl_link link)
{
	switch (link) {
	case TL_LINK_ETHERNET:
		return tl_parse_ethernet(walk);
	case TL_LINK_RAW_IP:
		return tl_parse_raw_ip(walk);
	case TL_LINK_NULL:
		return tl_parse_family(walk, true);
	case TL_LINK_LOOP:
		return tl_parse_family(walk, false);
	case TL_LINK_COOKED:
		return tl_parse_cooked(walk);
	case TL_LINK_COOKED_V2:
		return tl_parse_cooked_v2(walk);
	default:
		return TL_REASON_UNKNOWN_LINK;
	}
}

static __always_inline bool tl_next_is_vlan(const struct tl_walk *walk)
{
	return tl_next_is(walk, TL_SPACE_ETHERTYPE, TL_ETHERTYPE_VLAN) ||
	       tl_next_is(walk, TL_SPACE_ETHERTYPE, TL_ETHERTYPE_QINQ) ||
	       tl_next_is(walk, TL_SPACE_ETHERTYPE, TL_ETHERTYPE_OLD_QINQ);
}

static __always_inline void tl_record_tag(struct tl_packet *packet, __u16 control)
{
	if (packet->key.vlan_depth == 0) {
		packet->key.vlan_id = TL_VLAN_ID(control);
		packet->vlan_priority = TL_VLAN_PRIORITY(control);
	} else if (packet->key.vlan_depth == 1) {
		packet->key.inner_vlan_id = TL_VLAN_ID(control);
		packet->inner_vlan_priority = TL_VLAN_PRIORITY(control);
	}
	packet->key.vlan_depth++;
}

static __always_inline enum tl_reason tl_parse_vlan_tags(struct tl_walk *walk)
{
	struct tl_wire_vlan tag;

	for (int i = 0; i < TL_VLAN_TAGS_MAX && tl_next_is_vlan(walk); i++) {
		if (tl_pull(walk->cursor, walk->offset, &tag, sizeof(tag)))
			return tl_missing(walk, sizeof(tag), TL_REASON_SHORT_VLAN_TAG);
		tl_record_tag(walk->packet, tl_from_wire16(tag.control));
		tl_set_next(walk, TL_SPACE_ETHERTYPE, tl_from_wire16(tag.ethertype));
		walk->offset += sizeof(tag);
	}
	return TL_REASON_NONE;
}

#endif
