// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* RTSP (RFC 2326, RFC 7826): requests and responses have the form of HTTP/1, with another version. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

static bool is_version(const struct tl_text *word)
{
	return word->length == 8 && tl_text_begins(word, "RTSP/");
}

/* What a line of the header says, if it is that one. */
static void keep_field(const struct tl_message *message, const char *name, char *to, size_t room)
{
	struct tl_text line;
	__u32 at = 0;

	while (tl_line_read(message, at, &line, &at) && line.length) {
		if (!tl_text_begins(&line, name))
			continue;
		line.at += strlen(name);
		line.length -= (__u32)strlen(name);
		while (line.length && *line.at == ' ') {
			line.at++;
			line.length--;
		}
		tl_text_keep(to, room, &line);
	}
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	struct tl_text line, first, second, third;
	__u32 next;

	if (message->octets[0] < 'A' || message->octets[0] > 'Z')
		return TL_DISSECT_FOREIGN;
	if (!tl_line_read(message, 0, &line, &next))
		return message->captured < TL_LINE_MOST ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	first = tl_text_word(&line);
	second = tl_text_word(&line);
	third = tl_text_word(&line);
	if (is_version(&first) && second.length == 3) {
		tl_text_keep(said->version, sizeof(said->version), &first);
		tl_text_keep(said->status, sizeof(said->status), &second);
		return TL_DISSECT_WHOLE;
	}
	if (!is_version(&third) || !tl_text_is_readable(&second))
		return TL_DISSECT_FOREIGN;
	tl_text_keep(said->version, sizeof(said->version), &third);
	tl_text_keep(said->request, sizeof(said->request), &first);
	tl_text_keep(said->subject, sizeof(said->subject), &second);
	if (tl_text_is(&second, "*")) {
		said->subject[0] = 0;
		keep_field(message, "User-Agent:", said->subject, sizeof(said->subject));
	}
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(rtsp, "rtsp", IPPROTO_TCP, read_message);
