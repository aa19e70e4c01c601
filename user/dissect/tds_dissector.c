// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From messages of TDS to transactions: all up to the answer to the login is the first one, each request after it is one more.
 * A handshake of TLS comes inside PRELOGIN messages (MS-TDS 3.2.5.1); if only the login is encrypted, records of TLS stand in the
 * stream before it goes on in the clear.
 */
#include <netinet/in.h>
#include <string.h>

#include "facts.h"
#include "sql_session.h"
#include "tds.h"
#include "tds_tokens.h"
#include "tls_dissector.h"

#define ENOUGH	   512 /* octets of a message that was cut, to know what it is about */
#define TLS_OCTETS 5 /* of a record's header */

/* One side's stream, from its beginning on. */
struct pass {
	struct tl_transactions *transactions;
	struct tl_sql_session *session;
	const struct tl_message *message;
	__u32 offset;
	__u32 place; /* of the next request after the login, or of its answer */
	__u32 handshake; /* octets in `octets` */
	__u8 octets[TL_TDS_BODY_OCTETS];
};

static bool is_tls(const __u8 *octets, __u32 length)
{
	return length >= 2 && octets[0] >= 0x14 && octets[0] <= 0x17 && octets[1] == 3;
}

/* Passes over a record of TLS outside of messages. False: there is none that was captured whole. */
static bool skip_record(struct pass *pass)
{
	struct tl_sql_cursor cursor = {.octets = pass->message->octets + pass->offset,
				       .left = pass->message->captured - pass->offset};

	if (!is_tls(cursor.octets, cursor.left))
		return false;
	tl_sql_take(&cursor, TLS_OCTETS - 2);
	tl_sql_take(&cursor, tl_sql_big(&cursor, 2));
	if (cursor.has_failed)
		return false;
	pass->offset = pass->message->captured - cursor.left;
	return true;
}

/* What PRELOGIN messages carry of a handshake, one behind the other. */
static void take_handshake(struct pass *pass, const struct tl_tds_body *body)
{
	__u32 room = sizeof(pass->octets) - pass->handshake;
	struct tl_message inner = *pass->message;

	memcpy(pass->octets + pass->handshake, body->octets, body->length < room ? body->length : room);
	pass->handshake += body->length < room ? body->length : room;
	inner.octets = pass->octets;
	inner.captured = inner.length = pass->handshake;
	tl_tls_take_handshake(pass->transactions, &inner);
}

static struct tl_transaction *login_of(struct pass *pass)
{
	return tl_sql_at(pass->transactions, TL_SQL_LOGIN, pass->message->time);
}

static void keep_login(struct pass *pass, const struct tl_tds_body *body)
{
	struct tl_record_sql *shared = &pass->session->shared;
	struct tl_tds_login login;

	tl_sql_ask(login_of(pass), pass->message->time, "login");
	if (!tl_tds_read_login(body, &login))
		return;
	tl_sql_keep_wide(shared->user, sizeof(shared->user), login.user);
	tl_sql_keep_wide(shared->program, sizeof(shared->program), login.program);
	if (!shared->database[0]) /* else the server has said which it is now */
		tl_sql_keep_wide(shared->database, sizeof(shared->database), login.database);
}

static void keep_statement(struct pass *pass, struct tl_transaction *transaction, struct tl_sql_span wide)
{
	char statement[TL_RECORD_LINE];

	tl_sql_keep_wide(statement, sizeof(statement), wide);
	tl_sql_state(pass->transactions, transaction,
		     (struct tl_sql_span){.octets = (__u8 *)statement, .length = (__u32)strlen(statement)});
}

