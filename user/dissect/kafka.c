// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Kafka (its protocol guide, "Protocol Primitive Types", "Headers"): the first request, with the name that a client gives itself. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	     14 /* length, kind, version, number, length of the name */
#define PORT	     9092
#define KIND_MOST    100
#define VERSION_MOST 20
#define LENGTH_MOST  (1u << 20)
#define NAME_MOST    255
#define METADATA     3
#define API_VERSIONS 18

/* With which kinds a client begins; behind the port any may be. */
static bool may_begin(const struct tl_message *message, __u32 kind, __u32 number)
{
	if (message->destination_port == PORT)
		return kind < KIND_MOST;
	return (kind == METADATA || kind == API_VERSIONS) && number <= 0xffff;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length, kind, name;

	if (octets[0])
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER)
		return (message->captured > 4 && octets[4]) || (message->captured > 6 && octets[6]) ? TL_DISSECT_FOREIGN
												    : TL_DISSECT_CUT;
	length = tl_octets_get32(octets);
	kind = tl_octets_get16(octets + 4);
	name = tl_octets_get16(octets + 12);
	if (length < HEADER - 4 || length > LENGTH_MOST || tl_octets_get16(octets + 6) > VERSION_MOST ||
	    !may_begin(message, kind, tl_octets_get32(octets + 8)) || !name || name > NAME_MOST ||
	    HEADER + name > length + 4)
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER + name)
		return TL_DISSECT_CUT;
	if (message->destination_port != PORT && message->captured != length + 4)
		return message->captured < length + 4 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	tl_service_text(said->subject, sizeof(said->subject), message, HEADER, name);
	if (!said->subject[0])
		return TL_DISSECT_FOREIGN;
	if (kind == METADATA || kind == API_VERSIONS)
		snprintf(said->request, sizeof(said->request), "%s", kind == METADATA ? "Metadata" : "ApiVersions");
	else
		snprintf(said->request, sizeof(said->request), "%u", kind);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(kafka, "kafka", IPPROTO_TCP, read_message);
