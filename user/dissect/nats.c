// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* NATS (its protocol's "INFO", "CONNECT"): the server begins with JSON about itself, the client answers by JSON about itself. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

#define INFO_MOST 8192

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const words[] = {"INFO {", "CONNECT {"}, *const marks[] = {"\"server_id\"", "\"verbose\""};
	struct tl_text line;
	__u32 behind;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		enum tl_dissection dissection = tl_service_begins(message, words[i], (__u32)strlen(words[i]));

		if (dissection == TL_DISSECT_FOREIGN)
			continue;
		if (dissection == TL_DISSECT_CUT || !tl_line_read(message, 0, &line, &behind))
			return message->captured < INFO_MOST ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
		if (!tl_text_is_readable(&line) || !memmem(line.at, line.length, marks[i], strlen(marks[i])))
			return TL_DISSECT_FOREIGN;
		if (i)
			strcpy(said->request, "CONNECT");
		return TL_DISSECT_WHOLE;
	}
	return TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR(nats, "nats", IPPROTO_TCP, read_message);
