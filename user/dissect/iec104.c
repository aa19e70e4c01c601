// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "iec104.h"

#include <string.h>

#include "../lib/octets.h"
#include "frames.h"

#define START	       0x68
#define BEFORE_CONTROL 2
#define CONTROL_OCTETS 4
#define LENGTH_MOST    253
#define ASDU_LEAST     9 /* type, number, cause and originator, common address, one object's address */
#define CAUSE_BITS     0x3f
#define NUMBER_BITS    0x7f
#define SEQUENCE       0x80
#define ADDRESS_OCTETS 3 /* of an information object */

__u32 tl_iec104_length(const struct tl_message *message)
{
	__u32 length;

	if (message->octets[0] != START)
		return 0;
	if (message->captured < BEFORE_CONTROL)
		return TL_FRAME_OPEN;
	length = message->octets[1];
	return length < CONTROL_OCTETS || length > LENGTH_MOST ? 0 : BEFORE_CONTROL + length;
}

/* Octets of one information element, by its type (IEC 60870-5-101 7.3, -104 8); 0: not told here. */
static const __u8 element_octets[] = {
	[1] = 1,   [2] = 4,   [3] = 1,	 [4] = 4,   [5] = 2,   [6] = 5,	  [7] = 5,   [8] = 8,	[9] = 3,   [10] = 6,
	[11] = 3,  [12] = 6,  [13] = 5,	 [14] = 8,  [15] = 5,  [16] = 8,  [17] = 6,  [18] = 7,	[19] = 7,  [20] = 5,
	[21] = 2,  [30] = 8,  [31] = 8,	 [32] = 9,  [33] = 12, [34] = 10, [35] = 10, [36] = 12, [37] = 12, [38] = 10,
	[39] = 11, [40] = 11, [45] = 1,	 [46] = 1,  [47] = 1,  [48] = 3,  [49] = 3,  [50] = 5,	[51] = 4,  [58] = 8,
	[59] = 8,  [60] = 8,  [61] = 10, [62] = 10, [63] = 12, [64] = 11, [70] = 1,  [100] = 1, [101] = 1, [103] = 7,
	[104] = 2, [105] = 1, [106] = 2, [107] = 9, [110] = 3, [111] = 3, [112] = 5, [113] = 1,
};

/*
 * Elsewhere than at the port that is made for it an ASDU must leave no doubt: its length is that of so many objects,
 * each with an address or, in a sequence, the first one alone.
 */
static bool is_convincing(const __u8 *asdu, __u32 octets, const struct tl_iec104_facts *facts)
{
	__u32 element = facts->type < sizeof(element_octets) ? element_octets[facts->type] : 0;
	__u32 objects = asdu[1] & SEQUENCE ? ADDRESS_OCTETS + facts->objects * element
					   : facts->objects * (ADDRESS_OCTETS + element);

	return element && facts->cause && octets == ASDU_LEAST - ADDRESS_OCTETS + objects;
}

static bool read_asdu(const __u8 *asdu, __u32 octets, bool has_port, struct tl_iec104_facts *facts)
{
	if (octets < ASDU_LEAST)
		return false;
	facts->type = asdu[0];
	facts->objects = asdu[1] & NUMBER_BITS;
	facts->cause = asdu[2] & CAUSE_BITS;
	facts->originator = asdu[3];
	facts->address = (__u16)tl_octets_get_little(asdu + 4, 2);
	facts->object = (__u32)tl_octets_get_little(asdu + 6, ADDRESS_OCTETS);
	return has_port || is_convincing(asdu, octets, facts);
}

static bool read_control(const __u8 *control, __u32 length, bool has_port, struct tl_iec104_facts *facts)
{
	__u8 functions = control[0] >> 2;

	facts->format = control[0] & 1 ? control[0] & 3 : TL_IEC104_I;
	switch (facts->format) {
	case TL_IEC104_S: /* only the number of what was received */
		return length == CONTROL_OCTETS && control[0] == TL_IEC104_S && !control[1] && !(control[2] & 1);
	case TL_IEC104_U: /* exactly one function */
		facts->function = functions;
		return length == CONTROL_OCTETS && functions && !(functions & (functions - 1)) && !control[1] &&
		       !control[2] && !control[3];
	default:
		return !(control[2] & 1) &&
		       read_asdu(control + CONTROL_OCTETS, length - CONTROL_OCTETS, has_port, facts);
	}
}

bool tl_iec104_dissect(const struct tl_message *frame, struct tl_iec104_facts *facts)
{
	bool has_port = frame->source_port == TL_IEC104_PORT || frame->destination_port == TL_IEC104_PORT;

	memset(facts, 0, sizeof(*facts));
	if (frame->captured < BEFORE_CONTROL + CONTROL_OCTETS || tl_iec104_length(frame) != frame->captured)
		return false;
	return read_control(frame->octets + BEFORE_CONTROL, frame->captured - BEFORE_CONTROL, has_port, facts);
}
