// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From PostgreSQL's messages to transactions. Requests come in rounds, each ended by Query or Sync and answered up to
 * ReadyForQuery; round 0 is the login. Within a round each Execute is a transaction and its completion the answer.
 */
#include <netinet/in.h>

#include "postgresql_dissector.h"

#include <string.h>

#include "facts.h"
#include "tls_dissector.h"

#define ENOUGH 512 /* octets of a message that was cut, to know what it is about */

static bool is_tls(const struct tl_message *message, __u32 offset)
{
	const __u8 *octets = message->octets + offset;

	return message->captured >= offset + 2 && octets[0] == 0x16 && octets[1] == 3;
}

static void take_tls(const struct tl_postgresql_pass *pass)
{
	struct tl_message inner = *pass->message;

	tl_message_pass(&inner, pass->offset);
	tl_tls_take_handshake(pass->transactions, &inner);
}

static void keep_startup(struct tl_postgresql_pass *pass, __u32 length)
{
	struct tl_record_sql *shared = &pass->session->shared;
	struct tl_postgresql_startup startup;

	if (!tl_postgresql_read_startup(pass->message->octets + pass->offset, length, &startup))
		return;
	tl_sql_keep(shared->user, sizeof(shared->user), startup.user);
	tl_sql_keep(shared->database, sizeof(shared->database), startup.database);
	if (startup.program.length)
		tl_sql_keep(shared->program, sizeof(shared->program), startup.program);
}

/* What comes before messages with a type. False: nothing behind it can be read. */
static bool take_starts(struct tl_postgresql_pass *pass)
{
	enum tl_postgresql_start start = TL_POSTGRESQL_NO_START;
	__u32 length;

	do {
		struct tl_transaction *login;

		if (is_tls(pass->message, pass->offset)) {
			take_tls(pass);
			return false;
		}
		if (tl_postgresql_read_start(pass->message, pass->offset, &start, &length) != TL_DISSECT_WHOLE)
			return pass->offset == 0; /* in the middle of a connection */
		login = tl_sql_at(pass->transactions, TL_SQL_LOGIN, pass->message->time);
		tl_sql_ask(login, pass->message->time, start == TL_POSTGRESQL_CANCEL ? "cancel" : "login");
		if (start == TL_POSTGRESQL_STARTUP)
			keep_startup(pass, length);
		else if (start == TL_POSTGRESQL_CANCEL)
			tl_sql_complete(login);
		pass->offset += length;
	} while (start == TL_POSTGRESQL_TLS_REQUEST || start == TL_POSTGRESQL_GSS_REQUEST);
	return start == TL_POSTGRESQL_STARTUP;
}

static enum tl_dissection take_client(struct tl_postgresql_pass *pass)
{
	struct tl_postgresql_message message;

	if (!take_starts(pass))
		return TL_DISSECT_CUT;
	pass->round = 1;
	while (tl_postgresql_read_message(pass->message, pass->offset, true, &message) == TL_DISSECT_WHOLE) {
		if (!tl_postgresql_is_whole(&message) && message.captured < ENOUGH && !pass->message->is_last)
			break;
		tl_postgresql_keep_request(pass, &message);
		if (!tl_postgresql_is_whole(&message))
			break;
		pass->offset += TL_POSTGRESQL_HEADER_OCTETS + message.length;
	}
	return TL_DISSECT_CUT;
}

/* What answers a wish for encryption: one octet. A message's length follows its type, and begins with 0. */
static bool skip_replies(struct tl_postgresql_pass *pass)
{
	const struct tl_message *message = pass->message;

	while (pass->offset < 2 && pass->offset < message->captured) {
		__u8 octet = message->octets[pass->offset];
		bool is_last = pass->offset + 1 == message->captured;

		if ((octet != 'S' && octet != 'N' && octet != 'G') || (!is_last && !message->octets[pass->offset + 1]))
			return true;
		tl_sql_answer(tl_sql_at(pass->transactions, TL_SQL_LOGIN, message->time), message->time);
		pass->offset++;
		if (octet == 'S' && is_tls(message, pass->offset))
			take_tls(pass);
		if (octet != 'N')
			return false;
	}
	return true;
}

static enum tl_dissection take_server(struct tl_postgresql_pass *pass)
{
	struct tl_postgresql_message message;

	if (!skip_replies(pass))
		return TL_DISSECT_CUT;
	while (tl_postgresql_read_message(pass->message, pass->offset, false, &message) == TL_DISSECT_WHOLE) {
		bool is_start = message.type == 'R' || message.type == 'E' || message.type == 'v';

		if (pass->offset < 3 && !is_start)
			pass->round = 1; /* in the middle of a connection */
		tl_postgresql_keep_answer(pass, &message);
		if (!tl_postgresql_is_whole(&message))
			break;
		pass->offset += TL_POSTGRESQL_HEADER_OCTETS + message.length;
	}
	return TL_DISSECT_CUT;
}

