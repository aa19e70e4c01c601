// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Apache's JServ Protocol 1.3, from a web server to a servlet container: a mark for each direction, a length, the kind of message. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	    4
#define FORWARD	    2
#define PING	    10
#define PONG	    9
#define METHOD_MOST 27

/* Behind a text: its length, its octets, a NUL. 0: there is none. */
static __u32 pass_text(const struct tl_message *message, __u32 at)
{
	__u32 length;

	if (!at || at + 2 > message->captured)
		return 0;
	length = tl_octets_get16(message->octets + at);
	if (at + 2 + length + 1 > message->captured || message->octets[at + 2 + length])
		return 0;
	return at + 2 + length + 1;
}

/* The kind, a method's number, "HTTP/1.1", the URI */
static enum tl_dissection read_forward(const struct tl_message *message, __u32 length, struct tl_service_said *said)
{
	__u32 protocol = HEADER + 2, uri, behind;

	if (message->captured < HEADER + length)
		return message->is_last ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	uri = pass_text(message, protocol);
	behind = pass_text(message, uri);
	if (!behind || message->octets[HEADER + 1] > METHOD_MOST ||
	    memcmp(message->octets + protocol + 2, "HTTP/", 5) != 0)
		return TL_DISSECT_FOREIGN;
	tl_service_text(said->version, sizeof(said->version), message, protocol + 2, uri - protocol - 3);
	tl_service_text(said->subject, sizeof(said->subject), message, uri + 2, behind - uri - 3);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const __u8 ping[] = {0x12, 0x34, 0, 1, PING}, pong[] = {'A', 'B', 0, 1, PONG};
	enum tl_dissection dissection = tl_service_begins(message, pong, sizeof(pong));
	__u32 length;

	if (dissection != TL_DISSECT_FOREIGN)
		return dissection;
	dissection = tl_service_begins(message, ping, sizeof(ping));
	if (dissection != TL_DISSECT_FOREIGN)
		return dissection;
	dissection = tl_service_begins(message, ping, 2);
	if (dissection == TL_DISSECT_FOREIGN || message->captured <= HEADER)
		return dissection == TL_DISSECT_FOREIGN ? dissection : TL_DISSECT_CUT;
	length = tl_octets_get16(message->octets + 2);
	if (message->octets[HEADER] != FORWARD || length < 14)
		return TL_DISSECT_FOREIGN;
	return read_forward(message, length, said);
}

TL_SERVICE_DISSECTOR(ajp, "ajp", IPPROTO_TCP, read_message);
