// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Bitcoin between its nodes (developer.bitcoin.org, P2P Network): a network's magic, a command with NULs behind it; the first is "version". */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define MAGIC	     4
#define HEADER	     24 /* magic, command, length, checksum */
#define AGENT_AT     80 /* in a version's payload: the length of a text, and that */
#define PAYLOAD_MOST 512

static const __u8 networks[][MAGIC] = {
	{0xf9, 0xbe, 0xb4, 0xd9},
	{0x0b, 0x11, 0x09, 0x07},
	{0x0a, 0x03, 0xcf, 0x40},
};

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char command[12] = "version";
	enum tl_dissection dissection = TL_DISSECT_FOREIGN;
	struct tl_message rest = *message;
	__u32 length;

	for (size_t i = 0; i < sizeof(networks) / sizeof(networks[0]) && dissection == TL_DISSECT_FOREIGN; i++)
		dissection = tl_service_begins(message, networks[i], MAGIC);
	if (dissection != TL_DISSECT_WHOLE || message->captured == MAGIC)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	tl_message_pass(&rest, MAGIC);
	dissection = tl_service_begins(&rest, command, sizeof(command));
	if (dissection != TL_DISSECT_WHOLE || message->captured < HEADER)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	length = tl_octets_get_little32(message->octets + HEADER - 8);
	if (length <= AGENT_AT || length > PAYLOAD_MOST)
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER + length)
		return TL_DISSECT_CUT;
	if (AGENT_AT + 1u + message->octets[HEADER + AGENT_AT] > length)
		return TL_DISSECT_FOREIGN;
	strcpy(said->request, command);
	tl_service_text(said->subject, sizeof(said->subject), message, HEADER + AGENT_AT + 1,
			message->octets[HEADER + AGENT_AT]);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(bitcoin, "bitcoin", IPPROTO_TCP, read_message, "\xf9\x0b\x0a");
