// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Headers that a capturing host puts before each frame of another link, or before an IP packet. */
#include <stddef.h>

#include <tapless/wire.h>

#include "link.h"

#define FAMILY 4

#define PPI_LEAST  8
#define PPI_FIELD  4
#define PPI_COMMON 2 /* the field that begins with a time of 8 octets and flags */
#define PPI_FCS	   1
#define FCS	   4

#define PKTAP_LEAST 52

#define JUNIPER_LEAST	 4
#define JUNIPER_NO_LINK	 0x02
#define JUNIPER_EXTENDED 0x80
#define JUNIPER_FAMILY	 4 /* stands where the link header is not */

#define PFLOG_LEAST    4
#define SLIP_HEADER    16 /* a direction, and the compressed header, which the packet has uncompressed */
#define IPNET_HEADER   24
#define INFINIBAND_GRH 40

bool tl_read_ip(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	if (!tl_link_has(frame, 1))
		return true;
	header->ethertype = frame->bytes[0] >> 4 == 4	? TL_ETHERTYPE_IPV4
			    : frame->bytes[0] >> 4 == 6 ? TL_ETHERTYPE_IPV6
							: 0;
	return true;
}

/* Which family it is each system numbers as it likes, and in which order of octets: the packet itself says it. */
static bool read_family(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	struct tl_link_bytes inside = *frame;

	header->length = FAMILY;
	return tl_link_pass(&inside, FAMILY) && tl_read_ip(&inside, header);
}

/* The links whose frames are else read as they are; and of others those that put no frame of another link into themselves. */
static tl_link_reader *reader_inside(__u32 number)
{
	static const struct {
		__u32 number;
		tl_link_reader *reader;
	} plain[] = {
		{0, read_family}, {108, read_family}, {1, tl_read_ethernet}, {12, tl_read_ip},
		{14, tl_read_ip}, {101, tl_read_ip},  {228, tl_read_ip},     {229, tl_read_ip},
	};
	tl_link_reader *reader = tl_link_reader_of(number);

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (plain[i].number == number)
			return plain[i].reader;
	return reader == tl_read_ppi || reader == tl_read_pktap ? NULL : reader;
}

/* A frame of another link behind so many octets, and before so many of check sequence. */
static bool read_inside(const struct tl_link_bytes *frame, __u32 length, __u32 number, struct tl_link_header *header)
{
	struct tl_link_bytes inside = *frame;
	tl_link_reader *reader = reader_inside(number);
	__u32 before;

	if (!tl_link_pass(&inside, length) || inside.wire < header->fcs)
		return false;
	inside.wire -= header->fcs;
	if (reader && !reader(&inside, header))
		return false;
	before = header->before + length;
	header->before = before;
	return true;
}

static __u32 ppi_fcs(const __u8 *bytes, __u32 length)
{
	for (__u32 at = PPI_LEAST; at + PPI_FIELD <= length;) {
		__u32 type = tl_link_little_u16(bytes + at), octets = tl_link_little_u16(bytes + at + 2);

		at += PPI_FIELD;
		if (type == PPI_COMMON && octets >= 10 && at + 10 <= length)
			return tl_link_little_u16(bytes + at + 8) & PPI_FCS ? FCS : 0;
		at += octets;
	}
	return 0;
}

bool tl_read_ppi(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	__u32 length;

	if (!tl_link_has(frame, PPI_LEAST))
		return false;
	length = tl_link_little_u16(frame->bytes + 2);
	if (length < PPI_LEAST || !tl_link_has(frame, length))
		return false;
	header->fcs = ppi_fcs(frame->bytes, length);
	return read_inside(frame, length, tl_link_little_u32(frame->bytes + 4), header);
}

bool tl_read_pktap(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	__u32 length;

	if (!tl_link_has(frame, PKTAP_LEAST))
		return false;
	length = tl_link_little_u32(frame->bytes);
	return length >= PKTAP_LEAST && read_inside(frame, length, tl_link_little_u32(frame->bytes + 8), header);
}

/* Its header, extensions whose length stands before them, and then a frame, or a packet without link header. */
static bool read_juniper(const struct tl_link_bytes *frame, __u32 number, struct tl_link_header *header)
{
	static const __u8 magic[] = {0x4d, 0x47, 0x43};
	__u32 length = JUNIPER_LEAST;
	__u8 flags;

	if (!tl_link_has(frame, JUNIPER_LEAST) || __builtin_memcmp(frame->bytes, magic, sizeof(magic)) != 0)
		return false;
	flags = frame->bytes[sizeof(magic)];
	if (flags & JUNIPER_EXTENDED) {
		if (!tl_link_has(frame, JUNIPER_LEAST + 2))
			return false;
		length += 2 + tl_link_u16(frame->bytes + JUNIPER_LEAST);
	}
	return flags & JUNIPER_NO_LINK ? read_inside(frame, length + JUNIPER_FAMILY, TL_LINKTYPE_RAW, header)
				       : read_inside(frame, length, number, header);
}

bool tl_read_juniper_ethernet(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_juniper(frame, TL_LINKTYPE_ETHERNET, header);
}

bool tl_read_juniper_ppp(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_juniper(frame, TL_LINKTYPE_PPP, header);
}

bool tl_read_juniper_hdlc(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_juniper(frame, TL_LINKTYPE_HDLC, header);
}

bool tl_read_juniper_frame_relay(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_juniper(frame, TL_LINKTYPE_FRAME_RELAY, header);
}

/* Its length is told without the octets that align the packet. */
bool tl_read_pflog(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	__u32 length;

	if (!tl_link_has(frame, PFLOG_LEAST))
		return false;
	length = (frame->bytes[0] + 3u) & ~3u;
	return length >= PFLOG_LEAST && read_inside(frame, length, TL_LINKTYPE_RAW, header);
}

bool tl_read_slip(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_inside(frame, SLIP_HEADER, TL_LINKTYPE_RAW, header);
}

bool tl_read_ipnet(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	return read_inside(frame, IPNET_HEADER, TL_LINKTYPE_RAW, header);
}

/* Where a routing header of InfiniBand would be, then an EtherType and two octets that are 0 (RFC 4391 6). */
bool tl_read_ipoib(const struct tl_link_bytes *frame, struct tl_link_header *header)
{
	if (!tl_link_has(frame, INFINIBAND_GRH + 4))
		return false;
	header->before = INFINIBAND_GRH;
	header->length = 4;
	header->ethertype = tl_link_u16(frame->bytes + INFINIBAND_GRH);
	return true;
}
