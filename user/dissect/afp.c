// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Apple's file sharing: messages of its session layer (DSI, Apple Filing Protocol over TCP). The first ones open a session, or ask for status. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define HEADER	    16 /* kind, command, number, error or offset, length, octets that are 0 */
#define ANSWER	    1
#define STATUS	    3
#define OPEN	    4
#define OPEN_MOST   64 /* options */
#define ANSWER_MOST 4096
#define PORT	    548

/* Options, each with its length, fill it. */
static bool are_options(const __u8 *octets, __u32 length)
{
	__u32 at = 0;

	while (at + 2 <= length)
		at += 2u + octets[at + 1];
	return at == length;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	const __u8 *octets = message->octets;
	bool is_answer = octets[0] == ANSWER;
	__u32 length;

	if (octets[0] > ANSWER || (is_answer && message->source_port != PORT) ||
	    (message->captured > 1 && octets[1] != STATUS && octets[1] != OPEN))
		return TL_DISSECT_FOREIGN;
	for (__u32 at = 4; at < HEADER && at < message->captured; at++) /* but for the length's lower half */
		if (octets[at] && at != 10 && at != 11)
			return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER)
		return TL_DISSECT_CUT;
	length = tl_octets_get32(octets + 8);
	if (length > (is_answer ? ANSWER_MOST : OPEN_MOST) || (octets[1] == STATUS && !is_answer && length))
		return TL_DISSECT_FOREIGN;
	if (message->captured < HEADER + length)
		return TL_DISSECT_CUT;
	if (octets[1] == OPEN && !are_options(octets + HEADER, length))
		return TL_DISSECT_FOREIGN;
	if (!is_answer)
		strcpy(said->request, octets[1] == OPEN ? "OpenSession" : "GetStatus");
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR_FROM(afp, "afp", IPPROTO_TCP, read_message, "\0\1");
