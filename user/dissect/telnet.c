// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Telnet (RFC 854): what begins with several negotiations of options. */
#include <netinet/in.h>

#include "service.h"

#define IAC	    255
#define WILL	    251
#define DONT	    254
#define LAST_OPTION 49 /* of those that are in use; and 255, the extended list */

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 negotiations = 0, at;

	(void)said;
	for (at = 0; at < message->captured && octets[at] == IAC; at += 3, negotiations++) {
		if (at + 3 > message->captured)
			return TL_DISSECT_CUT;
		if (octets[at + 1] < WILL || octets[at + 1] > DONT || octets[at + 2] > LAST_OPTION)
			return TL_DISSECT_FOREIGN;
	}
	if (negotiations >= 2 || (negotiations && tl_service_at(message, 23)))
		return TL_DISSECT_WHOLE;
	return negotiations && at >= message->captured ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR(telnet, "telnet", IPPROTO_TCP, read_message);
