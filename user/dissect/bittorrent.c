// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* BitTorrent between peers (BEP 3): the handshake's first octets; and its table of peers by UDP (BEP 5): dictionaries. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

/* They begin with a query's arguments, an answer or an error. */
static enum tl_dissection read_dictionary(const struct tl_message *message)
{
	static const char *const starts[] = {"d1:ad2:id20:", "d1:rd2:id20:", "d2:ip6:", "d1:el"};

	if (message->captured < 20)
		return TL_DISSECT_FOREIGN;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (!memcmp(message->octets, starts[i], strlen(starts[i])) &&
		    (message->captured < message->length || message->octets[message->captured - 1] == 'e'))
			return TL_DISSECT_WHOLE;
	return TL_DISSECT_FOREIGN;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char handshake[] = "\x13"
					"BitTorrent protocol";

	(void)said;
	if (message->protocol == IPPROTO_UDP)
		return read_dictionary(message);
	return tl_service_begins(message, handshake, sizeof(handshake) - 1);
}

TL_SERVICE_DISSECTOR(bittorrent, "bittorrent", 0, read_message);
