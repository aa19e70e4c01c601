// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Citrix: what a server of its Independent Computing Architecture says until the client says the same; or its gateway's protocol around it. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	enum tl_dissection dissection = tl_service_begins(message, "\x7f\x7fICA\0", 6);

	if (dissection != TL_DISSECT_FOREIGN) {
		strcpy(said->request, "ICA");
		return dissection;
	}
	strcpy(said->request, "CGP");
	return tl_service_begins(message,
				 "\x1a"
				 "CGP/01",
				 7);
}

TL_SERVICE_DISSECTOR_FROM(ica, "ica", IPPROTO_TCP, read_message, "\x7f\x1a");
