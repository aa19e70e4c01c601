// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* SOCKS 4, 4a and 5 (RFC 1928): where the client wants to be connected to; then any conversation follows, through the same connection. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define PORT 1080

/* Version 4: command, port, address, a user's name and a NUL. */
static enum tl_dissection read_version_4(const struct tl_message *message, struct tl_service_said *said, __u32 *behind)
{
	const __u8 *octets = message->octets, *end;

	if (message->captured < 9)
		return octets[0] == 4 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	if ((octets[1] != 1 && octets[1] != 2) || !tl_octets_get16(octets + 2))
		return TL_DISSECT_FOREIGN;
	end = memchr(octets + 8, 0, message->captured - 8);
	if (!end || (!tl_service_at(message, PORT) && end != octets + 8))
		return end ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	snprintf(said->subject, sizeof(said->subject), "%u.%u.%u.%u:%u", octets[4], octets[5], octets[6], octets[7],
		 tl_octets_get16(octets + 2));
	strcpy(said->version, "4");
	*behind = (__u32)(end + 1 - octets);
	return TL_DISSECT_WHOLE;
}

/* Behind the greeting, and what the method says: 5, command, 0, kind of address, address, port. */
static enum tl_dissection read_request(const struct tl_message *message, __u32 at, struct tl_service_said *said,
				       __u32 *behind)
{
	const __u8 *request = message->octets + at;
	__u32 left = message->captured - at, length;

	if (left < 5)
		return TL_DISSECT_CUT;
	if (request[0] != 5 || !request[1] || request[1] > 3 || request[2])
		return tl_service_at(message, PORT) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN; /* a method's own messages */
	length = request[3] == 1 ? 4 : request[3] == 4 ? 16 : request[3] == 3 ? 1u + request[4] : 0;
	if (!length)
		return TL_DISSECT_FOREIGN;
	if (left < 4 + length + 2)
		return TL_DISSECT_CUT;
	if (request[3] == 1)
		snprintf(said->subject, sizeof(said->subject), "%u.%u.%u.%u", request[4], request[5], request[6],
			 request[7]);
	else if (request[3] == 3)
		tl_service_text(said->subject, sizeof(said->subject), message, at + 5, request[4]);
	strcpy(said->version, "5");
	*behind = at + 4 + length + 2;
	return TL_DISSECT_WHOLE;
}

/* A name and a password (RFC 1929), which are passed over: where the request follows; 0: they are not whole. */
static __u32 behind_password(const struct tl_message *message, __u32 at)
{
	const __u8 *octets = message->octets;
	__u32 name, end;

	if (at + 2 > message->captured)
		return 0;
	name = octets[at + 1];
	if (at + 2 + name + 1 > message->captured)
		return 0;
	end = at + 2 + name + 1 + octets[at + 2 + name];
	return end <= message->captured ? end : 0;
}

/* A client offers one method at least, and asks for no command 0: both are what a server says that grants. */
static bool is_server(const struct tl_message *message)
{
	static const __u8 granted[] = {5, 2, 1, 0, 5, 0}; /* password, right, granted */
	const __u8 *octets = message->octets;

	if (message->source_port == PORT)
		return true;
	if (message->captured < 2 || octets[0] != 5)
		return false;
	return !octets[1] || (message->captured > sizeof(granted) && !memcmp(octets, granted, sizeof(granted)));
}

static enum tl_dissection read_server_4(const struct tl_message *message, struct tl_service_said *said)
{
	if (message->captured < 8)
		return TL_DISSECT_CUT;
	if (message->octets[1] < 90 || message->octets[1] > 93)
		return TL_DISSECT_FOREIGN;
	snprintf(said->status, sizeof(said->status), "%u", message->octets[1]);
	said->behind = 8;
	return TL_DISSECT_WHOLE;
}

/* 5, the method; of a password: 1 and whether it is right; 5, how the request went, 0, kind of address, address, port. */
static enum tl_dissection read_server(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 at = message->captured > 1 && octets[1] == 2 ? 4 : 2, length;

	if (!octets[0]) /* version 4: 0, 90 to 93, port, address */
		return read_server_4(message, said);
	if (octets[0] != 5)
		return TL_DISSECT_FOREIGN;
	if (message->captured < at + 5)
		return TL_DISSECT_CUT;
	if (octets[at] != 5 || octets[at + 1] > 8 || octets[at + 2])
		return TL_DISSECT_FOREIGN;
	length = octets[at + 3] == 1 ? 4 : octets[at + 3] == 4 ? 16 : octets[at + 3] == 3 ? 1u + octets[at + 4] : 0;
	if (!length)
		return TL_DISSECT_FOREIGN;
	if (octets[at + 1] || message->source_port == PORT)
		snprintf(said->status, sizeof(said->status), "%u", octets[at + 1]);
	said->behind = at + 4 + length + 2;
	return message->captured < said->behind ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

/* Behind the greeting. */
static enum tl_dissection read_client(const struct tl_message *message, struct tl_service_said *said)
{
	__u32 at = 2u + message->octets[1];

	if (at < message->captured && message->octets[at] == 1) {
		at = behind_password(message, at);
		if (!at)
			return TL_DISSECT_CUT;
	}
	return read_request(message, at, said, &said->behind);
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;

	said->is_carrier = true;
	if (is_server(message))
		return read_server(message, said);
	if (octets[0] == 4)
		return read_version_4(message, said, &said->behind);
	if (octets[0] != 5)
		return TL_DISSECT_FOREIGN;
	if (message->captured < 2 || message->captured < 2u + octets[1])
		return message->captured < 2 || octets[1] <= 10 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	if (octets[1] > 10)
		return TL_DISSECT_FOREIGN;
	return read_client(message, said);
}

TL_SERVICE_DISSECTOR(socks, "socks", IPPROTO_TCP, read_message);
