// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* OPC UA by TCP (OPC 10000-6 7.1.2): messages of three letters; a client's first one names the address that it wants. */
#include <netinet/in.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER 8 /* kind, F, length in little-endian order */
#define HELLO  32 /* that and five numbers, then the address with its length */

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const kinds[] = {"HELF", "ACKF", "OPNF", "ERRF", "RHEF"};
	const __u8 *octets = message->octets;
	__u32 length;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		enum tl_dissection dissection = tl_service_begins(message, kinds[i], 4);

		if (dissection == TL_DISSECT_FOREIGN)
			continue;
		if (dissection == TL_DISSECT_CUT || message->captured < HEADER)
			return TL_DISSECT_CUT;
		length = tl_octets_get_little32(octets + 4);
		if (length < HEADER || length > 65535)
			return TL_DISSECT_FOREIGN;
		if (message->captured < length)
			return TL_DISSECT_CUT;
		tl_service_text(said->request, sizeof(said->request), message, 0, 3);
		if (!i && length >= HELLO)
			tl_service_text(said->subject, sizeof(said->subject), message, HELLO, length - HELLO);
		return TL_DISSECT_WHOLE;
	}
	return TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR(opcua, "opcua", IPPROTO_TCP, read_message);
