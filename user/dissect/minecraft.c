// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Minecraft (its protocol's "Handshake"): the first packet names the server, its port, and what is wanted. */
#include <netinet/in.h>

#include "../lib/octets.h"
#include "service.h"

#define NUMBER_OCTETS 5 /* of 32 bits, seven in each */
#define HANDSHAKE     0
#define HOST_MOST     255

/* Seven bits in each octet, the lowest first. False: it is cut, or too long. */
static bool take_number(const struct tl_message *message, __u32 *at, __u32 *number)
{
	*number = 0;
	for (unsigned int i = 0; i < NUMBER_OCTETS && *at < message->captured; i++) {
		__u8 octet = message->octets[(*at)++];

		*number |= (__u32)(octet & 0x7f) << 7 * i;
		if (!(octet & 0x80))
			return true;
	}
	return false;
}

/* Length, kind, version of the protocol, host, port, next state: 1 status, 2 login, 3 transfer */
static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	__u32 at = 0, length, kind, version, host, begin;

	if (message->octets[0] < 7 || (message->captured > 1 && message->octets[0] < 0x80 && message->octets[1]) ||
	    (message->captured > 2 && message->octets[0] >= 0x80 && message->octets[2]))
		return TL_DISSECT_FOREIGN;
	if (!take_number(message, &at, &length))
		return TL_DISSECT_CUT;
	begin = at;
	if (length > HOST_MOST + 16)
		return TL_DISSECT_FOREIGN;
	if (message->captured - begin < length)
		return TL_DISSECT_CUT;
	if (!take_number(message, &at, &kind) || kind != HANDSHAKE || !take_number(message, &at, &version) ||
	    !take_number(message, &at, &host) || !host || host > HOST_MOST || at + host + 3 != begin + length)
		return TL_DISSECT_FOREIGN;
	if (!message->octets[begin + length - 1] || message->octets[begin + length - 1] > 3 ||
	    tl_octets_get16(message->octets + at + host) != message->destination_port)
		return TL_DISSECT_FOREIGN;
	tl_service_text(said->subject, sizeof(said->subject), message, at, host);
	return said->subject[0] ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR(minecraft, "minecraft", IPPROTO_TCP, read_message);
