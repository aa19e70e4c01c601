// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IPFIX (RFC 7011 3.1), NetFlow 5 and 9 (RFC 3954 5.1): counts or a length that are those of the datagram. */
#include <netinet/in.h>
#include <stdio.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER_5 24
#define RECORD_5 48

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 version, count;

	if (message->captured < 20)
		return TL_DISSECT_FOREIGN;
	version = tl_octets_get16(octets);
	count = tl_octets_get16(octets + 2);
	if (version == 10 && (count != message->length || tl_octets_get16(octets + 16) < 2))
		return TL_DISSECT_FOREIGN;
	if (version == 5 && (!count || count > 30 || HEADER_5 + count * RECORD_5 != message->length))
		return TL_DISSECT_FOREIGN;
	if (version == 9 && (!count || count > message->length / 4 || message->captured < 24 ||
			     tl_octets_get16(octets + 22) > message->length - 20 ||
			     (tl_octets_get16(octets + 20) > 1 && tl_octets_get16(octets + 20) < 256)))
		return TL_DISSECT_FOREIGN;
	if (version != 5 && version != 9 && version != 10)
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "%u", version);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(ipfix, "ipfix", IPPROTO_UDP, read_message);
