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

/* Types that IEC 60870-5-101 7.2.1 and -104 define, and those that it leaves to private use: elsewhere than at the port it must be one. */
static bool is_type(__u8 type)
{
	static const __u8 ranges[][2] = {{1, 21},  {30, 41}, {45, 51},	 {58, 64},   {70, 70},
					 {81, 87}, {90, 95}, {100, 107}, {110, 113}, {120, 255}};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (type >= ranges[i][0] && type <= ranges[i][1])
			return true;
	return false;
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
	facts->object = (__u32)tl_octets_get_little(asdu + 6, 3);
	return has_port || (is_type(facts->type) && facts->cause);
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
