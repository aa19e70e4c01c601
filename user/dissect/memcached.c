// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* memcached, by text, at its port or where its answer leaves no doubt; and its binary form. */
#include <netinet/in.h>
#include <string.h>

#include "../lib/octets.h"
#include "service.h"

#define PORT   11211
#define BINARY 24 /* octets of a header */

static const char *const commands[] = {"get",	  "gets",    "set",	  "add",  "replace", "append",
				       "prepend", "cas",     "delete",	  "incr", "decr",    "touch",
				       "stats",	  "version", "flush_all", "mg",	  "ms"};
static const char *const answers[] = {"STORED", "NOT_STORED", "VALUE",	 "END",
				      "STAT",	"VERSION",    "DELETED", "NOT_FOUND"};

#define COUNT(words) (sizeof(words) / sizeof((words)[0]))

/* 0x80 asks, 0x81 answers; key and extras are part of the body. */
static enum tl_dissection read_binary(const struct tl_message *message)
{
	const __u8 *octets = message->octets;

	if (!tl_service_at(message, PORT))
		return TL_DISSECT_FOREIGN;
	if (message->captured < BINARY)
		return TL_DISSECT_CUT;
	return tl_octets_get16(octets + 2) + octets[4] <= tl_octets_get32(octets + 8) && octets[1] < 0x50 && !octets[5]
		       ? TL_DISSECT_WHOLE
		       : TL_DISSECT_FOREIGN;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	struct tl_text line, word;
	unsigned int which;
	__u32 next;

	if (message->octets[0] == 0x80 || message->octets[0] == 0x81)
		return read_binary(message);
	if (!tl_service_at(message, PORT))
		return TL_DISSECT_FOREIGN;
	if (!tl_line_read(message, 0, &line, &next))
		return message->captured < TL_LINE_MOST ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	word = tl_text_word(&line);
	which = tl_text_find(&word, commands, COUNT(commands));
	if (which < COUNT(commands))
		strcpy(said->request, commands[which]);
	else if (tl_text_find(&word, answers, COUNT(answers)) == COUNT(answers))
		return TL_DISSECT_FOREIGN;
	else
		tl_text_keep(said->status, sizeof(said->status), &word);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(memcached, "memcached", IPPROTO_TCP, read_message);
