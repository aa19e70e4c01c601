// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* TeamSpeak 3: in the place of a checksum, packets of the handshake have a text. */
#include <netinet/in.h>

#include "service.h"

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	(void)said;
	return message->length >= 13 && tl_service_begins(message, "TS3INIT1", 8) == TL_DISSECT_WHOLE
		       ? TL_DISSECT_WHOLE
		       : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR_FROM(teamspeak, "teamspeak", IPPROTO_UDP, read_message, "T");
