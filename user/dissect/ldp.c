// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Label Distribution Protocol (RFC 5036 3.1, 3.5): PDUs of a router, in which messages stand; hellos in datagrams, a session by TCP. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	     10 /* version, length; identifier of a router, and of its labels */
#define BEHIND	     4 /* octets that the length does not count */
#define MESSAGE	     8 /* type, length, number */
#define LENGTH_MOST  4096
#define NOTIFICATION 0x0001
#define HELLO	     0x0100
#define INITIALIZE   0x0200

static const char *name_of(__u32 type, __u8 protocol)
{
	if (protocol == IPPROTO_UDP)
		return type == HELLO ? "Hello" : NULL;
	return type == INITIALIZE ? "Initialization" : type == NOTIFICATION ? "Notification" : NULL;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const __u8 version[] = {0, 1};
	enum tl_dissection dissection = tl_service_begins(message, version, sizeof(version));
	const __u8 *octets = message->octets;
	const char *name;
	__u32 length;

	if (dissection == TL_DISSECT_FOREIGN)
		return dissection;
	if (message->captured < HEADER + MESSAGE)
		return message->protocol == IPPROTO_UDP ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	length = tl_octets_get16(octets + 2);
	name = name_of(tl_octets_get16(octets + HEADER), message->protocol);
	if (!name || length < HEADER - BEHIND + MESSAGE || length > LENGTH_MOST ||
	    HEADER - BEHIND + 4u + tl_octets_get16(octets + HEADER + 2) > length ||
	    tl_octets_get16(octets + HEADER + 2) < 4)
		return TL_DISSECT_FOREIGN;
	if (message->protocol == IPPROTO_UDP && BEHIND + length != message->length)
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "1");
	snprintf(said->request, sizeof(said->request), "%s", name);
	inet_ntop(AF_INET, octets + 4, said->subject, sizeof(said->subject));
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(ldp, "ldp", 0, read_message, "\0");
