// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* TACACS+ (RFC 8907 4.1): a header that says what it is about; what follows is mostly encrypted. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	   12 /* version, type, number, flags, session, length */
#define MAJOR	   0xc
#define FLAGS	   0x05 /* not encrypted; several sessions in a connection */
#define BODY_LEAST 5
#define BODY_MOST  4096

static const char *const types[] = {NULL, "authentication", "authorization", "accounting"};

/* A request is the first packet of its session, its answer the second one. */
static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length;

	if (octets[0] >> 4 != MAJOR || (octets[0] & 0xf) > 1 ||
	    (message->captured > 1 && (!octets[1] || octets[1] > 3)) ||
	    (message->captured > 2 && octets[2] != 1 && octets[2] != 2) ||
	    (message->captured > 3 && octets[3] & ~FLAGS))
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER)
		return TL_DISSECT_CUT;
	length = tl_octets_get32(octets + 8);
	if (length < BODY_LEAST || length > BODY_MOST)
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER + length)
		return TL_DISSECT_CUT;
	if (message->captured > HEADER + length && octets[HEADER + length] >> 4 != MAJOR)
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "%u.%u", octets[0] >> 4, octets[0] & 0xf);
	if (octets[2] == 1)
		snprintf(said->request, sizeof(said->request), "%s", types[octets[1]]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(tacacs, "tacacs", IPPROTO_TCP, read_message, "\xc0\xc1");
