// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "quic.h"

#include <stdint.h>
#include <string.h>

#include "../lib/octets.h"
#include "gquic.h"
#include "quic_packet.h"

#define FORM_LONG	 0x80
#define TYPE_SHIFT	 4
#define VERSION_OCTETS	 4
#define HANDSHAKE_HEADER 4 /* type, and a length of three octets */
#define CLIENT_HELLO	 1
#define SERVER_HELLO	 2
#define INITIAL_LEAST	 1200
#define RESERVED_VERSION 0x0a0a0a0au /* that nobody speaks: RFC 9000 15 */
#define RESERVED_MASK	 0x0f0f0f0fu
#define DATAGRAM_PACKETS 16 /* that are looked at */

/* RFC 9001, RFC 9369, drafts 29 to 32, 33 and 34, 23 to 28, what Facebook made of draft 27, twice; Google's own with and without TLS. */
static const struct tl_quic_version versions[] = {
	{"tls13 quic ", 1, 1, 0, 3, false, {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
					    0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a}},
	{"tls13 quicv2 ", 0x6b3343cf, 0x6b3343cf, 1, 0, false, {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6,
								0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26,
								0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9}},
	{"tls13 quic ", 0xff00001d, 0xff000020, 0, 3, false, {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2,
							      0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61,
							      0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99}},
	{"tls13 quic ", 0xff000021, 0xff000022, 0, 3, false, {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34,
							      0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8,
							      0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a}},
	{"tls13 quic ", 0xff000017, 0xff00001c, 0, 3, false, {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb,
							      0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4,
							      0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02}},
	{"tls13 quic ", 0xfaceb002, 0xfaceb002, 0, 3, false, {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb,
							      0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4,
							      0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02}},
	{"tls13 quic ", 0xfaceb00e, 0xfaceb00e, 0, 3, false, {0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb,
							      0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4,
							      0x63, 0x65, 0xbe, 0xf9, 0xf5, 0x02}},
	{"tls13 quic ", 0x51303530, 0x51303530, 0, 3, true, {0x50, 0x45, 0x74, 0xef, 0xd0, 0x66, 0xfe,
							     0x2f, 0x9d, 0x94, 0x5c, 0xfc, 0xdb, 0xd3,
							     0xa7, 0xf0, 0xd3, 0xb5, 0x6b, 0x45}},
	{"tls13 quic ", 0x54303530, 0x54303530, 0, 3, true, {0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72,
							     0x91, 0x55, 0x80, 0x30, 0x4c, 0x43, 0xa2,
							     0x36, 0x7c, 0x60, 0x48, 0x83, 0x10}},
	{"tls13 quic ", 0x54303531, 0x54303531, 0, 3, true, {0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee,
							     0x5f, 0xa4, 0x50, 0x6c, 0x19, 0x12, 0x4f,
							     0xc8, 0xcc, 0xda, 0x6e, 0x03, 0x3d}},
};

const struct tl_quic_version *tl_quic_find_version(__u32 version)
{
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++)
		if (version >= versions[i].first && version <= versions[i].last)
			return &versions[i];
	return NULL;
}

static bool take_id(struct tl_quic_cursor *cursor, const __u8 **id, __u32 *length)
{
	if (cursor->offset >= cursor->length)
		return false;
	*length = cursor->octets[cursor->offset++];
	if (*length > TL_QUIC_ID_OCTETS || *length > cursor->length - cursor->offset)
		return false;
	*id = cursor->octets + cursor->offset;
	cursor->offset += *length;
	return true;
}

static bool take_token(struct tl_quic_cursor *cursor)
{
	__u64 length;

	if (!tl_quic_take_integer(cursor, &length) || length > cursor->length - cursor->offset)
		return false;
	cursor->offset += (__u32)length;
	return true;
}

bool tl_quic_read_header(const __u8 *octets, __u32 length, struct tl_quic_packet *packet, __u32 *version)
{
	struct tl_quic_cursor cursor = {octets, length, 1 + VERSION_OCTETS};
	const __u8 *source = NULL;
	__u32 source_length;
	__u64 rest;
	__u8 type;

	if (length < 1 + VERSION_OCTETS || !(octets[0] & FORM_LONG))
		return false;
	*version = tl_octets_get32(octets + 1);
	packet->version = tl_quic_find_version(*version);
	if (!packet->version || !take_id(&cursor, &packet->destination, &packet->destination_length) ||
	    !take_id(&cursor, &source, &source_length))
		return false;
	type = octets[0] >> TYPE_SHIFT & 3;
	packet->is_initial = type == packet->version->initial_type;
	if (type == packet->version->retry_type || (packet->is_initial && !take_token(&cursor)) ||
	    !tl_quic_take_integer(&cursor, &rest) || rest > UINT16_MAX)
		return false;
	packet->octets = octets;
	packet->number_offset = cursor.offset;
	packet->length = cursor.offset + (__u32)rest;
	return true;
}

/* Both sides' keys are of the same id; a server may answer in another version that the two have in common (RFC 9368 2.3). */
static bool derive_answer(const struct tl_quic_hello *hello, const struct tl_quic_version *version,
			  struct tl_quic_keys *keys)
{
	struct tl_quic_packet packet = {
		.destination = hello->id, .destination_length = hello->id_length, .version = version};

	return version && tl_quic_derive(&packet, TL_QUIC_SERVER, keys);
}

static void forget_octets(struct tl_quic_hello *hello)
{
	if (!hello->has_octets)
		return;
	memset(hello->known, 0, sizeof(hello->known));
	memset(hello->octets, 0, sizeof(hello->octets));
	hello->has_octets = false;
}

