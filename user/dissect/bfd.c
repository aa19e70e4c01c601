// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bidirectional Forwarding Detection (RFC 5880 4.1): is the way to a neighbour still there? */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	      24
#define VERSION	      1
#define SINGLE_HOP    3784
#define SEVERAL_HOPS  4784
#define OF_AGGREGATES 6784 /* RFC 7130 */

static const char *const states[] = {"AdminDown", "Down", "Init", "Up"};

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u16 port = message->destination_port;

	if ((port != SINGLE_HOP && port != SEVERAL_HOPS && port != OF_AGGREGATES) || message->captured < HEADER ||
	    octets[0] >> 5 != VERSION || !octets[2] || octets[3] < HEADER || octets[3] != message->length ||
	    !tl_octets_get32(octets + 4))
		return TL_DISSECT_FOREIGN;
	strcpy(said->version, "1");
	snprintf(said->status, sizeof(said->status), "%s", states[octets[1] >> 6]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(bfd, "bfd", IPPROTO_UDP, read_message);