static void keep_call(struct pass *pass, const struct tl_tds_body *body)
{
	struct tl_transaction *transaction = tl_sql_at(pass->transactions, pass->place, pass->message->time);
	struct tl_tds_call call;
	char *procedure;

	tl_sql_ask(transaction, pass->message->time, "call");
	if (!transaction || !tl_tds_read_call(body, &call))
		return;
	procedure = transaction->facts.sql.procedure;
	tl_sql_keep_wide(procedure, sizeof(transaction->facts.sql.procedure), call.procedure);
	if (call.known)
		tl_keep_text(procedure, sizeof(transaction->facts.sql.procedure), call.known);
	if (call.statement.length)
		keep_statement(pass, transaction, call.statement);
}

static void keep_request(struct pass *pass, const struct tl_tds_body *body)
{
	const char *command = body->type == TL_TDS_BATCH  ? "query"
			      : body->type == TL_TDS_BULK ? "bulk-load"
							  : "transaction";
	struct tl_transaction *transaction;

	if (body->type == TL_TDS_CALL) {
		keep_call(pass, body);
		return;
	}
	transaction = tl_sql_at(pass->transactions, pass->place, pass->message->time);
	tl_sql_ask(transaction, pass->message->time, command);
	if (body->type == TL_TDS_BATCH)
		keep_statement(pass, transaction, tl_tds_read_batch(body));
}

static void take_request(struct pass *pass, const struct tl_tds_body *body)
{
	switch (body->type) {
	case TL_TDS_PRELOGIN:
		tl_sql_ask(login_of(pass), pass->message->time, "login");
		if (is_tls(body->octets, body->length))
			take_handshake(pass, body);
		break;
	case TL_TDS_LOGIN:
		keep_login(pass, body);
		break;
	case TL_TDS_BATCH:
	case TL_TDS_CALL:
	case TL_TDS_BULK:
	case TL_TDS_TRANSACTION:
		pass->place++;
		keep_request(pass, body);
		break;
	default: /* steps of a login; an attention has no answer of its own to speak of */
		break;
	}
}

static void keep_answer(struct pass *pass, const struct tl_tds_body *body, const struct tl_tds_answer *answer,
			struct tl_transaction *transaction)
{
	struct tl_record_sql *shared = &pass->session->shared;

	if (answer->version[0])
		memcpy(shared->server_version, answer->version, sizeof(answer->version));
	if (answer->database.length)
		tl_sql_keep_wide(shared->database, sizeof(shared->database), answer->database);
	tl_sql_answer(transaction, pass->message->time);
	if (transaction && answer->has_error)
		transaction->facts.sql.error_code = answer->error;
	if (answer->has_rows && !answer->is_logged_in)
		tl_sql_answer_rows(transaction, answer->rows);
	if (body->is_ended && !answer->is_challenge)
		tl_sql_complete(transaction);
}

static void take_answer(struct pass *pass, const struct tl_tds_body *body)
{
	char *version = pass->session->shared.server_version;
	char found[sizeof(pass->session->shared.server_version)] = "";
	struct tl_tds_answer answer;

	if (body->type == TL_TDS_PRELOGIN || is_tls(body->octets, body->length)) {
		take_handshake(pass, body);
		return;
	}
	if (pass->place == 1 && tl_tds_read_prelogin(body, found, sizeof(found))) {
		if (!version[0])
			memcpy(version, found, sizeof(found));
		tl_sql_answer(login_of(pass), pass->message->time);
		return;
	}
	tl_tds_read_answer(body, &answer);
	if (answer.is_attention)
		return;
	if (!pass->offset && !answer.is_logged_in && !answer.is_challenge && !answer.has_error)
		pass->place++; /* in the middle of a connection */
	keep_answer(pass, body, &answer, tl_sql_at(pass->transactions, pass->place - 1, pass->message->time));
	pass->place += body->is_ended && !answer.is_challenge;
}

/* A login may be its stream's only part that cannot be read. */
static bool skip_encrypted(struct pass *pass, bool is_client)
{
	bool is_login = is_client && !pass->place;

	if (!skip_record(pass))
		return false;
	if (is_login)
		tl_sql_ask(login_of(pass), pass->message->time, "login");
	return true;
}

