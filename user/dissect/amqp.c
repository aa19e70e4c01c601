// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* AMQP 0-9-1 and 1.0: the protocol header, with the version. */
#include <netinet/in.h>
#include <stdio.h>

#include "service.h"

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *version = message->octets + 4;
	enum tl_dissection dissection = tl_service_begins(message, "AMQP", 4);

	if (dissection != TL_DISSECT_WHOLE || message->captured < 8)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	if (version[0] > 3 || version[1] > 1 || version[2] > 10)
		return TL_DISSECT_FOREIGN;
	if (version[1]) /* 1.0: which layer, then three numbers; before: 0, then three numbers */
		snprintf(said->version, sizeof(said->version), "%u.%u.%u", version[1], version[2], version[3]);
	else
		snprintf(said->version, sizeof(said->version), "0.%u.%u", version[2], version[3]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(amqp, "amqp", IPPROTO_TCP, read_message, "A");
