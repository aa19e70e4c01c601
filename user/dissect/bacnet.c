// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* BACnet/IP (ASHRAE 135 annex J): the link header, whose length is that of the datagram, and the network layer behind it. */
#include <netinet/in.h>

#include "../lib/octets.h"
#include "service.h"

#define LAST_FUNCTION 0x0b

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 network;

	(void)said;
	if (message->captured < 6 || octets[0] != 0x81 || octets[1] > LAST_FUNCTION ||
	    tl_octets_get16(octets + 2) != message->length)
		return TL_DISSECT_FOREIGN;
	network = octets[1] == 4 ? 10 : 4; /* forwarded: behind the address of whom it is from */
	if (octets[1] != 4 && octets[1] != 9 && octets[1] != 0x0a && octets[1] != 0x0b) /* carries none */
		return tl_service_at(message, 47808) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
	return network < message->captured && octets[network] == 1 ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR(bacnet, "bacnet", IPPROTO_UDP, read_message);
