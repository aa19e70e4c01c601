// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "smtp.h"

#include <stdint.h>

#define PORT_FTP 21

static const struct {
	const char *word;
	__u32 command;
} commands[] = {
	{"EHLO", TL_SMTP_EHLO}, {"HELO", TL_SMTP_HELO},		{"MAIL", TL_SMTP_MAIL}, {"RCPT", TL_SMTP_RCPT},
	{"DATA", TL_SMTP_DATA}, {"BDAT", TL_SMTP_DATA},		{"RSET", TL_SMTP_RSET}, {"VRFY", TL_SMTP_VRFY},
	{"EXPN", TL_SMTP_EXPN}, {"HELP", TL_SMTP_HELP},		{"NOOP", TL_SMTP_NOOP}, {"QUIT", TL_SMTP_QUIT},
	{"AUTH", TL_SMTP_AUTH}, {"STARTTLS", TL_SMTP_STARTTLS},
};

static __u32 command_of(const struct tl_text *word)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (tl_text_is(word, commands[i].word))
			return commands[i].command;
	return TL_SMTP_UNKNOWN;
}

static bool is_mail_port(__u16 port)
{
	return port == 25 || port == 587 || port == 2525;
}

/* What the server's second reply says of a greeting that could be FTP's as well: EHLO and HELO are answered by 250 alone. */
static enum tl_dissection recognise_second(const struct tl_message *message)
{
	struct tl_reply reply;
	struct tl_text line, text;
	__u32 behind;

	if (tl_reply_read(message, 0, &reply, &behind) != TL_DISSECT_WHOLE ||
	    !tl_line_read(message, behind, &line, &behind))
		return TL_DISSECT_CUT;
	return tl_reply_code(&line, &text) == 250 ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

static enum tl_dissection recognise_server(const struct tl_message *message, __u16 code, const struct tl_text *text)
{
	bool says_so = tl_text_contains(text, "SMTP");

	if (code != 220 && code != 554 && code != 421)
		return TL_DISSECT_FOREIGN;
	if (says_so || is_mail_port(message->source_port))
		return TL_DISSECT_WHOLE;
	if (code != 220 || message->source_port == PORT_FTP || tl_text_contains(text, "FTP"))
		return TL_DISSECT_FOREIGN;
	return recognise_second(message);
}

static enum tl_dissection recognise_client(const struct tl_message *message, struct tl_text line)
{
	struct tl_text word = tl_text_word(&line);
	__u32 command = command_of(&word);

	if (command == TL_SMTP_EHLO || command == TL_SMTP_HELO)
		return TL_DISSECT_WHOLE;
	if ((command == TL_SMTP_MAIL && tl_text_begins(&line, "FROM:")) ||
	    (command == TL_SMTP_RCPT && tl_text_begins(&line, "TO:")))
		return TL_DISSECT_WHOLE;
	if (command == TL_SMTP_UNKNOWN || command == TL_SMTP_MAIL || command == TL_SMTP_RCPT)
		return TL_DISSECT_FOREIGN;
	return is_mail_port(message->destination_port) ? TL_DISSECT_WHOLE : TL_DISSECT_CUT;
}

/* A line whose end is still to come. */
static enum tl_dissection recognise_beginning(const struct tl_message *message)
{
	struct tl_text line = {(const char *)message->octets, message->captured};
	struct tl_text start = {line.at, line.length < 4 ? line.length : 4};

	if (!line.length || line.length > TL_LINE_MOST)
		return TL_DISSECT_FOREIGN;
	if (line.at[line.length - 1] == '\r')
		line.length--;
	if (!tl_text_is_readable(&line))
		return TL_DISSECT_FOREIGN;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (!strncasecmp(commands[i].word, start.at, start.length))
			return TL_DISSECT_CUT;
	return !memcmp(start.at, "220", start.length < 3 ? start.length : 3) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

enum tl_dissection tl_smtp_recognise(const struct tl_message *message, bool *is_client)
{
	struct tl_text line, text;
	__u32 behind;
	__u16 code;

	if (!tl_line_read(message, 0, &line, &behind))
		return recognise_beginning(message);
	if (line.length > TL_LINE_MOST || !tl_text_is_readable(&line))
		return TL_DISSECT_FOREIGN;
	code = tl_reply_code(&line, &text);
	*is_client = !code;
	return code ? recognise_server(message, code, &text) : recognise_client(message, line);
}

/* Where the path in angle brackets ends; a quoted local part may hold any character (RFC 5321 4.1.2). NULL: it does not. */
static const char *end_of_path(const char *at, const char *end)
{
	bool is_quoted = false;

	for (; at < end; at++) {
		if (*at == '\\' && is_quoted)
			at++;
		else if (*at == '"')
			is_quoted = !is_quoted;
		else if (*at == '>' && !is_quoted)
			return at;
	}
	return NULL;
}

/* "FROM:<somebody@somewhere> SIZE=1": what is in the brackets; "<>" and what has none as it is. */
static struct tl_text address_of(struct tl_text argument, const char *before)
{
	const char *open, *close, *end = argument.at + argument.length;
	struct tl_text word;

