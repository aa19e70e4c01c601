// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Spotify's search for others in the network, by broadcast. */
#include <netinet/in.h>

#include "service.h"

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	(void)said;
	return tl_service_begins(message, "SpotUdp0", 8) == TL_DISSECT_WHOLE ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR_FROM(spotify, "spotify", IPPROTO_UDP, read_message, "S");
