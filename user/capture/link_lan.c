// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Ethernet itself, with what switches put into it; other local networks and ATM, whose packets stand behind LLC and SNAP. */
#include <string.h>

#include <tapless/wire.h>

#include "link_header.h"

#define ADDRESS	  6
#define ADDRESSES 12 /* destination, then source */
#define TAG	  4

#define FDDI_CONTROL	 1
#define RING_CONTROL	 2
#define FRAME_KIND	 0xf0 /* of FDDI's frame control, without the priority; of Token Ring's both upper bits */
#define FDDI_LLC	 0x50
#define RING_KIND	 0xc0
#define RING_LLC	 0x40
#define IS_ROUTED	 0x80 /* in the source address's first octet (IEEE 802.5 C.2) */
#define ROUTE_LENGTH	 0x1f
#define DSA_IS_TAGGED	 0x20
#define ETHERTYPE_OF_TAG 2 /* EDSA's own EtherType, and two octets that are 0 */
#define HILSCHER_HEADER	 4
#define FCS		 4

static void take_addresses(const __u8 *addresses, struct tl_link_header *header)
{
	memcpy(header->destination, addresses, ADDRESS);
	memcpy(header->source, addresses + ADDRESS, ADDRESS);
}

static struct tl_link_bytes behind(const struct tl_link_bytes *frame, __u32 octets)
{
	return (struct tl_link_bytes){frame->bytes + octets, frame->captured - octets, frame->wire - octets};
}

/* The addresses stand behind so many octets, and between them and the EtherType so many. */
static bool read_addressed(const struct tl_link_bytes *frame, __u32 before, __u32 between,
			   struct tl_link_header *header)
{
	__u32 type = before + ADDRESSES + between;

	if (!tl_link_has(frame, type + 2))
		return false;
	take_addresses(frame->bytes + before, header);
	header->length = type + 2;
	header->ethertype = tl_link_u16(frame->bytes + type);
	return true;
}

bool tl_read_ethernet(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_addressed(frame, 0, 0, header);
}

bool tl_read_broadcom(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_addressed(frame, 0, TAG, header);
}

bool tl_read_broadcom_front(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_addressed(frame, TAG, 0, header);
}

/* A tag that names a VLAN ends like one of IEEE 802.1Q: the packet then begins with that, as Linux's driver makes it. */
static bool read_dsa(const struct tl_link_bytes *frame, __u32 tag, struct tl_link_header *header)
{
	if (!tl_link_has(frame, tag + TAG + 2))
		return false;
	if (!(frame->bytes[tag] & DSA_IS_TAGGED))
		return read_addressed(frame, 0, tag + TAG - ADDRESSES, header);
	take_addresses(frame->bytes, header);
	header->length = tag + 2;
	header->ethertype = TL_ETHERTYPE_VLAN;
	return true;
}

bool tl_read_dsa(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_dsa(frame, ADDRESSES, header);
}

bool tl_read_edsa(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_dsa(frame, ADDRESSES + ETHERTYPE_OF_TAG + 2, header);
}

bool tl_read_netanalyzer(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	struct tl_link_bytes inside;

	if (!tl_link_has(frame, HILSCHER_HEADER + FCS))
		return false;
	inside = behind(frame, HILSCHER_HEADER);
	inside.wire -= FCS;
	header->before = HILSCHER_HEADER;
	header->fcs = FCS;
	return tl_read_ethernet(&inside, header);
}

void tl_link_take_snap(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	static const __u8 ethertypes[] = {0xaa, 0xaa, 3, 0, 0, 0}, bridged[] = {0xaa, 0xaa, 3, 0, 0, 0xf8};
	const __u8 *snap = frame->bytes + header->length;

	if (!tl_link_has(frame, header->length + sizeof(ethertypes) + 2) ||
	    (memcmp(snap, ethertypes, sizeof(ethertypes)) && memcmp(snap, bridged, sizeof(bridged))))
		return;
	header->ethertype = tl_link_u16(snap + sizeof(ethertypes));
	header->length += sizeof(ethertypes) + 2;
}

bool tl_read_fddi(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	if (!tl_link_has(frame, FDDI_CONTROL + ADDRESSES))
		return false;
	take_addresses(frame->bytes + FDDI_CONTROL, header);
	header->length = FDDI_CONTROL + ADDRESSES;
	if ((frame->bytes[0] & FRAME_KIND) == FDDI_LLC)
		tl_link_take_snap(frame, header);
	return true;
}

bool tl_read_token_ring(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	__u32 length = RING_CONTROL + ADDRESSES;

	if (!tl_link_has(frame, length))
		return false;
	take_addresses(frame->bytes + RING_CONTROL, header);
	if (header->source[0] & IS_ROUTED) {
		header->source[0] &= (__u8)~IS_ROUTED;
		if (!tl_link_has(frame, length + 1))
			return false;
		length += frame->bytes[length] & ROUTE_LENGTH;
		if (!tl_link_has(frame, length))
			return false;
	}
	header->length = length;
	if ((frame->bytes[1] & RING_KIND) == RING_LLC)
		tl_link_take_snap(frame, header);
	return true;
}

/* LLC encapsulation of routed packets, or of Ethernet frames (RFC 2684 5.1, 5.2); without it, an IP packet of a circuit of its own. */
bool tl_read_atm(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	static const __u8 bridged[] = {0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0};
	enum { WITH_FCS = 1, WITHOUT_FCS = 7, PADDED = sizeof(bridged) + 3 };
	struct tl_link_bytes inside;
	__u8 kind;

	tl_link_take_snap(frame, header);
	if (header->ethertype)
		return true;
	if (!tl_link_has(frame, PADDED) || memcmp(frame->bytes, bridged, sizeof(bridged)) != 0)
		return tl_read_ip(frame, header);
	kind = frame->bytes[sizeof(bridged)];
	if (kind != WITH_FCS && kind != WITHOUT_FCS)
		return true;
	inside = behind(frame, PADDED);
	if (kind == WITH_FCS && inside.wire >= FCS) {
		header->fcs = FCS;
		inside.wire -= FCS;
	}
	if (!tl_read_ethernet(&inside, header))
		return false;
	header->length += PADDED;
	return true;
}
