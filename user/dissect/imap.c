// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "imap.h"

#include <ctype.h>
#include <stdint.h>

#define PORT	     143
#define TAG_MOST     32
#define SYNC_LITERAL 3 /* "{1}" */

const char *const tl_imap_commands[TL_IMAP_UNKNOWN] = {
	"CAPABILITY", "LOGIN",	     "AUTHENTICATE", "STARTTLS", "ID",	     "ENABLE",	"NAMESPACE", "SELECT",
	"EXAMINE",    "LIST",	     "LSUB",	     "XLIST",	 "STATUS",   "FETCH",	"SEARCH",    "STORE",
	"COPY",	      "MOVE",	     "SORT",	     "THREAD",	 "APPEND",   "CREATE",	"DELETE",    "RENAME",
	"SUBSCRIBE",  "UNSUBSCRIBE", "CHECK",	     "CLOSE",	 "UNSELECT", "EXPUNGE", "IDLE",	     "NOOP",
	"COMPRESS",   "GETQUOTA",    "GETQUOTAROOT", "GETACL",	 "MYRIGHTS", "LOGOUT",
};

static enum tl_imap_command command_of(const struct tl_text *word)
{
	return tl_text_find(word, tl_imap_commands, TL_IMAP_UNKNOWN);
}

/* RFC 9051 9: printable, and none of the octets that mean something. */
static bool is_tag(const struct tl_text *word)
{
	if (!word->length || word->length > TAG_MOST)
		return false;
	for (__u32 i = 0; i < word->length; i++)
		if (word->at[i] <= ' ' || word->at[i] >= 0x7f || strchr("(){%*\"\\+", word->at[i]))
			return false;
	return true;
}

/* Has it a digit, as the tags of all programs have, and is it no reply's code? */
static bool is_likely_tag(const struct tl_text *word)
{
	__u32 digits = 0;

	for (__u32 i = 0; i < word->length; i++)
		digits += !!isdigit((unsigned char)word->at[i]);
	return digits && !(digits == 3 && word->length == 3);
}

static bool is_status(const struct tl_text *word)
{
	return tl_text_is(word, "OK") || tl_text_is(word, "NO") || tl_text_is(word, "BAD");
}

static bool is_greeting(const struct tl_text *word)
{
	return tl_text_is(word, "OK") || tl_text_is(word, "PREAUTH") || tl_text_is(word, "BYE");
}

/* Of "tag LOGIN": the tag must be a likely one, or else the port IMAP's: "USER list" and "220 login" may be FTP's. */
enum tl_dissection tl_imap_recognise(const struct tl_message *message, bool *is_client)
{
	struct tl_text line, first, second;
	__u32 behind;
	bool is_server;

