// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Dropbox's search for others in the network, by broadcast: JSON about the host, to port 17500. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

#define PORT 17500

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const members[] = {"\"host_int\"", "\"namespaces\"", "\"version\""};

	(void)said;
	if (message->destination_port != PORT || message->octets[0] != '{')
		return TL_DISSECT_FOREIGN;
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		if (!memmem(message->octets, message->captured, members[i], strlen(members[i])))
			return TL_DISSECT_FOREIGN;
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(dropbox, "dropbox", IPPROTO_UDP, read_message, "{");
