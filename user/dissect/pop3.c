// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pop3.h"

#define PORT 110

const char *const tl_pop3_commands[TL_POP3_UNKNOWN] = {
	"USER", "PASS", "APOP", "AUTH", "STLS", "CAPA", "STAT", "LIST", "UIDL",
	"RETR", "TOP",	"DELE", "NOOP", "RSET", "QUIT", "UTF8", "LANG",
};

static enum tl_pop3_command command_of(const struct tl_text *word)
{
	return tl_text_find(word, tl_pop3_commands, TL_POP3_UNKNOWN);
}

static bool read_status(const struct tl_text *line, struct tl_pop3_reply *reply)
{
	static const char *const words[] = {"+OK", "-ERR", "+"};
	struct tl_text rest = *line, word = tl_text_word(&rest);
	unsigned int found = tl_text_find(&word, words, 3);

	if (found == 3 || (line->length && line->at[0] == ' '))
		return false;
	*reply = (struct tl_pop3_reply){.status = found, .text = rest};
	return true;
}

/*
 * "+OK" alone may be Redis as well, and so may "-ERR" with any text; but a text behind "+OK", which a greeting has (RFC 1939 4), is
 * POP3's.
 */
static enum tl_dissection recognise_server(const struct tl_message *message)
{
	bool is_port = message->source_port == PORT;
	struct tl_text line;
	struct tl_pop3_reply reply;
	__u32 at = 0;

	while (tl_line_read(message, at, &line, &at)) {
		if (line.length > TL_LINE_MOST || !tl_text_is_readable(&line) || !read_status(&line, &reply))
			return TL_DISSECT_FOREIGN;
		if (is_port || (reply.status == TL_POP3_OK && reply.text.length))
			return TL_DISSECT_WHOLE;
		if (reply.status != TL_POP3_OK)
			return TL_DISSECT_FOREIGN;
	}
	return TL_DISSECT_CUT;
}

/* USER and PASS are those of FTP as well, and QUIT and others of many. */
static enum tl_dissection recognise_client(const struct tl_message *message)
{
	struct tl_text line;
	__u32 at = 0;

	while (tl_line_read(message, at, &line, &at)) {
		struct tl_text word = tl_text_word(&line);
		enum tl_pop3_command command = command_of(&word);

		if (!tl_text_is_readable(&line))
			return TL_DISSECT_FOREIGN;
		if (command == TL_POP3_UNKNOWN)
			return TL_DISSECT_FOREIGN;
		if (message->destination_port == PORT || command == TL_POP3_APOP || command == TL_POP3_UIDL ||
		    ((command == TL_POP3_CAPA || command == TL_POP3_STLS) && !line.length))
			return TL_DISSECT_WHOLE;
	}
	return TL_DISSECT_CUT;
}

/* A line whose end is still to come. */
static enum tl_dissection recognise_beginning(const struct tl_message *message)
{
	struct tl_text start = {(const char *)message->octets, message->captured < 3 ? message->captured : 3};

	if (!start.length || message->captured > TL_LINE_MOST)
		return TL_DISSECT_FOREIGN;
	if (!memcmp(start.at, "+OK", start.length) || !memcmp(start.at, "-ERR", start.length))
		return TL_DISSECT_CUT;
	return tl_text_may_become(&start, tl_pop3_commands, TL_POP3_UNKNOWN) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

enum tl_dissection tl_pop3_recognise(const struct tl_message *message, bool *is_client)
{
	struct tl_text line;
	__u32 behind;

	if (!tl_line_read(message, 0, &line, &behind))
		return recognise_beginning(message);
	*is_client = line.length && line.at[0] != '+' && line.at[0] != '-';
	return *is_client ? recognise_client(message) : recognise_server(message);
}

bool tl_pop3_read_step(struct tl_sasl *sasl, const struct tl_message *message, __u32 *at, struct tl_pop3_step *step)
{
	struct tl_text line, word, first;

	memset(step, 0, sizeof(*step));
	if (!tl_line_read(message, *at, &line, at))
		return false;
	first = line;
	word = tl_text_word(&line);
	step->command = command_of(&word);
	if (step->command == TL_POP3_UNKNOWN && sasl->is_open) {
		step->command = TL_POP3_RESPONSE;
		tl_sasl_take(sasl, &first, step->user, sizeof(step->user));
		return true;
	}
	sasl->is_open = false;
	if (step->command == TL_POP3_USER) /* a name may have spaces */
		tl_text_keep(step->user, sizeof(step->user), &line);
	first = tl_text_word(&line);
	if (step->command == TL_POP3_APOP)
		tl_text_keep(step->user, sizeof(step->user), &first);
	if (step->command == TL_POP3_AUTH)
		tl_sasl_begin(sasl, &first);
	if (step->command == TL_POP3_AUTH && line.length)
		tl_sasl_take(sasl, &line, step->user, sizeof(step->user));
	return true;
}

bool tl_pop3_read_reply(bool *is_in_body, const struct tl_message *message, __u32 *at, struct tl_pop3_reply *reply)
{
	struct tl_text line;

	while (tl_line_read(message, *at, &line, at)) {
		if (!*is_in_body && read_status(&line, reply))
			return true;
		*is_in_body = !tl_text_is(&line, ".");
	}
	return false;
}
