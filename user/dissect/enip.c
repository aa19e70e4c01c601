// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "enip.h"

#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define HEADER_OCTETS 24 /* 2-3.1: command, length, session, status, context, options */
#define LENGTH_MOST   65511
#define ITEMS_MOST    8
#define DATA_OCTETS   6 /* before the items of a request or of its answer */

enum command {
	LIST_SERVICES = 0x04,
	LIST_IDENTITY = 0x63,
	LIST_INTERFACES = 0x64,
	REGISTER_SESSION = 0x65,
	UNREGISTER_SESSION = 0x66,
	SEND_REQUEST_DATA = 0x6f,
	SEND_UNIT_DATA = 0x70,
};

enum item { /* 2-6.2 */
	    UNCONNECTED_DATA = 0xb2,
	    CONNECTED_DATA = 0xb1,
};

/* 2-3.2 and 2-3.4. NOP is not looked for: it says nothing, and zeros are everywhere. */
static bool is_header(const __u8 *octets)
{
	__u32 status = (__u32)tl_octets_get_little(octets + 8, 4);

	switch (tl_octets_get_little(octets, 2)) {
	case LIST_SERVICES:
	case LIST_IDENTITY:
	case LIST_INTERFACES:
	case REGISTER_SESSION:
	case UNREGISTER_SESSION:
	case SEND_REQUEST_DATA:
	case SEND_UNIT_DATA:
		return (status <= 3 || status == 0x64 || status == 0x65 || status == 0x69) &&
		       !tl_octets_get(octets + 20, 4);
	default:
		return false;
	}
}

__u32 tl_enip_length(const struct tl_message *message)
{
	__u32 length;

	if (message->captured < HEADER_OCTETS)
		return message->captured > 1 && message->octets[1] ? 0 : TL_FRAME_OPEN;
	length = (__u32)tl_octets_get_little(message->octets + 2, 2);
	return length > LENGTH_MOST || !is_header(message->octets) ? 0 : HEADER_OCTETS + length;
}

/* A CIP message: service, and of a reply its status behind a reserved octet (volume 1, 2-4). */
static void read_service(const __u8 *octets, __u32 length, struct tl_enip_facts *facts)
{
	if (!length)
		return;
	facts->has_service = true;
	facts->service = octets[0] & 0x7f;
	facts->is_reply = octets[0] & 0x80;
	if (facts->is_reply && length >= 3)
		facts->general_status = octets[2];
}

/* How many, then items with a type and a length (2-6), which fill what is there. */
static bool read_items(const __u8 *octets, __u32 length, struct tl_enip_facts *facts)
{
	__u32 items, at = 2;

	if (length < at)
		return false;
	items = (__u32)tl_octets_get_little(octets, 2);
	if (items > ITEMS_MOST)
		return false;
	for (__u32 i = 0; i < items; i++) {
		__u32 type, size;

		if (length - at < 4)
			return false;
		type = (__u32)tl_octets_get_little(octets + at, 2);
		size = (__u32)tl_octets_get_little(octets + at + 2, 2);
		at += 4;
		if (length - at < size)
			return false;
		if (type == UNCONNECTED_DATA)
			read_service(octets + at, size, facts);
		else if (type == CONNECTED_DATA && size > 2) /* a sequence count is before it */
			read_service(octets + at + 2, size - 2, facts);
		at += size;
	}
	return at == length;
}

/* Interface (CIP is 0) and time-out are before the items. */
static bool read_data(const __u8 *octets, __u32 length, struct tl_enip_facts *facts)
{
	return length >= DATA_OCTETS && !tl_octets_get(octets, 4) &&
	       read_items(octets + DATA_OCTETS, length - DATA_OCTETS, facts);
}

bool tl_enip_dissect(const struct tl_message *frame, struct tl_enip_facts *facts)
{
	const __u8 *octets = frame->octets;
	__u32 length;

	memset(facts, 0, sizeof(*facts));
	if (frame->captured < HEADER_OCTETS || tl_enip_length(frame) != frame->captured)
		return false;
	length = frame->captured - HEADER_OCTETS;
	facts->command = (__u16)tl_octets_get_little(octets, 2);
	facts->session = (__u32)tl_octets_get_little(octets + 4, 4);
	facts->status = (__u32)tl_octets_get_little(octets + 8, 4);
	facts->context = tl_octets_get(octets + 12, 8);
	if (facts->command == REGISTER_SESSION)
		return length == 4 || (!length && facts->status);
	if (facts->command == UNREGISTER_SESSION)
		return !length;
	if (facts->command != SEND_REQUEST_DATA &&
	    facts->command != SEND_UNIT_DATA) /* a list, or the question for it */
		return !length || read_items(octets + HEADER_OCTETS, length, facts);
	return (!length && facts->status) || read_data(octets + HEADER_OCTETS, length, facts);
}
