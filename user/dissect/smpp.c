// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* SMPP (its specification 3.4, 4.1): how a client binds to a centre of short messages, and what that answers. */
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	      16 /* length, command, status, number */
#define IS_ANSWER     0x80000000u
#define SYSTEM_MOST   16 /* octets of its texts, with the NUL */
#define PASSWORD_MOST 9
#define TYPE_MOST     13
#define BIND_MOST     (HEADER + SYSTEM_MOST + PASSWORD_MOST + TYPE_MOST + 3 + 41)

static const char *name_of(__u32 command)
{
	return command == 1   ? "bind_receiver"
	       : command == 2 ? "bind_transmitter"
	       : command == 9 ? "bind_transceiver"
			      : NULL;
}

/* A text of at most so many octets with its NUL; behind it, or 0. */
static __u32 pass_text(const struct tl_message *message, __u32 at, __u32 most, __u32 end)
{
	const __u8 *nul;

	if (!at || at >= end)
		return 0;
	nul = memchr(message->octets + at, 0, most < end - at ? most : end - at);
	return nul ? (__u32)(nul - message->octets) + 1 : 0;
}

static enum tl_dissection read_bind(const struct tl_message *message, __u32 length, struct tl_service_said *said)
{
	__u32 behind = pass_text(message, HEADER, SYSTEM_MOST, length), at;
	__u8 version;

	at = pass_text(message, behind, PASSWORD_MOST, length);
	at = pass_text(message, at, TYPE_MOST, length);
	if (!at || at + 4 > length || message->octets[length - 1])
		return TL_DISSECT_FOREIGN;
	version = message->octets[at];
	if (version > 0x34 && version != 0x50)
		return TL_DISSECT_FOREIGN;
	snprintf(said->version, sizeof(said->version), "%u.%u", version >> 4, version & 15);
	tl_service_text(said->subject, sizeof(said->subject), message, HEADER, behind - 1 - HEADER);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	__u32 length, command;
	const char *name;

	if (message->captured < HEADER)
		return octets[0] || (message->captured > 1 && octets[1]) ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	length = tl_octets_get32(octets);
	command = tl_octets_get32(octets + 4);
	name = name_of(command & ~IS_ANSWER);
	if (!name || length < HEADER || length > BIND_MOST || !tl_octets_get32(octets + 12))
		return TL_DISSECT_FOREIGN;
	if (message->captured < length)
		return TL_DISSECT_CUT;
	if (command & IS_ANSWER) {
		if (length > HEADER && !pass_text(message, HEADER, SYSTEM_MOST, length))
			return TL_DISSECT_FOREIGN;
		snprintf(said->status, sizeof(said->status), "%u", tl_octets_get32(octets + 8));
		return TL_DISSECT_WHOLE;
	}
	strcpy(said->request, name);
	return tl_octets_get32(octets + 8) ? TL_DISSECT_FOREIGN : read_bind(message, length, said);
}

TL_SERVICE_DISSECTOR(smpp, "smpp", IPPROTO_TCP, read_message);
