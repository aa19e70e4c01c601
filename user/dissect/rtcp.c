// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <string.h>

#include "../lib/octets.h"
#include "rtp.h"

#define HEADER_OCTETS	    8 /* with the SSRC of who sends it */
#define SENDER_OCTETS	    20 /* RFC 3550 6.4.1 */
#define BLOCK_OCTETS	    24
#define VERSION		    2
#define HAS_PADDING	    0x20
#define TYPE_OF_BIT(bit)    (TL_RTCP_SENDER + (bit))
#define BITS		    16
#define ITEM_END	    0
#define ITEM_CANONICAL_NAME 1
#define SOURCE_OCTETS	    4

bool tl_rtcp_has_type(const struct tl_message *message)
{
	return message->captured >= 2 && message->octets[0] >> 6 == VERSION && message->octets[1] >= TL_RTCP_FIRST &&
	       message->octets[1] <= TL_RTCP_LAST;
}

static __u32 packet_octets(const __u8 *packet)
{
	return 4u * (tl_octets_get16(packet + 2) + 1u);
}

static bool is_report(const __u8 *packet)
{
	return packet[1] == TL_RTCP_SENDER || packet[1] == TL_RTCP_RECEIVER;
}

static __u32 blocks_offset(const __u8 *packet)
{
	return HEADER_OCTETS + (packet[1] == TL_RTCP_SENDER ? SENDER_OCTETS : 0);
}

/* RFC 3550 6.4; `length` octets of the packet were captured. */
static void read_report(const __u8 *packet, __u32 length, struct tl_rtcp_facts *facts)
{
	__u32 offset = blocks_offset(packet), count = packet[0] & 0x1f;
	const __u8 *block;

	facts->reports = (__u8)count;
	facts->source = tl_octets_get32(packet + 4);
	if (packet[1] == TL_RTCP_SENDER && length >= offset) {
		facts->is_sender = true;
		facts->packets = tl_octets_get32(packet + 20);
		facts->octets = tl_octets_get32(packet + 24);
	}
	if (!count || offset + count * BLOCK_OCTETS > length)
		return;
	block = packet + offset + (count - 1) * BLOCK_OCTETS;
	facts->has_report = true;
	facts->fraction_lost = block[4];
	facts->lost = (__s32)((__u32)tl_octets_get(block + 5, 3) << 8) >> 8; /* 24 bits with a sign */
	facts->jitter = tl_octets_get32(block + 12);
}

/* Of the first source that is described (RFC 3550 6.5). */
static void read_description(const __u8 *packet, __u32 length, struct tl_rtcp_facts *facts)
{
	__u32 offset = 4 + SOURCE_OCTETS;

	while (offset + 2 <= length && packet[offset] != ITEM_END) {
		__u32 item = packet[offset + 1];

		if (offset + 2 + item > length)
			return;
		if (packet[offset] == ITEM_CANONICAL_NAME && !facts->name[0]) {
			if (item >= sizeof(facts->name))
				item = sizeof(facts->name) - 1;
			memcpy(facts->name, packet + offset + 2, item);
			facts->name[item] = 0;
			return;
		}
		offset += 2 + item;
	}
}

/* Version, type and length may be those of one packet of several. */
static bool is_packet(const __u8 *packet, __u32 left)
{
	return left >= 4 && packet[0] >> 6 == VERSION && packet[1] >= TL_RTCP_FIRST && packet[1] <= TL_RTCP_LAST &&
	       packet_octets(packet) <= left;
}

static void read_packet(const __u8 *packet, __u32 length, struct tl_rtcp_facts *facts)
{
	if (packet[1] >= TL_RTCP_SENDER && packet[1] < TYPE_OF_BIT(BITS))
		facts->kinds |= (__u16)(1u << (packet[1] - TL_RTCP_SENDER));
	if (is_report(packet) && length >= HEADER_OCTETS)
		read_report(packet, length, facts);
	else if (packet[1] == TL_RTCP_DESCRIPTION)
		read_description(packet, length, facts);
}

/* The first one's type and, of a report, its length are what an encrypted one shows as well. */
static enum tl_dissection look_at_first(const struct tl_message *message, struct tl_rtcp_facts *facts)
{
	const __u8 *first = message->octets;

	memset(facts, 0, sizeof(*facts));
	if (first[1] >= TL_RTCP_SENDER && first[1] < TYPE_OF_BIT(BITS))
		facts->kinds = (__u16)(1u << (first[1] - TL_RTCP_SENDER));
	facts->source = tl_octets_get32(first + 4);
	return TL_DISSECT_CUT;
}

enum tl_dissection tl_rtcp_dissect(const struct tl_message *message, struct tl_rtcp_facts *facts)
{
	const __u8 *first = message->octets;
	__u32 offset = 0;

	memset(facts, 0, sizeof(*facts));
	if (message->captured < HEADER_OCTETS || !tl_rtcp_has_type(message) || !is_packet(first, message->length))
		return TL_DISSECT_FOREIGN;
	if (is_report(first) && blocks_offset(first) + (first[0] & 0x1fu) * BLOCK_OCTETS > packet_octets(first))
		return TL_DISSECT_FOREIGN;
	while (offset + 4 <= message->captured) {
		const __u8 *packet = first + offset;
		__u32 length, captured = message->captured - offset;

		if (!is_packet(packet, message->length - offset))
			return look_at_first(message, facts);
		length = packet_octets(packet);
		read_packet(packet, length < captured ? length : captured, facts);
		offset += length;
		if (packet[0] & HAS_PADDING && offset != message->length) /* which only the last one has */
			return look_at_first(message, facts);
	}
	if (message->captured == message->length && offset != message->length)
		return look_at_first(message, facts);
	return is_report(first) ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}
