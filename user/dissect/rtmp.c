// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * RTMP (Adobe's Real Time Messaging Protocol 1.0, 5.2, 7.2.1.1): each side sends a version, 1536 octets and an echo of the other's; then
 * the client connects to an application.
 */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define VERSION	   3
#define FIRST	   1537 /* C0 and C1: the version; a time, four octets that are 0, and random ones */
#define HANDSHAKE  (FIRST + 1536)
#define ZERO_AT	   5
#define ZERO_END   9
#define ADOBE_MOST 0x80 /* what stands there is a version: of a Flash player, or server */
#define CHUNK	   128 /* octets, before others are agreed upon */
#define HEADER	   12 /* of the first chunk */
#define KEPT	   512
#define PORT	   1935

#define COMMAND_AMF0 20
#define COMMAND_AMF3 17

static const __u8 command[] = {2, 0, 7, 'c', 'o', 'n', 'n', 'e', 'c', 't'};

/* What the chunks behind the handshake carry from the command on, without the octets that begin another chunk. */
static __u32 unpack(const struct tl_message *message, __u32 at, __u32 inside, __u8 *to)
{
	__u32 kept = 0;

	while (kept < KEPT && at < message->captured) {
		if (inside == CHUNK && message->octets[at] >> 6 == 3) {
			inside = 0;
			at++;
			continue;
		}
		to[kept++] = message->octets[at++];
		inside++;
	}
	return kept;
}

/* "tcUrl", and behind its length and the type of a text, its own. What follows a question mark may be secret, and so may a user. */
static void keep_url(const __u8 *octets, __u32 count, struct tl_service_said *said)
{
	static const __u8 name[] = {0, 5, 't', 'c', 'U', 'r', 'l', 2};
	const __u8 *found = memmem(octets, count, name, sizeof(name)), *end;
	struct tl_text url;
	__u32 left, length;

	if (!found)
		return;
	found += sizeof(name);
	left = count - (__u32)(found - octets);
	if (left < 2)
		return;
	length = tl_octets_get16(found);
	if (length > left - 2)
		return;
	end = memchr(found + 2, '?', length);
	url = (struct tl_text){(const char *)found + 2, end ? (__u32)(end - found) - 2 : length};
	if (tl_text_is_readable(&url) && !memchr(url.at, '@', url.length))
		tl_text_keep(said->subject, sizeof(said->subject), &url);
}

static enum tl_dissection read_connect(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *start = message->octets + HANDSHAKE, *found;
	__u32 count = message->captured - HANDSHAKE, inside;
	__u8 kept[KEPT];

	found = memmem(start, count, command, sizeof(command));
	if (!found)
		return message->is_last || count > KEPT ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	if (found < start + HEADER)
		return TL_DISSECT_FOREIGN;
	inside = found[-6] == COMMAND_AMF3 && !found[-1]; /* an octet of its own before it */
	if (!inside && found[-5] != COMMAND_AMF0)
		return TL_DISSECT_FOREIGN;
	count = unpack(message, (__u32)(found - message->octets), inside, kept);
	if (count < KEPT && !message->is_last && !memmem(kept, count, "\0\0\x09", 3)) /* the end of what it says */
		return TL_DISSECT_CUT;
	strcpy(said->request, "connect");
	keep_url(kept, count, said);
	return TL_DISSECT_WHOLE;
}

static bool may_be_handshake(const struct tl_message *message)
{
	const __u8 *octets = message->octets;

	if (octets[0] != VERSION)
		return false;
	if (message->captured < ZERO_END)
		return true;
	return !tl_octets_get32(octets + ZERO_AT) || (octets[ZERO_AT] && octets[ZERO_AT] <= ADOBE_MOST);
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	if (!may_be_handshake(message))
		return TL_DISSECT_FOREIGN;
	if (message->captured > HANDSHAKE && message->source_port != PORT)
		return read_connect(message, said);
	if (message->captured < FIRST || message->source_port != PORT)
		return TL_DISSECT_CUT;
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(rtmp, "rtmp", IPPROTO_TCP, read_message, "\3");
