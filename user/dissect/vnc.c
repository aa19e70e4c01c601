// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* VNC, the RFB protocol (RFC 6143 7.1.1): both ends begin with their version. */
#include <netinet/in.h>

#include "service.h"

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	enum tl_dissection dissection = tl_service_begins(message, "RFB 00", 6);

	if (dissection != TL_DISSECT_WHOLE || message->captured < 12)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	if (message->octets[7] != '.' || message->octets[11] != '\n')
		return TL_DISSECT_FOREIGN;
	tl_service_text(said->version, sizeof(said->version), message, 4, 7);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(vnc, "vnc", IPPROTO_TCP, read_message, "R");
