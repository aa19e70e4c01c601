// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Links of serial lines, labels without a link, and netfilter's log. */
#include "link_header.h"

#include <tapless/wire.h>
#include <tapless/wire_tunnel.h>

#define HDLC_UNICAST   0x0f
#define HDLC_MULTICAST 0x8f
#define PPP_ADDRESS    0xff /* all stations; then control 3, unnumbered information (RFC 1662 3.1) */
#define UNNUMBERED     0x03

#define PPP_MPLS_MULTICAST 0x0283

#define NLPID_IPV4 0xcc
#define NLPID_IPV6 0x8e
#define NLPID_SNAP 0x80

#define NFLOG_HEADER  4 /* family, version, resource */
#define NFLOG_PAYLOAD 9

static __u16 ethertype_of_ppp(__u16 protocol)
{
	switch (protocol) {
	case TL_PPP_IPV4:
		return TL_ETHERTYPE_IPV4;
	case TL_PPP_IPV6:
		return TL_ETHERTYPE_IPV6;
	case TL_PPP_MPLS:
		return TL_ETHERTYPE_MPLS;
	case PPP_MPLS_MULTICAST:
		return TL_ETHERTYPE_MPLS_MULTICAST;
	default:
		return TL_ETHERTYPE_PPP;
	}
}

bool tl_read_ppp(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	const __u8 *bytes = frame->bytes;
	__u32 skip = 0;
	__u16 protocol;

	if (!tl_link_has(frame, 2))
		return false;
	if (bytes[0] == HDLC_UNICAST || bytes[0] == HDLC_MULTICAST)
		return tl_read_hdlc(frame, header);
	if (bytes[0] == PPP_ADDRESS && bytes[1] == UNNUMBERED)
		skip = 2;
	if (!tl_link_has(frame, skip + 2))
		return false;
	protocol = tl_link_u16(bytes + skip);
	header->length = skip + 2;
	if (protocol >> 8 & 1) { /* its first octet, 0, is left out (RFC 1661 6.5) */
		protocol >>= 8;
		header->length = skip + 1;
	}
	header->ethertype = ethertype_of_ppp(protocol);
	return true;
}

bool tl_read_pppoe(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	if (!tl_link_has(frame, 2))
		return false;
	header->ethertype = frame->bytes[1] ? TL_ETHERTYPE_PPPOE - 1 : TL_ETHERTYPE_PPPOE; /* a code: discovery */
	return true;
}

bool tl_read_hdlc(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	if (!tl_link_has(frame, 4))
		return false;
	header->length = 4;
	header->ethertype = tl_link_u16(frame->bytes + 2);
	return true;
}

/* Behind the control octet: an NLPID, before which there may be one octet of padding (RFC 2427 3). */
static bool read_nlpid(const struct tl_link_bytes *frame, __u32 offset, struct tl_link_header *header)
{
	static const __u8 ethertypes_follow[3]; /* an OUI of zeros */
	const __u8 *bytes = frame->bytes;

	if (tl_link_has(frame, offset + 1) && bytes[offset] == 0)
		offset++;
	if (!tl_link_has(frame, offset + 1))
		return false;
	header->length = offset + 1;
	if (bytes[offset] == NLPID_IPV4)
		header->ethertype = TL_ETHERTYPE_IPV4;
	if (bytes[offset] == NLPID_IPV6)
		header->ethertype = TL_ETHERTYPE_IPV6;
	if (bytes[offset] != NLPID_SNAP)
		return true;
	if (!tl_link_has(frame, offset + 6))
		return false;
	if (__builtin_memcmp(bytes + offset + 1, ethertypes_follow, sizeof(ethertypes_follow)))
		return true;
	header->length = offset + 6;
	header->ethertype = tl_link_u16(bytes + offset + 4);
	return true;
}

/* An address of 2 to 4 octets, the last one with its lowest bit set (Q.922 3.3); then unnumbered information, or an EtherType. */
bool tl_read_frame_relay(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	__u32 address = 2;

	while (address < 4 && tl_link_has(frame, address) && !(frame->bytes[address - 1] & 1))
		address++;
	if (!tl_link_has(frame, address + 2))
		return false;
	if (frame->bytes[address] == UNNUMBERED)
		return read_nlpid(frame, address + 1, header);
	header->length = address + 2;
	header->ethertype = tl_link_u16(frame->bytes + address);
	return true;
}

/* A fragment's header: whether it is the first, the last, control; a number of 12 bits (FRF.16 4.1). A whole one has a frame in it. */
bool tl_read_multilink_frame_relay(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	enum { FIRST = 0x80, LAST = 0x40, CONTROL = 0x20, HEADER = 2 };
	struct tl_link_bytes inside = *frame;

	if (!tl_link_has(frame, HEADER))
		return false;
	header->length = HEADER;
	if ((frame->bytes[0] & (FIRST | LAST | CONTROL)) != (FIRST | LAST))
		return true;
	inside.bytes += HEADER;
	inside.captured -= HEADER;
	inside.wire -= HEADER;
	if (!tl_read_frame_relay(&inside, header))
		return false;
	header->length += HEADER;
	return true;
}

bool tl_read_mpls(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	(void)frame;
	header->ethertype = TL_ETHERTYPE_MPLS;
	return true;
}

/* Lengths and types are in the byte order of the host that captured: that in which a length fits. */
static __u16 host_u16(const __u8 *from, bool big_endian)
{
	return big_endian ? tl_link_u16(from) : from[1] << 8 | from[0];
}

bool tl_read_nflog(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	__u32 offset = NFLOG_HEADER;
	bool big_endian;

	if (!tl_link_has(frame, NFLOG_HEADER + 4))
		return false;
	big_endian = frame->bytes[offset] == 0 && frame->bytes[offset + 1] != 0;
	while (tl_link_has(frame, offset + 4)) {
		__u32 length = host_u16(frame->bytes + offset, big_endian);
		__u32 type = host_u16(frame->bytes + offset + 2, big_endian) & 0x7fff;

		if (length < 4)
			return false;
		if (type == NFLOG_PAYLOAD) {
			header->before = offset + 4;
			header->ethertype = frame->bytes[0] == TL_FAMILY_IPV4	      ? TL_ETHERTYPE_IPV4
					    : frame->bytes[0] == TL_FAMILY_IPV6_LINUX ? TL_ETHERTYPE_IPV6
										      : 0;
			return true;
		}
		offset += (length + 3) & ~3u;
	}
	return false;
}
