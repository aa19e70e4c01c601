// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* DCE/RPC by connections (C706 12.6, MS-RPCE): the common header, with a kind that begins a conversation. */
#include <netinet/in.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	 16
#define BIND	 11
#define BIND_ACK 12

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length;

	(void)said;
	if (message->captured < HEADER)
		return octets[0] == 5 && (message->captured < 2 || !octets[1]) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	length = octets[4] & 0x10 ? tl_octets_get_little16(octets + 8) : tl_octets_get16(octets + 8);
	if (octets[0] != 5 || octets[1] > 1 || (octets[2] != BIND && octets[2] != BIND_ACK) || !(octets[3] & 3) ||
	    (octets[4] & ~0x10) || octets[5] || octets[6] || octets[7] || length < 28)
		return TL_DISSECT_FOREIGN;
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(msrpc, "msrpc", IPPROTO_TCP, read_message);
