// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* GTP's control plane, versions 1 (3GPP TS 29.060) and 2 (TS 29.274), at its port. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define PORT 2123

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 version, length;

	if (!tl_service_at(message, PORT) || message->captured < 8)
		return TL_DISSECT_FOREIGN;
	version = octets[0] >> 5;
	length = tl_octets_get16(octets + 2);
	if ((version == 1 && !(octets[0] & 0x10)) || (version != 1 && version != 2))
		return TL_DISSECT_FOREIGN;
	length += version == 1 ? 8 : 4;
	if (length > message->length || (length < message->length && !(version == 2 && octets[0] & 0x10)))
		return TL_DISSECT_FOREIGN; /* another may ride behind it */
	snprintf(said->version, sizeof(said->version), "%u", version);
	snprintf(said->request, sizeof(said->request), "%u", octets[1]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(gtp_control, "gtp-c", IPPROTO_UDP, read_message);
