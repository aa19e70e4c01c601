// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Television by multicast: packets of an MPEG transport stream (ISO 13818-1 2.4.3) fill a datagram, without RTP. */
#include <netinet/in.h>

#include "service.h"

#define PACKET	 188
#define SYNC	 0x47
#define HAS_MORE 0x30 /* payload, an adaptation field, or both */

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	(void)said;
	if (message->octets[0] != SYNC || message->length % PACKET || message->captured <= PACKET)
		return TL_DISSECT_FOREIGN;
	for (__u32 at = 0; at + 4 <= message->captured; at += PACKET)
		if (message->octets[at] != SYNC || !(message->octets[at + 3] & HAS_MORE))
			return TL_DISSECT_FOREIGN;
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(mpeg_ts, "mpeg-ts", IPPROTO_UDP, read_message, "\x47");
