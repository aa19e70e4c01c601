// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* MGCP (RFC 3435 3.2): a command's first line; an answer, whose line could be another's, at the ports alone. */
#include <netinet/in.h>
#include <string.h>

#include "reply.h"
#include "service.h"

static bool is_number(const struct tl_text *word)
{
	return word->length && word->length <= 9 && strspn(word->at, "0123456789") >= word->length;
}

/* "CRCX 1204 aaln/1@gateway.example.org MGCP 1.0", "200 1204 OK" */
static enum tl_dissection read_message(const struct tl_message *message, struct tl_service_said *said)
{
	static const char *const commands[] = {"EPCF", "CRCX", "MDCX", "DLCX", "RQNT", "NTFY", "AUEP", "AUCX", "RSIP"};
	struct tl_text line, word, transaction, endpoint, text;
	__u32 behind;

	if (!tl_line_read(message, 0, &line, &behind) || !tl_text_is_readable(&line))
		return TL_DISSECT_FOREIGN;
	word = tl_text_word(&line);
	transaction = tl_text_word(&line);
	if (!is_number(&transaction))
		return TL_DISSECT_FOREIGN;
	if (tl_reply_code(&word, &text) && (tl_service_at(message, 2427) || tl_service_at(message, 2727))) {
		tl_text_keep(said->status, sizeof(said->status), &word);
		return TL_DISSECT_WHOLE;
	}
	endpoint = tl_text_word(&line);
	if (tl_text_find(&word, commands, sizeof(commands) / sizeof(commands[0])) >=
		    sizeof(commands) / sizeof(commands[0]) ||
	    !tl_text_begins(&line, "MGCP 1."))
		return TL_DISSECT_FOREIGN;
	tl_text_word(&line);
	tl_text_keep(said->request, sizeof(said->request), &word);
	tl_text_keep(said->subject, sizeof(said->subject), &endpoint);
	text = tl_text_word(&line);
	tl_text_keep(said->version, sizeof(said->version), &text);
	return TL_DISSECT_WHOLE;
}

TL_SERVICE_DISSECTOR(mgcp, "mgcp", IPPROTO_UDP, read_message);
