// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Oracle's Transparent Network Substrate: the packet that connects, with a version and a description of what is wanted. Its header:
 * length, a checksum that is 0, type, flags, another such checksum.
 */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	      8
#define CONNECT	      1
#define CONNECT_LEAST 34 /* up to the place of the description */
#define DATA_HEADER   10 /* of the packet that a long description follows in */
#define VERSION_LEAST 300
#define VERSION_MOST  400

/* Where what follows "(NAME=" begins, in whatever case; NULL: nowhere. */
static const char *find(const struct tl_message *message, const char *name)
{
	const char *at = (const char *)message->octets, *end = at + message->captured;
	size_t length = strlen(name);

	for (; (size_t)(end - at) >= length; at++)
		if (!strncasecmp(at, name, length))
			return at + length;
	return NULL;
}

/* Up to the bracket. */
static void keep_value(const struct tl_message *message, const char *name, char *to, size_t room)
{
	const char *octets = (const char *)message->octets, *end = octets + message->captured, *behind;
	const char *found = find(message, name);

	if (!found)
		return;
	behind = memchr(found, ')', (size_t)(end - found));
	if (behind)
		tl_service_text(to, room, message, (__u32)(found - octets), (__u32)(behind - found));
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length, version, compatible, description, at;

	if (message->captured < HEADER)
		return message->captured > 4 && octets[4] != CONNECT ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	length = tl_octets_get16(octets);
	if (octets[4] != CONNECT || length < CONNECT_LEAST || tl_octets_get16(octets + 2) || octets[5] & ~4 ||
	    tl_octets_get16(octets + 6))
		return TL_DISSECT_FOREIGN;
	if (message->captured < length)
		return TL_DISSECT_CUT;
	version = tl_octets_get16(octets + 8);
	compatible = tl_octets_get16(octets + 10);
	description = tl_octets_get16(octets + 24);
	at = tl_octets_get16(octets + 26);
	if (version < VERSION_LEAST || version > VERSION_MOST || compatible < VERSION_LEAST || compatible > version ||
	    at < CONNECT_LEAST || at > length)
		return TL_DISSECT_FOREIGN;
	strcpy(said->request, "CONNECT");
	snprintf(said->version, sizeof(said->version), "%u", version);
	keep_value(message, "(SERVICE_NAME=", said->subject, sizeof(said->subject));
	keep_value(message, "(SID=", said->subject, sizeof(said->subject));
	if (at + description > length && message->captured < length + DATA_HEADER + description)
		said->behind = length + DATA_HEADER + description; /* what is wanted is still to come */
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(oracle, "oracle", IPPROTO_TCP, read_message);
