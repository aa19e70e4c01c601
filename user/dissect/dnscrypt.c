// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* DNSCrypt (its specification, version 2): what a resolver answers begins with eight octets of its own, and the client's half of a nonce. */
#include <netinet/in.h>

#include "service.h"

#define MAGIC 8
#define LEAST (MAGIC + 24 + 16 + 12) /* both halves; what authenticates it; a header of DNS */

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	(void)said;
	return message->length >= LEAST && tl_service_begins(message, "r6fnvWj8", MAGIC) == TL_DISSECT_WHOLE
		       ? TL_DISSECT_WHOLE
		       : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR_FROM(dnscrypt, "dnscrypt", IPPROTO_UDP, read_message, "r");
