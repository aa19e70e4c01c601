// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "postgresql_dissector.h"

#include <string.h>

#include "facts.h"

#define INDEX_MOST 0xff

static struct tl_transaction *begin(struct tl_postgresql_pass *pass, const char *command)
{
	struct tl_transaction *transaction =
		tl_sql_at(pass->transactions, TL_POSTGRESQL_PLACE(pass->round, pass->index), pass->message->time);

	tl_sql_ask(transaction, pass->message->time, command);
	return transaction;
}

static void end_round(struct tl_postgresql_pass *pass)
{
	pass->round++;
	pass->index = 0;
	pass->first_type = 0;
	pass->statement = (struct tl_sql_span){};
}

/* Names of prepared statements and portals are told apart by their kind; the empty one is a name like others. FNV-1a, never 0. */
static __u32 name_id(char kind, struct tl_sql_span name)
{
	__u32 hash = (2166136261u ^ (__u8)kind) * 16777619u;

	for (__u32 i = 0; i < name.length; i++)
		hash = (hash ^ name.octets[i]) * 16777619u;
	return hash | 1;
}

static void keep_parse(struct tl_postgresql_pass *pass, struct tl_sql_cursor cursor)
{
	struct tl_sql_span name = tl_postgresql_statement(&cursor);

	pass->statement = tl_postgresql_statement(&cursor);
	tl_sql_verb(pass->statement, pass->verb);
	tl_sql_remember(pass->session, name_id('S', name), pass->verb);
}

static void keep_bind(struct tl_postgresql_pass *pass, struct tl_sql_cursor cursor)
{
	struct tl_sql_span portal = tl_postgresql_statement(&cursor);
	const char *verb = tl_sql_remembered(pass->session, name_id('S', tl_postgresql_statement(&cursor)));

	tl_sql_remember(pass->session, name_id('P', portal), verb);
}

static void keep_execute(struct tl_postgresql_pass *pass, struct tl_sql_cursor cursor)
{
	struct tl_transaction *transaction = begin(pass, "execute");
	const char *verb = tl_sql_remembered(pass->session, name_id('P', tl_postgresql_statement(&cursor)));

	if (transaction && pass->statement.length)
		tl_sql_state(pass->transactions, transaction, pass->statement);
	if (transaction && verb[0]) {
		memset(transaction->facts.sql.verb, 0, TL_SQL_VERB_SIZE);
		tl_keep_text(transaction->facts.sql.verb, TL_SQL_VERB_SIZE, verb);
	}
	pass->statement = (struct tl_sql_span){};
	pass->index += pass->index < INDEX_MOST;
}

/* A round in which nothing was executed is a transaction all the same, and called after what it did first. */
static void keep_sync(struct tl_postgresql_pass *pass)
{
	static const char types[] = "PBDC", *const commands[] = {"prepare", "bind", "describe", "close"};
	const char *type = pass->first_type ? strchr(types, pass->first_type) : NULL;
	struct tl_transaction *transaction;

	if (!pass->index) {
		transaction = begin(pass, type ? commands[type - types] : "sync");
		if (pass->statement.length)
			tl_sql_state(pass->transactions, transaction, pass->statement);
	}
	end_round(pass);
}

void tl_postgresql_keep_request(struct tl_postgresql_pass *pass, const struct tl_postgresql_message *message)
{
	struct tl_sql_cursor cursor = tl_postgresql_open(message);

	if (!pass->first_type && strchr("PBDC", message->type))
		pass->first_type = message->type;
	switch (message->type) {
	case 'Q':
		tl_sql_state(pass->transactions, begin(pass, "query"), tl_postgresql_statement(&cursor));
		end_round(pass);
		break;
	case 'F':
		begin(pass, "call");
		end_round(pass);
		break;
	case 'P':
		keep_parse(pass, cursor);
		break;
	case 'B':
		keep_bind(pass, cursor);
		break;
	case 'E':
		keep_execute(pass, cursor);
		break;
	case 'S':
		keep_sync(pass);
		break;
	case 'X':
		tl_sql_complete(begin(pass, "quit"));
		break;
	default: /* data of COPY, a password: nothing of them is kept */
		break;
	}
}

