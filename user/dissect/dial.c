// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dial.h"

#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define L2TP_CONTROL	   0xc802 /* type, length and sequence bits, and version 2 (RFC 2661 3.1) */
#define L2TP_HEADER	   12
#define ATTRIBUTE_HEADER   6 /* bits and length, vendor, type (RFC 2661 4.1) */
#define ATTRIBUTE_LENGTH   0x03ff
#define ATTRIBUTE_RESERVED 0x3c00
#define ATTRIBUTE_HIDDEN   0x4000
#define L2TP_TYPES	   16

enum attribute {
	MESSAGE_TYPE = 0,
	HOST_NAME = 7,
	VENDOR_NAME = 8,
};

#define PPTP_LEAST   12
#define PPTP_MOST    256
#define PPTP_CONTROL 1
#define PPTP_COOKIE  0x1a2b3c4d /* RFC 2637 2 */
#define PPTP_TYPES   15
#define PPTP_STARTED 2 /* the last type that has names */
#define PPTP_NAMES   28 /* where the host's is; the vendor's follows */
#define PPTP_NAME    64

/* Up to a NUL; what cannot be printed makes it no name. */
static void keep_name(char name[TL_DIAL_NAME_SIZE], const __u8 *octets, __u32 length)
{
	__u32 kept = 0;

	while (kept < length && kept < TL_DIAL_NAME_SIZE - 1 && octets[kept]) {
		if (octets[kept] < ' ' || octets[kept] >= 0x7f)
			return;
		kept++;
	}
	memcpy(name, octets, kept);
}

/* One attribute; the first says the message's type. False: it is none. */
static bool read_attribute(const __u8 *octets, __u32 length, bool is_first, struct tl_dial_facts *facts)
{
	__u16 bits = tl_octets_get16(octets), type = tl_octets_get16(octets + 4);
	const __u8 *value = octets + ATTRIBUTE_HEADER;

	if (bits & ATTRIBUTE_RESERVED)
		return false;
	if (is_first) {
		if (type != MESSAGE_TYPE || length != ATTRIBUTE_HEADER + 2 || tl_octets_get16(octets + 2))
			return false;
		facts->type = tl_octets_get16(value);
		return facts->type && facts->type <= L2TP_TYPES;
	}
	if (tl_octets_get16(octets + 2) || bits & ATTRIBUTE_HIDDEN)
		return true;
	if (type == HOST_NAME)
		keep_name(facts->host_name, value, length - ATTRIBUTE_HEADER);
	if (type == VENDOR_NAME)
		keep_name(facts->vendor, value, length - ATTRIBUTE_HEADER);
	return true;
}

enum tl_dissection tl_l2tp_dissect(const struct tl_message *message, struct tl_dial_facts *facts)
{
	const __u8 *octets = message->octets;
	__u32 at = L2TP_HEADER;

	memset(facts, 0, sizeof(*facts));
	if (message->captured < L2TP_HEADER || tl_octets_get16(octets) != L2TP_CONTROL ||
	    tl_octets_get16(octets + 2) != message->length)
		return TL_DISSECT_FOREIGN;
	while (at + ATTRIBUTE_HEADER + 2 <= message->captured) {
		__u32 length = tl_octets_get16(octets + at) & ATTRIBUTE_LENGTH;

		if (length < ATTRIBUTE_HEADER || length > message->length - at)
			return TL_DISSECT_FOREIGN;
		if (length > message->captured - at)
			return TL_DISSECT_CUT;
		if (!read_attribute(octets + at, length, at == L2TP_HEADER, facts))
			return TL_DISSECT_FOREIGN;
		at += length;
	}
	if (!facts->type && message->length != L2TP_HEADER)
		return TL_DISSECT_FOREIGN;
	return TL_DISSECT_WHOLE;
}

__u32 tl_pptp_length(const struct tl_message *message)
{
	__u32 length;

	if (message->captured < PPTP_LEAST)
		return message->octets[0] > PPTP_MOST >> 8 ? 0 : TL_FRAME_OPEN;
	length = tl_octets_get16(message->octets);
	if (length < PPTP_LEAST || length > PPTP_MOST || tl_octets_get16(message->octets + 2) != PPTP_CONTROL ||
	    tl_octets_get32(message->octets + 4) != PPTP_COOKIE)
		return 0;
	return length;
}

bool tl_pptp_dissect(const struct tl_message *frame, struct tl_dial_facts *facts)
{
	const __u8 *octets = frame->octets;

	memset(facts, 0, sizeof(*facts));
	if (frame->captured < PPTP_LEAST)
		return false;
	facts->type = tl_octets_get16(octets + 8);
	if (!facts->type || facts->type > PPTP_TYPES)
		return false;
	if (facts->type <= PPTP_STARTED && frame->captured == PPTP_NAMES + 2 * PPTP_NAME) {
		keep_name(facts->host_name, octets + PPTP_NAMES, PPTP_NAME);
		keep_name(facts->vendor, octets + PPTP_NAMES + PPTP_NAME, PPTP_NAME);
	}
	return true;
}
