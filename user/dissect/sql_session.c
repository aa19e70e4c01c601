// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sql_session.h"

#include <netinet/in.h>
#include <string.h>

#include "facts.h"

static struct tl_sql_session *begin(struct tl_transactions *transactions, enum tl_sql_protocol protocol,
				    const struct tl_message *message, bool is_client)
{
	struct tl_sql_session *session = tl_transaction_remember(transactions, sizeof(*session));

	if (session) {
		session->protocol = (__u8)protocol;
		session->client_side = is_client ? message->side : !message->side;
	}
	return session;
}

enum tl_dissection tl_sql_session_enter(struct tl_transactions *transactions, enum tl_sql_protocol protocol,
					const struct tl_message *message, tl_sql_recognise *recognise,
					struct tl_sql_session **session)
{
	enum tl_dissection dissection;
	bool is_client;

	if (message->protocol != IPPROTO_TCP)
		return TL_DISSECT_FOREIGN;
	*session = tl_transaction_memory(transactions);
	if (*session && (*session)->protocol == protocol)
		return TL_DISSECT_WHOLE;
	if (message->is_apart)
		return TL_DISSECT_CUT;
	dissection = recognise(message, &is_client);
	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	*session = begin(transactions, protocol, message, is_client);
	return *session ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

static void share_text(char *to, const char *from, size_t size)
{
	if (!to[0])
		memcpy(to, from, size);
}

void tl_sql_session_share(struct tl_transactions *transactions)
{
	const struct tl_record_sql *shared = &((struct tl_sql_session *)tl_transaction_memory(transactions))->shared;
	struct tl_transaction *transaction;

	for (transaction = TAILQ_FIRST(&transactions->queue); transaction;
	     transaction = TAILQ_NEXT(transaction, queue)) {
		struct tl_record_sql *sql = &transaction->facts.sql;

		share_text(sql->server_version, shared->server_version, sizeof(sql->server_version));
		share_text(sql->user, shared->user, sizeof(sql->user));
		share_text(sql->database, shared->database, sizeof(sql->database));
		share_text(sql->program, shared->program, sizeof(sql->program));
	}
}

void tl_sql_session_leave(struct tl_transactions *transactions, const struct tl_message *message, __u32 offset)
{
	if (offset > transactions->taken[message->side])
		transactions->taken[message->side] = offset;
	tl_sql_session_share(transactions);
}

struct tl_transaction *tl_sql_find(struct tl_transactions *transactions, __u32 place)
{
	struct tl_transaction *transaction = TAILQ_FIRST(&transactions->queue);

	while (transaction && transaction->facts.sql.place != place)
		transaction = TAILQ_NEXT(transaction, queue);
	return transaction;
}

struct tl_transaction *tl_sql_at(struct tl_transactions *transactions, __u32 place, __u64 time)
{
	struct tl_sql_session *session = tl_transaction_memory(transactions);
	struct tl_transaction *transaction = tl_sql_find(transactions, place);

	if (transaction || place < session->next_place)
		return transaction;
	session->next_place = place + 1;
	transaction = tl_transaction_begin(transactions, time);
	if (transaction) {
		transaction->facts.sql = session->shared;
		transaction->facts.sql.place = place;
	}
	return transaction;
}

bool tl_sql_is_new(struct tl_transactions *transactions, const struct tl_message *message)
{
	__u32 *taken = &transactions->taken[message->side];

	if (message->offset < *taken)
		return false;
	*taken = message->offset + 1;
	return true;
}

struct tl_transaction *tl_sql_unanswered(struct tl_transactions *transactions, __u64 time)
{
	struct tl_transaction *last = TAILQ_LAST(&transactions->queue, tl_transaction_queue);

	if (!last || !last->facts.sql.asked_at || last->facts.sql.answered_at || last->facts.sql.asked_at > time)
		return NULL;
	return last;
}

static void note_times(struct tl_transaction *transaction, __u64 time)
{
	struct tl_record_sql *sql = &transaction->facts.sql;

	if (time < transaction->start)
		transaction->start = time;
	tl_transaction_lasts(transaction, time);
	if (!sql->asked_at || sql->answered_at < sql->asked_at)
		return;
	sql->is_timed = true;
	sql->response_time = tl_microseconds(sql->asked_at, sql->answered_at);
}

void tl_sql_name(struct tl_transaction *transaction, const char *command)
{
	if (transaction && command && !transaction->facts.sql.command[0])
		tl_keep_text(transaction->facts.sql.command, sizeof(transaction->facts.sql.command), command);
}

void tl_sql_ask(struct tl_transaction *transaction, __u64 time, const char *command)
{
	if (!transaction || transaction->facts.sql.has_request)
		return;
	transaction->facts.sql.has_request = true;
	transaction->facts.sql.asked_at = time;
	tl_sql_name(transaction, command);
	note_times(transaction, time);
}

void tl_sql_answer(struct tl_transaction *transaction, __u64 time)
{
	if (!transaction || transaction->facts.sql.answered_at)
		return;
	transaction->facts.sql.answered_at = time;
	note_times(transaction, time);
}

void tl_sql_answer_rows(struct tl_transaction *transaction, __u64 rows)
{
	if (!transaction)
		return;
	transaction->facts.sql.has_rows = true;
	transaction->facts.sql.rows = rows;
}

void tl_sql_complete(struct tl_transaction *transaction)
{
	if (transaction)
		transaction->is_complete = true;
}

void tl_sql_state(const struct tl_transactions *transactions, struct tl_transaction *transaction,
		  struct tl_sql_span statement)
{
	struct tl_record_sql *sql;

	if (!transaction)
		return;
	sql = &transaction->facts.sql;
	tl_sql_verb(statement, sql->verb);
	if (transactions->room->keeps_statements)
		tl_sql_keep(sql->statement, sizeof(sql->statement), statement);
}

void tl_sql_remember(struct tl_sql_session *session, __u32 id, const char *verb)
{
	unsigned int place = 0;

	while (place < TL_SQL_PREPARED && session->prepared[place].id != id)
		place++;
	if (place == TL_SQL_PREPARED)
		place = session->prepared_count++ % TL_SQL_PREPARED;
	session->prepared[place].id = id;
	memset(session->prepared[place].verb, 0, TL_SQL_VERB_SIZE);
	tl_keep_text(session->prepared[place].verb, TL_SQL_VERB_SIZE, verb);
}

const char *tl_sql_remembered(const struct tl_sql_session *session, __u32 id)
{
	for (unsigned int i = 0; id && i < TL_SQL_PREPARED; i++)
		if (session->prepared[i].id == id)
			return session->prepared[i].verb;
	return "";
}