static struct tl_transaction *current(const struct tl_postgresql_pass *pass)
{
	__u32 place = TL_POSTGRESQL_PLACE(pass->round, pass->index);

	return pass->index ? tl_sql_find(pass->transactions, place)
			   : tl_sql_at(pass->transactions, place, pass->message->time);
}

static void keep_parameter(struct tl_postgresql_pass *pass, struct tl_sql_cursor cursor)
{
	struct tl_sql_span name = tl_sql_take_text(&cursor), value = tl_sql_take_text(&cursor);
	char *version = pass->session->shared.server_version;

	if (!cursor.has_failed && name.length == strlen("server_version") &&
	    !memcmp(name.octets, "server_version", name.length))
		tl_sql_keep(version, sizeof(pass->session->shared.server_version), value);
}

static void keep_error(struct tl_postgresql_pass *pass, const struct tl_postgresql_message *message)
{
	struct tl_transaction *transaction = current(pass);
	struct tl_postgresql_error error;

	/* Of several statements in one Query each is completed, but they are one transaction. */
	for (__u32 index = pass->index; !transaction && index; index--)
		transaction = tl_sql_find(pass->transactions, TL_POSTGRESQL_PLACE(pass->round, index - 1));
	if (!transaction || !tl_postgresql_read_error(message, &error))
		return;
	tl_sql_answer(transaction, pass->message->time);
	tl_sql_keep(transaction->facts.sql.state, sizeof(transaction->facts.sql.state), error.state);
	tl_sql_complete(transaction);
}

/* Also of a portal that gave as many rows as were wanted, or of a statement that was empty. */
static void keep_completion(struct tl_postgresql_pass *pass, const struct tl_postgresql_message *message)
{
	struct tl_transaction *transaction = current(pass);
	struct tl_sql_cursor cursor = tl_postgresql_open(message);
	__u64 rows;

	tl_sql_answer(transaction, pass->message->time);
	if (message->type == 'C' && tl_postgresql_read_rows(message, &rows))
		tl_sql_answer_rows(transaction, rows);
	if (message->type == 'C' && transaction && !transaction->facts.sql.verb[0])
		tl_sql_verb(tl_sql_take_text(&cursor), transaction->facts.sql.verb);
	pass->index += pass->index < INDEX_MOST;
}

static void keep_ready(struct tl_postgresql_pass *pass)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&pass->transactions->queue);

	tl_sql_answer(pass->index ? NULL : current(pass), pass->message->time);
	for (; transaction; transaction = TAILQ_NEXT(transaction, queue))
		if (TL_POSTGRESQL_ROUND(transaction->facts.sql.place) == pass->round)
			tl_sql_complete(transaction);
	pass->round++;
	pass->index = 0;
}

static void keep_authentication(struct tl_postgresql_pass *pass, const struct tl_postgresql_message *message)
{
	struct tl_transaction *login = current(pass);
	const char *name = tl_postgresql_authentication(message);

	tl_sql_answer(login, pass->message->time);
	if (name && login && !login->facts.sql.authentication[0])
		tl_keep_text(login->facts.sql.authentication, sizeof(login->facts.sql.authentication), name);
	tl_sql_name(login, "login");
}

void tl_postgresql_keep_answer(struct tl_postgresql_pass *pass, const struct tl_postgresql_message *message)
{
	switch (message->type) {
	case 'R':
		keep_authentication(pass, message);
		break;
	case 'S':
		keep_parameter(pass, tl_postgresql_open(message));
		break;
	case 'E':
		keep_error(pass, message);
		break;
	case 'C':
	case 'I':
	case 's':
		keep_completion(pass, message);
		break;
	case 'Z':
		keep_ready(pass);
		break;
	case 'N':
	case 'A':
	case 'K':
		break; /* said at any time, or as part of the login */
	default:
		tl_sql_answer(current(pass), pass->message->time);
		break;
	}
}
