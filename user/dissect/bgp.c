// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* BGP (RFC 4271 4.1): a marker of ones, a length, a type; of OPEN the version and the number of the system. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	     19
#define OPEN	     1
#define NOTIFICATION 3
#define KINDS	     5 /* with ROUTE-REFRESH (RFC 2918) */

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const __u8 marker[16] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
	static const char *const kinds[] = {"OPEN", "UPDATE", "NOTIFICATION", "KEEPALIVE", "ROUTE-REFRESH"};
	enum tl_dissection dissection = tl_service_begins(message, marker, sizeof(marker));
	const __u8 *octets = message->octets;
	__u32 length;

	if (dissection != TL_DISSECT_WHOLE || message->captured < HEADER)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	length = tl_octets_get16(octets + 16);
	if (length < HEADER || length > 4096 || !octets[18] || octets[18] > KINDS)
		return TL_DISSECT_FOREIGN;
	if (message->captured < length)
		return TL_DISSECT_CUT;
	strcpy(said->request, kinds[octets[18] - 1]);
	if (octets[18] == OPEN && length >= HEADER + 10) {
		snprintf(said->version, sizeof(said->version), "%u", octets[HEADER]);
		snprintf(said->subject, sizeof(said->subject), "AS%u", tl_octets_get16(octets + HEADER + 1));
	}
	if (octets[18] == NOTIFICATION && length >= HEADER + 2)
		snprintf(said->status, sizeof(said->status), "%u/%u", octets[HEADER], octets[HEADER + 1]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(bgp, "bgp", IPPROTO_TCP, read_message, "\xff");
