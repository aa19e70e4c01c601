// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* iSCSI (RFC 7143 11.12, 11.13): the login, a header of 48 octets and texts behind it. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	   48
#define REQUEST	   0x43
#define ANSWER	   0x23
#define TEXTS_MOST 8192 /* before others are agreed upon */
#define PORT	   3260

/* The value behind "Key=", which a NUL ends. False: it is not there. */
static bool keep_value(const struct tl_message *message, const char *key, char *to, size_t room)
{
	const __u8 *found = memmem(message->octets + HEADER, message->captured - HEADER, key, strlen(key)), *end;
	__u32 at;

	if (!found)
		return false;
	at = (__u32)(found - message->octets) + (__u32)strlen(key);
	end = memchr(message->octets + at, 0, message->captured - at);
	if (end)
		tl_service_text(to, room, message, at, (__u32)(end - message->octets) - at);
	return end;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	struct tl_message login = *message;
	__u32 texts;

	if (octets[0] != REQUEST && octets[0] != ANSWER)
		return TL_DISSECT_FOREIGN;
	for (__u32 at = 2; at < 5 && at < message->captured; at++) /* versions; no additional headers */
		if (octets[at])
			return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER)
		return TL_DISSECT_CUT;
	texts = (__u32)tl_octets_get(octets + 5, 3);
	if (texts > TEXTS_MOST)
		return TL_DISSECT_FOREIGN;
	if (octets[0] == ANSWER) { /* without texts it could be anything */
		if (!tl_service_at(message, PORT) || octets[36] > 3)
			return TL_DISSECT_FOREIGN;
		snprintf(said->status, sizeof(said->status), "0x%04x", tl_octets_get16(octets + 36));
		return TL_DISSECT_WHOLE;
	}
	if (message->captured < HEADER + texts)
		return TL_DISSECT_CUT;
	login.captured = HEADER + texts;
	if (!keep_value(&login, "InitiatorName=", said->subject, sizeof(said->subject)))
		return TL_DISSECT_FOREIGN;
	strcpy(said->request, "login");
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(iscsi, "iscsi", IPPROTO_TCP, read_message, "\x43\x23");
