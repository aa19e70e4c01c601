// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Checkmk's agent, which tells all it knows as soon as it is connected to: sections, the first with its version. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

#define SECTION_MOST 1024 /* octets, in which the host's name stands */

/* A line of "Name: value". */
static void keep_line(const struct tl_message *message, const char *name, char *to, size_t room)
{
	const __u8 *found = memmem(message->octets, message->captured, name, strlen(name)), *end;

	if (!found)
		return;
	found += strlen(name);
	end = memchr(found, '\n', message->captured - (size_t)(found - message->octets));
	if (end)
		tl_service_text(to, room, message, (__u32)(found - message->octets), (__u32)(end - found));
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	enum tl_dissection dissection = tl_service_begins(message, "<<<check_mk>>>\n", 15);

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	keep_line(message, "\nVersion: ", said->version, sizeof(said->version));
	keep_line(message, "\nHostname: ", said->subject, sizeof(said->subject));
	return said->subject[0] || message->captured >= SECTION_MOST || message->is_last ? TL_DISSECT_WHOLE
											 : TL_DISSECT_CUT;
}

TL_SERVICE_DISSECTOR_FROM(checkmk, "checkmk", IPPROTO_TCP, read_message, "<");