	if (!tl_line_read(message, 0, &line, &behind)) {
		line = (struct tl_text){(const char *)message->octets, message->captured};
		first = tl_text_word(&line);
		if (message->captured > TL_LINE_MOST || !(tl_text_is(&first, "*") || is_tag(&first)))
			return TL_DISSECT_FOREIGN;
		return TL_DISSECT_CUT;
	}
	if (line.length > TL_LINE_MOST || !tl_text_is_readable(&line))
		return TL_DISSECT_FOREIGN;
	first = tl_text_word(&line);
	second = tl_text_word(&line);
	is_server = tl_text_is(&first, "*");
	*is_client = !is_server;
	if (is_server)
		return is_greeting(&second) ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
	if (!is_tag(&first) || command_of(&second) == TL_IMAP_UNKNOWN)
		return TL_DISSECT_FOREIGN;
	return is_likely_tag(&first) || message->destination_port == PORT ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

/* "... {12}" or "... {12+}": as many octets follow (RFC 9051 4.3, RFC 7888). */
static bool announces_literal(const struct tl_text *line, __u64 *octets)
{
	__u32 end = line->length;
	__u64 number = 0, digit = 1;

	if (end < SYNC_LITERAL || line->at[--end] != '}')
		return false;
	if (line->at[end - 1] == '+' || line->at[end - 1] == '-')
		end--;
	for (; end && isdigit((unsigned char)line->at[end - 1]) && digit < UINT32_MAX; end--, digit *= 10)
		number += digit * (__u64)(line->at[end - 1] - '0');
	*octets = number;
	return digit > 1 && end && line->at[end - 1] == '{';
}

/* The octets of a literal. False: all that was captured is part of it, or it is wanted and not there yet. */
static bool pass_literal(struct tl_imap_stream *stream, const struct tl_message *message, __u32 *at, char *user)
{
	__u32 there = message->captured - *at;
	struct tl_text literal = {(const char *)message->octets + *at, (__u32)stream->literal};

	if (stream->literal > there && stream->is_user)
		return false;
	if (stream->literal > there) {
		stream->literal -= there;
		*at += there;
		return false;
	}
	/* Of a name that begins with a NUL the rest would stand behind the end of the next one. */
	if (stream->is_user && user && literal.length && literal.at[0])
		tl_text_keep(user, TL_IMAP_USER_SIZE, &literal);
	*at += (__u32)stream->literal;
	stream->literal = 0;
	stream->is_in_literal = false;
	stream->is_in_line = true;
	return true;
}

static void expect_literal(struct tl_imap_stream *stream, const struct tl_text *line)
{
	stream->is_in_literal = announces_literal(line, &stream->literal);
	stream->is_user = false;
}

/* An atom, or a string in quotes (RFC 9051 4.3); a literal is still to come. */
static void read_user(struct tl_imap_stream *stream, struct tl_text arguments, char *user)
{
	struct tl_text word = arguments;
	__u32 kept = 0;

	if (!arguments.length || arguments.at[0] != '"') {
		word = tl_text_word(&arguments);
		if (!arguments.length && stream->is_in_literal && word.length && word.at[0] == '{')
			stream->is_user = stream->literal <= TL_LINE_MOST;
		else
			tl_text_keep(user, TL_IMAP_USER_SIZE, &word);
		return;
	}
	for (__u32 i = 1; i < word.length && word.at[i] != '"' && kept < TL_IMAP_USER_SIZE - 1; i++) {
		if (word.at[i] == '\\' && i + 1 < word.length)
			i++;
		user[kept++] = word.at[i];
	}
}

static void read_command(struct tl_imap_stream *stream, struct tl_text line, struct tl_imap_step *step)
{
	struct tl_text word, whole = line;

	step->tag = tl_text_word(&line);
	word = tl_text_word(&line);
	if (tl_text_is(&word, "UID")) /* FETCH and others with another kind of numbers (RFC 9051 6.4.9) */
		word = tl_text_word(&line);
	step->command = is_tag(&step->tag) ? command_of(&word) : TL_IMAP_UNKNOWN;
	if (stream->sasl.is_open && !word.length) {
		step->command = TL_IMAP_RESPONSE;
		tl_sasl_take(&stream->sasl, &whole, step->user, sizeof(step->user));
		return;
	}
	stream->sasl.is_open = false;
	if (step->command == TL_IMAP_LOGIN)
		read_user(stream, line, step->user);
	if (step->command != TL_IMAP_AUTHENTICATE)
		return;
	word = tl_text_word(&line);
	tl_sasl_begin(&stream->sasl, &word);
	if (line.length) /* RFC 4959 */
		tl_sasl_take(&stream->sasl, &line, step->user, sizeof(step->user));
}

/*
 * The next line that begins a command or a reply; literals, and what goes on behind them, are passed over. A literal that is a user's
 * name comes before it: then `user` has it, and there is no line yet. NULL: no such literal is expected. False: no more was captured.
 */
static bool next_line(struct tl_imap_stream *stream, const struct tl_message *message, __u32 *at, char *user,
		      struct tl_text *line)
{
	while (*at < message->captured) {
		if (stream->is_in_literal) {
			if (!pass_literal(stream, message, at, user))
				return false;
			if (user && user[0])
				return true;
			continue;
		}
		if (!tl_line_read(message, *at, line, at))
			return false;
		expect_literal(stream, line);
		if (!stream->is_in_line)
			return true;
		stream->is_in_line = false;
	}
	return false;
}

bool tl_imap_read_step(struct tl_imap_stream *stream, const struct tl_message *message, __u32 *at,
		       struct tl_imap_step *step)
{
	struct tl_text line;

	memset(step, 0, sizeof(*step));
	step->command = TL_IMAP_RESPONSE;
	if (!next_line(stream, message, at, step->user, &line))
		return false;
	if (!step->user[0])
		read_command(stream, line, step);
	return true;
}

bool tl_imap_read_reply(struct tl_imap_stream *stream, const struct tl_message *message, __u32 *at,
			struct tl_imap_reply *reply)
{
	struct tl_text line;

	while (next_line(stream, message, at, NULL, &line)) {
		reply->tag = tl_text_word(&line);
		reply->status = tl_text_word(&line);
		reply->text = line;
		if (tl_text_is(&reply->tag, "*") ? is_greeting(&reply->status) : is_status(&reply->status))
			return true;
	}
	return false;
}