static void take_stream(struct pass *pass, bool is_client)
{
	struct tl_tds_body body;

	pass->place = !is_client; /* an answer is about the request before */
	for (;;) {
		if (skip_encrypted(pass, is_client))
			continue;
		if (tl_tds_read_body(pass->message, pass->offset, &body) != TL_DISSECT_WHOLE)
			return;
		if (!body.is_ended && body.length < ENOUGH && !pass->message->is_last)
			return;
		if (is_client)
			take_request(pass, &body);
		else
			take_answer(pass, &body);
		if (!body.is_ended)
			return;
		pass->offset = body.end;
	}
}

/* Behind a gap a request may begin, or what answers the latest one. */
static void take_apart(struct pass *pass)
{
	bool is_client = pass->message->side == pass->session->client_side;
	struct tl_transaction *asked = tl_sql_unanswered(pass->transactions, pass->message->time);
	struct tl_tds_answer answer;
	struct tl_tds_body body;

	if (!tl_sql_is_new(pass->transactions, pass->message) ||
	    tl_tds_read_body(pass->message, 0, &body) != TL_DISSECT_WHOLE)
		return;
	if (is_client) {
		pass->place = pass->session->next_place ? pass->session->next_place - 1 : TL_SQL_LOGIN;
		take_request(pass, &body);
	} else if (asked && body.type == TL_TDS_ANSWER) {
		tl_tds_read_answer(&body, &answer);
		if (answer.is_known && !answer.is_attention)
			keep_answer(pass, &body, &answer, asked);
	}
	tl_sql_session_share(pass->transactions);
}

/* Requests after a login must leave no doubt; an answer alone would leave much. */
static bool is_convincing(const struct tl_tds_body *body, bool *is_client)
{
	char verb[TL_SQL_VERB_SIZE], statement[64];
	struct tl_tds_answer answer;
	struct tl_tds_login login;
	struct tl_tds_call call;

	*is_client = body->type != TL_TDS_ANSWER;
	switch (body->type) {
	case TL_TDS_PRELOGIN:
		return tl_tds_read_prelogin(body, NULL, 0);
	case TL_TDS_LOGIN:
		return tl_tds_read_login(body, &login);
	case TL_TDS_BATCH:
		tl_sql_keep_wide(statement, sizeof(statement), tl_tds_read_batch(body));
		return tl_sql_verb((struct tl_sql_span){(__u8 *)statement, (__u32)strlen(statement)}, verb) &&
		       (tl_sql_is_common_verb(verb) || tl_tds_has_headers(body));
	case TL_TDS_CALL:
		return tl_tds_read_call(body, &call) &&
		       ((call.known && call.known[0]) || tl_tds_is_call_by_name(&call));
	case TL_TDS_ANSWER:
		tl_tds_read_answer(body, &answer);
		return tl_tds_read_prelogin(body, NULL, 0) || answer.is_logged_in;
	default:
		return false;
	}
}

/* WHOLE: it is this protocol. */
static enum tl_dissection recognise(const struct tl_message *message, bool *is_client)
{
	struct tl_tds_body body;
	enum tl_dissection dissection = tl_tds_read_body(message, 0, &body);

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	if (is_convincing(&body, is_client))
		return TL_DISSECT_WHOLE;
	return body.is_ended || message->is_last || body.length >= ENOUGH ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
}

static void take_message(struct tl_transactions *transactions, struct tl_sql_session *session,
			 const struct tl_message *message)
{
	struct pass pass = {.transactions = transactions, .session = session, .message = message};

	if (message->is_apart) {
		take_apart(&pass);
		return;
	}
	take_stream(&pass, message->side == session->client_side);
	tl_sql_session_leave(transactions, message, pass.offset);
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct tl_sql_session *session;
	enum tl_dissection dissection = tl_sql_session_enter(transactions, TL_SQL_TDS, message, recognise, &session);

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	take_message(transactions, session, message);
	return TL_DISSECT_CUT;
}

const struct tl_dissector tl_dissector_tds = {
	.name = "tds",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_sql,
	.take = take,
};
