// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IRC (RFC 2812 3.1): how a client registers, and what a server says to that. Not its password. */
#include <netinet/in.h>
#include <string.h>

#include "service.h"

/* "NICK me", and what else comes before it. */
static bool is_registration(const struct tl_text *word)
{
	static const char *const words[] = {"NICK", "USER", "CAP", "PASS", "STARTTLS"};

	return tl_text_find(word, words, sizeof(words) / sizeof(words[0])) < sizeof(words) / sizeof(words[0]);
}

/* ":irc.example.org 001 me :Welcome" */
static enum tl_dissection read_server(struct tl_text line, struct tl_service_said *said)
{
	struct tl_text name = tl_text_word(&line), what = tl_text_word(&line), who = tl_text_word(&line);
	bool is_reply = what.length == 3 && strspn(what.at, "0123456789") >= 3;

	if (name.length < 2 || !who.length || (!is_reply && !tl_text_is(&what, "NOTICE")))
		return TL_DISSECT_FOREIGN;
	if (is_reply)
		tl_text_keep(said->status, sizeof(said->status), &what);
	return TL_DISSECT_WHOLE;
}

static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	struct tl_text line, word;
	bool has_nick = false, has_user = false;
	__u32 at = 0;

	if (message->octets[0] != ':' && (message->octets[0] < 'A' || message->octets[0] > 'Z'))
		return TL_DISSECT_FOREIGN;
	while (tl_line_read(message, at, &line, &at)) {
		if (!tl_text_is_readable(&line))
			return TL_DISSECT_FOREIGN;
		if (line.length && line.at[0] == ':')
			return read_server(line, said);
		word = tl_text_word(&line);
		if (!is_registration(&word))
			return has_nick || has_user ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
		if (tl_text_is(&word, "NICK"))
			tl_text_keep(said->subject, sizeof(said->subject), &line);
		has_nick |= tl_text_is(&word, "NICK");
		has_user |= tl_text_is(&word, "USER") && memchr(line.at, ' ', line.length);
		if (has_nick && has_user)
			return TL_DISSECT_WHOLE;
	}
	return message->captured < TL_LINE_MOST ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

TL_SERVICE_DISSECTOR(irc, "irc", IPPROTO_TCP, read_message);
