// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* WS-Discovery (OASIS, 2009, and what was before it): devices of a network are looked for, and tell of themselves, by SOAP in datagrams. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "service.h"

#define PORT 3702

static bool contains(const struct tl_message *message, const char *text)
{
	return memmem(message->octets, message->captured, text, strlen(text));
}

/* The action is the name of the protocol's version, and behind it what is done. */
static void keep_action(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const actions[] = {"ProbeMatches", "ResolveMatches", "Probe", "Resolve", "Hello", "Bye"};
	static const char *const versions[] = {"discovery/", "discovery/2009/01/"};
	char text[40];

	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		for (size_t version = 0; version < sizeof(versions) / sizeof(versions[0]); version++) {
			snprintf(text, sizeof(text), "%s%s", versions[version], actions[i]);
			if (!said->request[0] && contains(message, text))
				strcpy(said->request, actions[i]);
		}
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	if (message->octets[0] != '<' || !tl_service_at(message, PORT) || !contains(message, "Envelope") ||
	    (!contains(message, "/ws/2005/04/discovery") && !contains(message, "/ws-dd/ns/discovery/")))
		return TL_DISSECT_FOREIGN;
	keep_action(message, said);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(wsd, "wsd", IPPROTO_UDP, read_message, "<");
