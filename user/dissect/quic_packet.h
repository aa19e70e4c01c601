/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Packets with a long header (RFC 9000 17.2), their protection, and the frames in them. */
#ifndef TAPLESS_DISSECT_QUIC_PACKET_H
#define TAPLESS_DISSECT_QUIC_PACKET_H

#include <stddef.h>

#include "quic.h"

struct tl_quic_cursor {
	const __u8 *octets;
	__u32 length;
	__u32 offset;
};

/* RFC 9000 16. False, and nothing read, if it goes beyond the end. */
static inline bool tl_quic_take_integer(struct tl_quic_cursor *cursor, __u64 *integer)
{
	__u32 size, at = cursor->offset;

	if (at >= cursor->length)
		return false;
	size = 1u << (cursor->octets[at] >> 6);
	if (size > cursor->length - at)
		return false;
	*integer = cursor->octets[at] & 0x3f;
	for (__u32 i = 1; i < size; i++)
		*integer = *integer << 8 | cursor->octets[at + i];
	cursor->offset += size;
	return true;
}

/* What is alike in a version (RFC 9001 5.2, RFC 9369 3). */
struct tl_quic_version {
	const char *label; /* before "key", "iv", "hp" */
	__u32 first, last; /* the numbers that have this in common */
	__u8 initial_type; /* two bits of the first octet */
	__u8 retry_type;
	bool has_google_frames; /* those of before IETF's took over */
	__u8 salt[20];
};

const struct tl_quic_version *tl_quic_find_version(__u32 version); /* NULL: none of those */

struct tl_quic_packet {
	const __u8 *octets; /* from its first octet on */
	__u32 length; /* to the packet's end; the datagram may go on behind it */
	__u32 number_offset; /* of the packet number */
	const __u8 *destination; /* connection id */
	__u32 destination_length;
	__u32 number;
	const struct tl_quic_version *version;
	bool is_initial;
};

/* False: no packet of a version that is known. Its end may lie behind that of the datagram. */
bool tl_quic_read_header(const __u8 *octets, __u32 length, struct tl_quic_packet *packet, __u32 *version);

enum tl_quic_sender {
	TL_QUIC_CLIENT,
	TL_QUIC_SERVER,
};

/* Of the packet's version and destination id, which is to be the one that the client chose. False only if OpenSSL lacks what is needed. */
bool tl_quic_derive(const struct tl_quic_packet *packet, enum tl_quic_sender sender, struct tl_quic_keys *keys);

/* All of the packet was captured. `payload`: TL_QUIC_PACKET_OCTETS. False: these are not its keys. */
bool tl_quic_open(const struct tl_quic_packet *packet, const struct tl_quic_keys *keys, __u8 *payload, __u32 *length);

/* Adds what CRYPTO frames carry. False: a frame that is wrong, or that no Initial packet has; those before it count. */
bool tl_quic_read_frames(const __u8 *payload, __u32 length, struct tl_quic_hello *hello);

#endif
