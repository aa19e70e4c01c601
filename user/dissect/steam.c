// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Steam's connections by UDP: "VS01", octets of payload, the kind of packet, flags, two connections' numbers. */
#include <netinet/in.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	  36
#define KIND_MOST 7

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	(void)said;
	if (message->captured < HEADER || tl_service_begins(message, "VS01", 4) != TL_DISSECT_WHOLE ||
	    HEADER + (__u32)tl_octets_get_little16(message->octets + 4) != message->length || !message->octets[6] ||
	    message->octets[6] > KIND_MOST)
		return TL_DISSECT_FOREIGN;
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(steam, "steam", IPPROTO_UDP, read_message, "V");