void tl_quic_await_answer(struct tl_quic_hello *hello)
{
	forget_octets(hello);
	hello->is_answer = true;
	hello->has_keys = false;
}

/* The server's are derived when they are needed: of many a server nothing is seen. */
static bool have_keys(struct tl_quic_hello *hello)
{
	if (!hello->has_keys && hello->is_answer)
		hello->has_keys = derive_answer(hello, tl_quic_find_version(hello->version), &hello->keys);
	return hello->has_keys;
}

static void keep_keys(struct tl_quic_hello *hello, const struct tl_quic_keys *keys)
{
	hello->keys = *keys;
	hello->has_keys = true;
}

static bool is_of(const struct tl_quic_hello *hello, const struct tl_quic_packet *packet, __u32 version)
{
	return hello->version == version && hello->id_length == packet->destination_length &&
	       !memcmp(hello->id, packet->destination, packet->destination_length);
}

static void begin(struct tl_quic_hello *hello, const struct tl_quic_packet *packet, __u32 version)
{
	hello->version = version;
	hello->id_length = (__u8)packet->destination_length;
	memcpy(hello->id, packet->destination, packet->destination_length);
}

/*
 * The keys are of the id that the client chose first, or after a Retry of the one that the server then chose (RFC 9001 5.2), while
 * the id in its packets becomes the server's with the first answer. So those that fit once are tried first.
 */
static bool open_initial(const struct tl_quic_packet *packet, __u32 version, struct tl_quic_hello *hello)
{
	__u8 payload[TL_QUIC_PACKET_OCTETS];
	struct tl_quic_keys keys;
	__u32 length = 0;

	if (hello->version == version && have_keys(hello) && tl_quic_open(packet, &hello->keys, payload, &length)) {
		tl_quic_read_frames(payload, length, hello);
		return true;
	}
	if (tl_quic_derive(packet, TL_QUIC_CLIENT, &keys) && tl_quic_open(packet, &keys, payload, &length)) {
		if (hello->is_answer && is_of(hello, packet, version)) /* the client repeats itself */
			return true;
		if (hello->version != version) /* after a version negotiation the hello is another one */
			forget_octets(hello);
		begin(hello, packet, version);
		keep_keys(hello, &keys);
		if (hello->is_answer)
			tl_quic_await_answer(hello);
		else
			tl_quic_read_frames(payload, length, hello);
		return true;
	}
	if (!hello->is_answer || hello->version == version || !derive_answer(hello, packet->version, &keys) ||
	    !tl_quic_open(packet, &keys, payload, &length))
		return false;
	forget_octets(hello);
	hello->version = version;
	keep_keys(hello, &keys);
	tl_quic_read_frames(payload, length, hello);
	return true;
}

static bool is_whole(const struct tl_quic_hello *hello)
{
	__u32 prefix = tl_quic_prefix(hello);
	const __u8 *octets = hello->octets;
	struct tl_gquic_facts said;

	if (octets[0] == 'C' && hello->version == TL_QUIC_Q050)
		return tl_gquic_read(octets, prefix, &said) == TL_DISSECT_WHOLE;
	return prefix >= HANDSHAKE_HEADER && octets[0] == (hello->is_answer ? SERVER_HELLO : CLIENT_HELLO) &&
	       prefix - HANDSHAKE_HEADER >= tl_octets_get(octets + 1, 3);
}

/*
 * The header of a version that is not known, in the first datagram, which is padded (RFC 8999 5.1, RFC 9000 14.1): a client that
 * probes for others, or what will be. Or a server's answer to it: version 0 and those that it speaks (RFC 8999 6).
 */
bool tl_quic_negotiates(const struct tl_message *datagram)
{
	struct tl_quic_cursor cursor = {datagram->octets, datagram->captured, 1 + VERSION_OCTETS};
	const __u8 *id = NULL;
	__u32 length, version;

	if (datagram->captured < 1 + VERSION_OCTETS || !(datagram->octets[0] & FORM_LONG))
		return false;
	version = tl_octets_get32(datagram->octets + 1);
	for (unsigned int i = 0; i < 2; i++) /* the destination's id, the source's */
		if (!take_id(&cursor, &id, &length))
			return false;
	if (version)
		return (version & RESERVED_MASK) == RESERVED_VERSION && datagram->length >= INITIAL_LEAST;
	length = datagram->length - cursor.offset;
	return length && length % VERSION_OCTETS == 0 && datagram->captured == datagram->length &&
	       tl_quic_find_version(tl_octets_get32(datagram->octets + datagram->length - VERSION_OCTETS));
}

enum tl_dissection tl_quic_take(const struct tl_message *datagram, struct tl_quic_hello *hello)
{
	struct tl_quic_packet packet = {0};
	bool is_quic = false;
	__u32 version = 0, at = 0;

	if (!hello->is_answer && is_whole(hello))
		return TL_DISSECT_WHOLE;
	for (unsigned int i = 0; i < DATAGRAM_PACKETS && at < datagram->captured; i++) {
		if (!tl_quic_read_header(datagram->octets + at, datagram->captured - at, &packet, &version) ||
		    packet.length > datagram->length - at)
			break;
		if (packet.length > datagram->captured - at) { /* without its end it cannot be opened */
			is_quic = true;
			break;
		}
		if (!packet.is_initial || open_initial(&packet, version, hello))
			is_quic = true;
		at += packet.length;
	}
	if (!is_quic)
		return TL_DISSECT_FOREIGN;
	return is_whole(hello) ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}
