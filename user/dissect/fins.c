// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Omron's FINS (W421 7): in a stream behind a header of its own, in a datagram at its port. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define PORT		     9600
#define WRAPPING	     16 /* "FINS", length of what follows, command, error */
#define HEADER		     12 /* with the command */
#define REPLY		     0x40
#define LONGEST		     2048
#define WRAPPED_COMMAND_MOST 6

/* ICF, RSV, GCT, three octets each of who is asked and who asks, SID, the command */
static enum tl_dissection read_frame(const __u8 *octets, __u32 captured, struct tl_service_said *said)
{
	if (captured < HEADER || (octets[0] & ~(REPLY | 1)) != 0x80 || octets[1] || octets[2] > 7 ||
	    octets[10] > 0x26 || !octets[10])
		return TL_DISSECT_FOREIGN;
	if (!(octets[0] & REPLY))
		snprintf(said->request, sizeof(said->request), "%02x%02x", octets[10], octets[11]);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	enum tl_dissection dissection;
	__u32 length;

	if (message->protocol == IPPROTO_UDP)
		return tl_service_at(message, PORT) ? read_frame(message->octets, message->captured, said)
						    : TL_DISSECT_FOREIGN;
	dissection = tl_service_begins(message, "FINS\0", 5);
	if (dissection != TL_DISSECT_WHOLE || message->captured < WRAPPING)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	length = tl_octets_get32(message->octets + 4);
	if (length < 8 || length > LONGEST || tl_octets_get32(message->octets + 8) > WRAPPED_COMMAND_MOST)
		return TL_DISSECT_FOREIGN;
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(fins, "fins", 0, read_message);
