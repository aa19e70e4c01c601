// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RADIUS (RFC 2865, 2866, 5176): the length is that of the datagram, and attributes fill it. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	  20 /* code, identifier, length, authenticator */
#define USER_NAME 1

static const char *const codes[] = {
	[1] = "Access-Request",	    [2] = "Access-Accept",	 [3] = "Access-Reject",
	[4] = "Accounting-Request", [5] = "Accounting-Response", [11] = "Access-Challenge",
	[12] = "Status-Server",	    [40] = "Disconnect-Request", [41] = "Disconnect-ACK",
	[42] = "Disconnect-NAK",    [43] = "CoA-Request",	 [44] = "CoA-ACK",
	[45] = "CoA-NAK",
};

static bool is_request(__u8 code)
{
	return code == 1 || code == 4 || code == 12 || code == 40 || code == 43;
}

/* Padding behind the length is allowed (RFC 2865 3), but then it could be anything. */
static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 at = HEADER;

	if (message->captured < HEADER || octets[0] >= sizeof(codes) / sizeof(codes[0]) || !codes[octets[0]] ||
	    tl_octets_get16(octets + 2) != message->length)
		return TL_DISSECT_FOREIGN;
	while (at + 2 <= message->captured) {
		__u8 size = octets[at + 1];

		if (size < 2 || at + size > message->length)
			return TL_DISSECT_FOREIGN;
		if (octets[at] == USER_NAME && is_request(octets[0]))
			tl_service_text(said->subject, sizeof(said->subject), message, at + 2, size - 2);
		at += size;
	}
	if (at != message->length && message->captured == message->length)
		return TL_DISSECT_FOREIGN;
	strcpy(is_request(octets[0]) ? said->request : said->status, codes[octets[0]]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(radius, "radius", IPPROTO_UDP, read_message);