	if (!tl_text_begins(&argument, before))
		return (struct tl_text){argument.at, 0};
	argument.at += strlen(before);
	argument.length -= (__u32)strlen(before);
	word = tl_text_word(&argument);
	open = word.length ? memchr(word.at, '<', word.length) : NULL;
	close = open ? end_of_path(open + 1, end) : NULL;
	if (close && close > open + 1)
		return (struct tl_text){open + 1, (__u32)(close - open) - 1};
	return word;
}

static __u64 number_of(const struct tl_text *text)
{
	__u64 number = 0;

	for (__u32 i = 0; i < text->length && text->at[i] >= '0' && text->at[i] <= '9' && number < UINT32_MAX; i++)
		number = 10 * number + (__u64)(text->at[i] - '0');
	return number;
}

static void read_arguments(struct tl_smtp_client *client, const struct tl_text *word, struct tl_text arguments,
			   struct tl_smtp_step *step)
{
	struct tl_text rest = arguments, first = tl_text_word(&rest);

	client->sasl.is_open = false;
	if (step->command == TL_SMTP_EHLO || step->command == TL_SMTP_HELO)
		step->argument = first;
	else if (step->command == TL_SMTP_MAIL)
		step->argument = address_of(arguments, "FROM:");
	else if (step->command == TL_SMTP_RCPT)
		step->argument = address_of(arguments, "TO:");
	else if (tl_text_is(word, "BDAT"))
		client->skipped = number_of(&first);
	else if (step->command == TL_SMTP_DATA)
		client->is_in_mail = client->may_be_refused = true;
	else if (step->command == TL_SMTP_AUTH)
		tl_sasl_begin(&client->sasl, &first);
	if (step->command == TL_SMTP_AUTH && rest.length)
		tl_sasl_take(&client->sasl, &rest, step->user, sizeof(step->user));
}

static bool is_behind_mail(struct tl_text line)
{
	struct tl_text word = tl_text_word(&line);
	__u32 command = command_of(&word);

	return ((command == TL_SMTP_QUIT || command == TL_SMTP_RSET) && !line.length) ||
	       (command == TL_SMTP_MAIL && tl_text_begins(&line, "FROM:"));
}

static void read_line(struct tl_smtp_client *client, struct tl_text line, struct tl_smtp_step *step)
{
	struct tl_text whole = line, word = tl_text_word(&line);

	memset(step, 0, sizeof(*step));
	step->command = command_of(&word);
	if (step->command == TL_SMTP_UNKNOWN && client->sasl.is_open) {
		step->command = TL_SMTP_RESPONSE;
		tl_sasl_take(&client->sasl, &whole, step->user, sizeof(step->user));
		return;
	}
	read_arguments(client, &word, line, step);
}

/* False: all that was captured is passed over. */
static bool skip(struct tl_smtp_client *client, const struct tl_message *message, __u32 *at)
{
	__u32 there = message->captured - *at;
	__u32 skipped = client->skipped < there ? (__u32)client->skipped : there;

	client->skipped -= skipped;
	*at += skipped;
	return *at < message->captured;
}

bool tl_smtp_read(struct tl_smtp_client *client, const struct tl_message *message, __u32 *at, struct tl_smtp_step *step)
{
	struct tl_text line;

	while (*at < message->captured && skip(client, message, at) && tl_line_read(message, *at, &line, at)) {
		if (client->is_in_mail && client->may_be_refused && is_behind_mail(line))
			client->is_in_mail = false;
		client->may_be_refused = false;
		if (client->is_in_mail && !tl_text_is(&line, "."))
			continue;
		if (client->is_in_mail) {
			memset(step, 0, sizeof(*step));
			step->command = TL_SMTP_END;
			client->is_in_mail = false;
			return true;
		}
		read_line(client, line, step);
		return true;
	}
	return false;
}

bool tl_smtp_follows_mail(const struct tl_message *message)
{
	struct tl_text line;
	__u32 behind;

	return tl_line_read(message, 0, &line, &behind) && is_behind_mail(line);
}
