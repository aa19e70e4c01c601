// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Precision Time Protocol, version 2 (IEEE 1588 13.3): messages with their length, of a domain. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	   34
#define VERSION	   2
#define EVENT_PORT 319
#define PORT	   320 /* of messages whose time does not matter */

static const char *const types[16] = {
	"Sync", "Delay_Req", "Pdelay_Req", "Pdelay_Resp",	    NULL,	NULL,	     NULL,
	NULL,	"Follow_Up", "Delay_Resp", "Pdelay_Resp_Follow_Up", "Announce", "Signaling", "Management",
	NULL,	NULL,
};

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	const char *type = types[octets[0] & 0xf];
	__u32 length;

	if ((message->destination_port != EVENT_PORT && message->destination_port != PORT) || !type ||
	    message->captured < HEADER || (octets[1] & 0xf) != VERSION)
		return TL_DISSECT_FOREIGN;
	length = tl_octets_get16(octets + 2);
	if (length < HEADER || length > message->length)
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "%u.%u", octets[1] & 0xf, octets[1] >> 4);
	snprintf(said->request, sizeof(said->request), "%s", type);
	snprintf(said->subject, sizeof(said->subject), "%u", octets[4]); /* the domain */
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(ptp, "ptp", IPPROTO_UDP, read_message);