/* Messages of which one follows the other up to where the capture ends. */
static unsigned int count_messages(const struct tl_message *whole, bool is_client, struct tl_postgresql_message *first)
{
	struct tl_postgresql_message message;
	unsigned int count = 0;
	__u32 offset = 0;

	while (offset < whole->captured) {
		if (tl_postgresql_read_message(whole, offset, is_client, &message) != TL_DISSECT_WHOLE)
			return 0;
		if (!count++)
			*first = message;
		if (!tl_postgresql_is_whole(&message))
			break;
		offset += TL_POSTGRESQL_HEADER_OCTETS + message.length;
	}
	return count;
}

/* In a connection whose beginning was not seen, a statement must leave no doubt. */
static bool is_statement(const struct tl_message *message)
{
	struct tl_postgresql_message first = {};
	struct tl_sql_cursor cursor;
	char verb[TL_SQL_VERB_SIZE];

	if (!count_messages(message, true, &first) || (first.type != 'Q' && first.type != 'P'))
		return false;
	cursor = tl_postgresql_open(&first);
	if (first.type == 'P')
		tl_postgresql_statement(&cursor);
	return tl_sql_verb(tl_postgresql_statement(&cursor), verb) && tl_sql_is_common_verb(verb);
}

static bool is_server(const struct tl_message *message)
{
	struct tl_postgresql_message first = {};
	struct tl_postgresql_error error;
	struct tl_sql_cursor cursor;

	if (!count_messages(message, false, &first) || !tl_postgresql_is_whole(&first))
		return false;
	cursor = tl_postgresql_open(&first);
	return first.type == 'R' ? first.length >= 4 && tl_sql_big(&cursor, 4) <= 12
				 : first.type == 'E' && tl_postgresql_read_error(&first, &error);
}

/* WHOLE: it is this protocol. */
static enum tl_dissection recognise(const struct tl_message *message, bool *is_client)
{
	struct tl_postgresql_startup startup;
	enum tl_postgresql_start start;
	enum tl_dissection dissection;
	__u32 length;

	*is_client = true;
	dissection = tl_postgresql_read_start(message, 0, &start, &length);
	if (dissection == TL_DISSECT_WHOLE && start == TL_POSTGRESQL_STARTUP)
		return tl_postgresql_read_startup(message->octets, length, &startup) ? TL_DISSECT_WHOLE
										     : TL_DISSECT_FOREIGN;
	if (dissection != TL_DISSECT_FOREIGN)
		return dissection;
	if (is_statement(message))
		return TL_DISSECT_WHOLE;
	*is_client = false;
	if (is_server(message))
		return TL_DISSECT_WHOLE;
	return message->captured == 1 && strchr("SNGRE", message->octets[0]) ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
}

/* Where in the latest round an answer is awaited. False: nowhere. */
static bool find_asked(struct tl_postgresql_pass *pass)
{
	const struct tl_transaction *last = tl_sql_unanswered(pass->transactions, pass->message->time), *asked;

	if (!last)
		return false;
	pass->round = TL_POSTGRESQL_ROUND(last->facts.sql.place);
	for (pass->index = 0; pass->index < TL_POSTGRESQL_INDEX(last->facts.sql.place); pass->index++) {
		asked = tl_sql_find(pass->transactions, TL_POSTGRESQL_PLACE(pass->round, pass->index));
		if (asked && !asked->facts.sql.answered_at)
			break;
	}
	return true;
}

/* Behind a gap a request may begin, or what answers the latest one. */
static void take_apart(struct tl_postgresql_pass *pass)
{
	bool is_client = pass->message->side == pass->session->client_side;
	struct tl_postgresql_message message = {};

	if (!tl_sql_is_new(pass->transactions, pass->message) || !count_messages(pass->message, is_client, &message))
		return;
	if (is_client)
		pass->round = TL_POSTGRESQL_ROUND(pass->session->next_place + 0xff);
	else if (!find_asked(pass))
		return;
	while (tl_postgresql_read_message(pass->message, pass->offset, is_client, &message) == TL_DISSECT_WHOLE) {
		if (is_client)
			tl_postgresql_keep_request(pass, &message);
		else
			tl_postgresql_keep_answer(pass, &message);
		if (!tl_postgresql_is_whole(&message) || message.type == 'Z')
			break;
		pass->offset += TL_POSTGRESQL_HEADER_OCTETS + message.length;
	}
	tl_sql_session_share(pass->transactions);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_postgresql_pass pass = {.transactions = transactions, .message = message};
	enum tl_dissection dissection =
		tl_sql_session_enter(transactions, TL_SQL_POSTGRESQL, message, recognise, &pass.session);

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	if (message->is_apart) {
		take_apart(&pass);
		return TL_DISSECT_CUT;
	}
	dissection = message->side == pass.session->client_side ? take_client(&pass) : take_server(&pass);
	tl_sql_session_leave(transactions, message, pass.offset);
	return dissection;
}

const struct tl_dissector tl_dissector_postgresql = {
	.name = "postgresql",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_sql,
	.take = take,
};
