/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From what the dissectors of databases read to transactions. Each side's stream is read anew from its beginning whenever it has
 * grown, and requests and answers are counted: the same place is the same transaction, whichever side is seen first.
 */
#ifndef TAPLESS_DISSECT_SQL_SESSION_H
#define TAPLESS_DISSECT_SQL_SESSION_H

#include "dissector.h"
#include "sql_text.h"

#define TL_SQL_PREPARED 8 /* statements that are remembered, the latest ones */
#define TL_SQL_LOGIN	0 /* place of the login */

enum tl_sql_protocol {
	TL_SQL_MYSQL,
	TL_SQL_POSTGRESQL,
	TL_SQL_TDS,
};

struct tl_sql_session {
	__u8 protocol; /* enum tl_sql_protocol */
	__u8 client_side;
	bool is_opaque; /* compressed or encrypted in a way that is not looked into */
	__u32 next_place; /* behind the highest that has begun */
	struct tl_record_sql shared; /* texts that each transaction has */
	struct {
		__u32 id; /* 0: none */
		char verb[TL_SQL_VERB_SIZE];
	} prepared[TL_SQL_PREPARED];
	unsigned int prepared_count;
};

/* Whose stream begins so? WHOLE: it is this protocol, and `is_client` tells which end says it. */
typedef enum tl_dissection tl_sql_recognise(const struct tl_message *message, bool *is_client);

/*
 * The session that the message is of, begun if it is a beginning; in the place of whatever another protocol, that was not sure,
 * remembered. WHOLE: it is there; else what is to be said of the message.
 */
enum tl_dissection tl_sql_session_enter(struct tl_transactions *transactions, enum tl_sql_protocol protocol,
					const struct tl_message *message, tl_sql_recognise *recognise,
					struct tl_sql_session **session);

/* The sender's stream has been read as far as `offset`; what is known of the session goes to those that began without it. */
void tl_sql_session_leave(struct tl_transactions *transactions, const struct tl_message *message, __u32 offset);

/* What is known of the session goes to those that began without it. */
void tl_sql_session_share(struct tl_transactions *transactions);

/* The transaction at that place, or NULL. */
struct tl_transaction *tl_sql_find(struct tl_transactions *transactions, __u32 place);

/* The same, begun if it has not been; NULL if it is over and forgotten, or there is no room. */
struct tl_transaction *tl_sql_at(struct tl_transactions *transactions, __u32 place, __u64 time);

/* Of a message behind a gap: has none that begins there or further on been read? From now on one has. */
bool tl_sql_is_new(struct tl_transactions *transactions, const struct tl_message *message);

/* Behind a gap in the answers: the latest transaction whose answer was not seen, if nothing else is possible. */
struct tl_transaction *tl_sql_unanswered(struct tl_transactions *transactions, __u64 time);

/* NULL for the transaction is fine in all of these. `command`: kept unless there is one. */
void tl_sql_name(struct tl_transaction *transaction, const char *command);
void tl_sql_ask(struct tl_transaction *transaction, __u64 time, const char *command);
void tl_sql_answer(struct tl_transaction *transaction, __u64 time);
void tl_sql_answer_rows(struct tl_transaction *transaction, __u64 rows);
void tl_sql_complete(struct tl_transaction *transaction);

/* Its verb, and its text if that was asked for. */
void tl_sql_state(const struct tl_transactions *transactions, struct tl_transaction *transaction,
		  struct tl_sql_span statement);

void tl_sql_remember(struct tl_sql_session *session, __u32 id, const char *verb);
const char *tl_sql_remembered(const struct tl_sql_session *session, __u32 id); /* "" */

#endif
