// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RDP (MS-RDPBCGR 2.2.1.1, 2.2.1.2): the connection requested and confirmed in TPKT and X.224; TLS follows. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define FIXED	    11 /* TPKT, length, code, destination, source, class */
#define REQUEST	    0xe0
#define CONFIRM	    0xd0
#define NEGOTIATION 8 /* octets of it: type, flags, length in little-endian order, what is wanted or chosen */
#define PORT	    3389

static const char cookie[] = "Cookie: mstshash=";

static bool is_negotiation(const __u8 *octets, bool is_request)
{
	return (is_request ? octets[0] == 1 : octets[0] == 2 || octets[0] == 3) && octets[2] == NEGOTIATION &&
	       !octets[3];
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	struct tl_text line = {0};
	__u32 length, at = FIXED;
	bool is_request;

	if (message->captured < FIXED)
		return octets[0] == 3 && (message->captured < 2 || !octets[1]) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	length = tl_octets_get16(octets + 2);
	is_request = octets[5] == REQUEST;
	if (octets[0] != 3 || octets[1] || length < FIXED || octets[4] != length - 5 ||
	    (!is_request && octets[5] != CONFIRM) || octets[10])
		return TL_DISSECT_FOREIGN;
	if (message->captured < length)
		return TL_DISSECT_CUT;
	if (length - at > sizeof(cookie) && !memcmp(octets + at, cookie, sizeof(cookie) - 1)) {
		if (!tl_line_read(message, at, &line, &at) || at > length)
			return TL_DISSECT_FOREIGN;
		line.at += sizeof(cookie) - 1;
		line.length -= (__u32)sizeof(cookie) - 1;
		tl_text_keep(said->subject, sizeof(said->subject), &line);
	}
	if (!line.at && !(length - at >= NEGOTIATION && is_negotiation(octets + at, is_request)) &&
	    !tl_service_at(message, PORT))
		return TL_DISSECT_FOREIGN; /* another on ISO transport */
	said->behind = length;
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(rdp, "rdp", IPPROTO_TCP, read_message);
