// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Cassandra's native protocol, versions 3 to 5: a client begins with OPTIONS or STARTUP. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	9 /* version, flags, stream, kind, length */
#define STARTUP 1
#define OPTIONS 5
#define PORT	9042

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char known[] = "CQL_VERSION";
	const __u8 *octets = message->octets;
	__u32 length;

	if (octets[0] < 3 || octets[0] > 5)
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER)
		return TL_DISSECT_CUT;
	length = tl_octets_get32(octets + 5);
	if (octets[1] & 0xf0 || length > 4096 || (octets[4] != STARTUP && octets[4] != OPTIONS))
		return TL_DISSECT_FOREIGN;
	if (octets[4] == OPTIONS && (length || !tl_service_at(message, PORT)))
		return TL_DISSECT_FOREIGN;
	if (octets[4] == STARTUP && message->captured < HEADER + length)
		return TL_DISSECT_CUT;
	if (octets[4] == STARTUP && !memmem(octets + HEADER, length, known, sizeof(known) - 1))
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "%u", octets[0]);
	strcpy(said->request, octets[4] == STARTUP ? "STARTUP" : "OPTIONS");
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(cassandra, "cassandra", IPPROTO_TCP, read_message);
