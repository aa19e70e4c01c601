// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * BitTorrent between peers (BEP 3): the handshake's first octets; its table of peers by UDP (BEP 5): dictionaries; and its
 * search in the own network (BEP 14).
 */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

static bool is_search(const struct tl_message *message)
{
	static const char hash[] = "\r\nInfohash: ";

	return tl_service_begins(message, "BT-SEARCH * HTTP/1.", 19) == TL_DISSECT_WHOLE &&
	       memmem(message->octets, message->captured, hash, sizeof(hash) - 1);
}

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
		return is_search(message) ? TL_DISSECT_WHOLE : read_dictionary(message);
	return tl_service_begins(message, handshake, sizeof(handshake) - 1);
}

TL_SERVICE_DISSECTOR(bittorrent, "bittorrent", 0, read_message);
