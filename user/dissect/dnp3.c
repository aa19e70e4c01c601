// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "dnp3.h"

#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define START	      0x0564 /* IEEE 1815 9.2.4.1 */
#define HEADER_OCTETS 8 /* start, length, control, destination, source; a checksum follows */
#define LENGTH_LEAST  5 /* counts from control on, without checksums */
#define BLOCK_OCTETS  16 /* of user data, each with a checksum */
#define CHECK_OCTETS  2
#define POLYNOMIAL    0xa6bc /* 0x3d65, lowest bit first */

#define CONTROL_DIRECTION 0x80 /* from the master */
#define TRANSPORT_FIRST	  0x40
#define SEQUENCE_BITS	  0x0f
#define RESPONSE	  129
#define AUTHENTICATED	  131
#define REQUEST_MOST	  33 /* IEEE 1815 4.2.2.5, with those of secure authentication */
#define RESPONSE_OCTETS	  5 /* transport, control, function, indications */
#define REQUEST_OCTETS	  3
#define OBJECT_OCTETS	  3 /* group, variation, qualifier */

static bool is_checked(const __u8 *octets, __u32 count)
{
	__u16 check = 0;

	for (__u32 i = 0; i < count; i++) {
		check ^= octets[i];
		for (unsigned int bit = 0; bit < 8; bit++)
			check = (__u16)(check & 1 ? check >> 1 ^ POLYNOMIAL : check >> 1);
	}
	return (__u16)~check == tl_octets_get_little(octets + count, CHECK_OCTETS);
}

__u32 tl_dnp3_length(const struct tl_message *message)
{
	__u32 data;

	if (message->octets[0] != START >> 8 || (message->captured > 1 && message->octets[1] != (START & 0xff)))
		return 0;
	if (message->captured < 3)
		return TL_FRAME_OPEN;
	if (message->octets[2] < LENGTH_LEAST)
		return 0;
	data = message->octets[2] - LENGTH_LEAST;
	return HEADER_OCTETS + CHECK_OCTETS + data + (data + BLOCK_OCTETS - 1) / BLOCK_OCTETS * CHECK_OCTETS;
}

/* The first block of user data is all that is looked at: transport octet and application header are in it. */
static bool read_fragment(const __u8 *data, __u32 octets, struct tl_dnp3_facts *facts)
{
	__u32 header;

	if (!is_checked(data, octets))
		return false;
	if (!(data[0] & TRANSPORT_FIRST) || octets < REQUEST_OCTETS)
		return true;
	facts->sequence = data[1] & SEQUENCE_BITS;
	facts->function = data[2];
	facts->is_response = facts->function >= RESPONSE && facts->function <= AUTHENTICATED;
	header = facts->is_response ? RESPONSE_OCTETS : REQUEST_OCTETS;
	if (octets < header || (!facts->is_response && facts->function > REQUEST_MOST))
		return true;
	facts->has_fragment = true;
	if (facts->is_response)
		facts->indications = tl_octets_get16(data + 3);
	if (octets >= header + OBJECT_OCTETS) {
		facts->has_object = true;
		facts->object = tl_octets_get16(data + header);
	}
	return true;
}

bool tl_dnp3_dissect(const struct tl_message *frame, struct tl_dnp3_facts *facts)
{
	const __u8 *octets = frame->octets;
	__u32 data;

	memset(facts, 0, sizeof(*facts));
	if (frame->captured < HEADER_OCTETS + CHECK_OCTETS || tl_dnp3_length(frame) != frame->captured ||
	    !is_checked(octets, HEADER_OCTETS))
		return false;
	facts->from_master = octets[3] & CONTROL_DIRECTION;
	facts->destination = (__u16)tl_octets_get_little(octets + 4, 2);
	facts->source = (__u16)tl_octets_get_little(octets + 6, 2);
	data = octets[2] - LENGTH_LEAST;
	if (!data)
		return true;
	return read_fragment(octets + HEADER_OCTETS + CHECK_OCTETS, data < BLOCK_OCTETS ? data : BLOCK_OCTETS, facts);
}
