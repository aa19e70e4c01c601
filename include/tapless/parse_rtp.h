/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The fixed header of RTP (RFC 3550 5.1). */
#ifndef TAPLESS_PARSE_RTP_H
#define TAPLESS_PARSE_RTP_H

#include "types.h"

#define TL_RTP_HEADER	    12
#define TL_RTP_VERSION	    2
#define TL_RTP_UNUSED_TYPES 0x69f80006u /* of the first 32, those that RFC 3551 6 has reserved or not assigned */

struct tl_rtp_header {
	__u32 timestamp;
	__u32 source;
	__u16 sequence;
	__u8 type;
};

/* RTCP stands in the same place with types of its own (RFC 5761 4). */
static __always_inline bool tl_is_rtp_type(__u8 type)
{
	return type < 32 ? !(TL_RTP_UNUSED_TYPES >> type & 1) : type < 64 || type > 95;
}

static __always_inline __u32 tl_rtp_get32(const __u8 *octets)
{
	return (__u32)octets[0] << 24 | (__u32)octets[1] << 16 | (__u32)octets[2] << 8 | octets[3];
}

/* `length`: of the datagram */
static __always_inline bool tl_read_rtp(const __u8 octets[TL_RTP_HEADER], __u32 length, struct tl_rtp_header *header)
{
	__u32 contributing = 4 * (octets[0] & 0x0f), extension = octets[0] >> 2 & 4;

	header->type = octets[1] & 0x7f;
	if (octets[0] >> 6 != TL_RTP_VERSION || !tl_is_rtp_type(header->type) ||
	    length < TL_RTP_HEADER + contributing + extension)
		return false;
	header->sequence = (__u16)octets[2] << 8 | octets[3];
	header->timestamp = tl_rtp_get32(octets + 4);
	header->source = tl_rtp_get32(octets + 8);
	return true;
}

#endif
