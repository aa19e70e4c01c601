// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Frames of Initial packets (RFC 9000 12.4, 19). */
#include <string.h>

#include "quic_packet.h"

enum frame {
	PADDING = 0x00,
	PING = 0x01,
	ACK = 0x02,
	ACK_ECN = 0x03,
	CRYPTO = 0x06,
	CONNECTION_CLOSE = 0x1c,
};

/* Google's own, in the packets of a client that has seen no answer yet. */
enum google_frame {
	GOOGLE_PING = 0x07,
	GOOGLE_CRYPTO = 0x08,
};

static bool is_known(const struct tl_quic_hello *hello, __u32 at)
{
	return hello->known[at / 8] & 1u << at % 8;
}

/* Eight at a time, where none of them is known; `at`: a multiple of eight. */
static __u32 keep_unknown(struct tl_quic_hello *hello, __u32 at, const __u8 *octets, __u32 length)
{
	__u32 kept = 0;

	for (; length - kept >= 8 && !hello->known[(at + kept) / 8]; kept += 8) {
		memcpy(hello->octets + at + kept, octets + kept, 8);
		hello->known[(at + kept) / 8] = 0xff;
	}
	return kept;
}

/* What came first counts; what lies behind the room is left out. */
static void keep(struct tl_quic_hello *hello, __u64 offset, const __u8 *octets, __u64 length)
{
	__u64 room = offset < TL_QUIC_HELLO_OCTETS ? TL_QUIC_HELLO_OCTETS - offset : 0;
	__u32 end = (__u32)(length < room ? length : room);

	hello->has_octets = hello->has_octets || end;
	for (__u32 i = 0; i < end;) {
		__u32 at = (__u32)offset + i, kept = at % 8 ? 0 : keep_unknown(hello, at, octets + i, end - i);

		i += kept ? kept : 1;
		if (kept || is_known(hello, at))
			continue;
		hello->octets[at] = octets[i - 1];
		hello->known[at / 8] |= (__u8)(1u << at % 8);
	}
}

static bool pass_integers(struct tl_quic_cursor *cursor, __u64 count)
{
	__u64 ignored;

	while (count--)
		if (!tl_quic_take_integer(cursor, &ignored))
			return false;
	return true;
}

/* Every range takes two octets at least, so the packet bounds this, whatever it counts. */
static bool pass_ack(struct tl_quic_cursor *cursor, bool has_ecn)
{
	__u64 ranges;

	return pass_integers(cursor, 2) && tl_quic_take_integer(cursor, &ranges) && pass_integers(cursor, 1) &&
	       pass_integers(cursor, 2 * ranges) && pass_integers(cursor, has_ecn ? 3 : 0);
}

static bool take_crypto(struct tl_quic_cursor *cursor, struct tl_quic_hello *hello)
{
	__u64 offset, length;

	if (!tl_quic_take_integer(cursor, &offset) || !tl_quic_take_integer(cursor, &length) ||
	    length > cursor->length - cursor->offset)
		return false;
	keep(hello, offset, cursor->octets + cursor->offset, length);
	cursor->offset += (__u32)length;
	return true;
}

/* A frame that is wrong, or of another kind, ends the reading. */
static bool read_google_frames(struct tl_quic_cursor *cursor, struct tl_quic_hello *hello)
{
	while (cursor->offset < cursor->length) {
		__u8 type = cursor->octets[cursor->offset++];

		if (type == GOOGLE_CRYPTO && !take_crypto(cursor, hello))
			return false;
		if (type != GOOGLE_CRYPTO && type != GOOGLE_PING && type != PADDING)
			return false;
	}
	return true;
}

bool tl_quic_read_frames(const __u8 *payload, __u32 length, struct tl_quic_hello *hello)
{
	const struct tl_quic_version *version = tl_quic_find_version(hello->version);
	struct tl_quic_cursor cursor = {payload, length, 0};
	bool is_right = true;
	__u64 type;

	if (version && version->has_google_frames)
		return read_google_frames(&cursor, hello);
	while (is_right && tl_quic_take_integer(&cursor, &type)) {
		switch (type) {
		case PADDING:
		case PING:
			break;
		case ACK:
		case ACK_ECN:
			is_right = pass_ack(&cursor, type == ACK_ECN);
			break;
		case CRYPTO:
			is_right = take_crypto(&cursor, hello);
			break;
		case CONNECTION_CLOSE: /* nothing of use behind it */
			return true;
		default:
			is_right = false;
		}
	}
	return is_right && cursor.offset == length;
}

__u32 tl_quic_prefix(const struct tl_quic_hello *hello)
{
	__u32 at = 0;

	while (at < TL_QUIC_HELLO_OCTETS && hello->known[at / 8] == 0xff)
		at += 8;
	while (at < TL_QUIC_HELLO_OCTETS && is_known(hello, at))
		at++;
	return at;
}
