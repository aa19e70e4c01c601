// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "stun.h"

#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define HEADER_OCTETS 20
#define COOKIE	      0x2112a442u
#define DATA_OCTETS   4 /* channel and length, before data */
#define BINDING	      1
#define SHARED_SECRET 2
#define OPTIONAL      0x8000 /* attributes that need not be understood */
#define CLASSIC_MOST  0x000b /* RFC 3489 11.2 */

enum attribute {
	MAPPED_ADDRESS = 0x0001,
	XOR_MAPPED_ADDRESS = 0x0020,
	XOR_MAPPED_ADDRESS_DRAFT = 0x8020,
	SOFTWARE = 0x8022,
};

/* RFC 8489 5: the class's two bits stand between those of the method. */
static void read_type(__u16 type, struct tl_stun_facts *facts)
{
	facts->class = (enum tl_stun_class)((type >> 7 & 2) | (type >> 4 & 1));
	facts->method = (__u16)((type & 0xf) | (type >> 1 & 0x70) | (type >> 2 & 0xf80));
}

/* RFC 8489 14.1, 14.2: an address of one of two families, xored with cookie and transaction. */
static void keep_address(struct tl_stun_facts *facts, const __u8 *value, __u16 length, bool is_xored)
{
	static const __u8 nothing[TL_STUN_TRANSACTION];
	const __u8 *mask = is_xored ? facts->transaction : nothing;
	__u8 octets = length == 8 && value[1] == 1 ? 4 : length == 20 && value[1] == 2 ? 16 : 0;

	if (!octets || (facts->address_length && !is_xored))
		return;
	facts->address_length = octets;
	facts->port = (__u16)(tl_octets_get16(value + 2) ^ tl_octets_get16(mask));
	for (__u8 i = 0; i < octets; i++)
		facts->address[i] = value[4 + i] ^ mask[i];
}

static void keep(struct tl_stun_facts *facts, __u16 type, const __u8 *value, __u16 length)
{
	if (type == MAPPED_ADDRESS)
		keep_address(facts, value, length, false);
	else if (type == XOR_MAPPED_ADDRESS || type == XOR_MAPPED_ADDRESS_DRAFT)
		keep_address(facts, value, length, true);
	else if (type == SOFTWARE && !facts->software[0])
		memcpy(facts->software, value,
		       strnlen((const char *)value,
			       length < TL_STUN_SOFTWARE_SIZE ? length : TL_STUN_SOFTWARE_SIZE - 1));
}

/* To the message's end, each filled up to four octets. */
static enum tl_dissection read_attributes(const struct tl_message *message, struct tl_stun_facts *facts,
					  bool is_classic)
{
	__u32 at = HEADER_OCTETS;

	while (at < message->length) {
		__u16 type, length;

		if (message->length - at < 4)
			return TL_DISSECT_FOREIGN;
		if (at > message->captured || message->captured - at < 4)
			return TL_DISSECT_CUT;
		type = tl_octets_get16(message->octets + at);
		length = tl_octets_get16(message->octets + at + 2);
		if (length > message->length - at - 4)
			return TL_DISSECT_FOREIGN;
		if (is_classic && !(type & OPTIONAL) && (!type || type > CLASSIC_MOST))
			return TL_DISSECT_FOREIGN;
		if (length > message->captured - at - 4)
			return TL_DISSECT_CUT;
		keep(facts, type, message->octets + at + 4, length);
		at += 4 + ((length + 3u) & ~3u);
	}
	return TL_DISSECT_WHOLE;
}

/* Without the cookie the type and the attributes must tell: of RFC 3489 there are six types. */
enum tl_dissection tl_stun_dissect(const struct tl_message *message, struct tl_stun_facts *facts)
{
	const __u8 *octets = message->octets;
	bool is_classic;
	__u16 type;

	memset(facts, 0, sizeof(*facts));
	if (message->captured < HEADER_OCTETS || octets[0] >> 6)
		return TL_DISSECT_FOREIGN;
	type = tl_octets_get16(octets);
	is_classic = tl_octets_get32(octets + 4) != COOKIE;
	read_type(type, facts);
	memcpy(facts->transaction, octets + 4, sizeof(facts->transaction));
	if (!facts->method || tl_octets_get16(octets + 2) % 4 ||
	    (__u32)tl_octets_get16(octets + 2) + HEADER_OCTETS != message->length)
		return TL_DISSECT_FOREIGN;
	if (is_classic && ((facts->method != BINDING && facts->method != SHARED_SECRET) ||
			   facts->class == TL_STUN_INDICATION || message->length == HEADER_OCTETS))
		return TL_DISSECT_FOREIGN;
	return read_attributes(message, facts, is_classic);
}

bool tl_stun_is_data(const struct tl_message *message)
{
	return message->octets[0] >> 6 == 1;
}

/* A stream begins with a message that has the cookie; data are filled up to four octets (RFC 8656 12.5). */
__u32 tl_stun_length(const struct tl_message *message)
{
	const __u8 *octets = message->octets;

	if (octets[0] >> 6 > 1 || (!message->offset && tl_stun_is_data(message)))
		return 0;
	if (message->captured < (tl_stun_is_data(message) ? DATA_OCTETS : HEADER_OCTETS))
		return TL_FRAME_OPEN;
	if (tl_stun_is_data(message))
		return DATA_OCTETS + ((tl_octets_get16(octets + 2) + 3u) & ~3u);
	return tl_octets_get32(octets + 4) == COOKIE ? HEADER_OCTETS + tl_octets_get16(octets + 2) : 0;
}
