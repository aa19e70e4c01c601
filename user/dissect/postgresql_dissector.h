/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Between the two files that are PostgreSQL's dissector: how streams begin, and what their messages mean. */
#ifndef TAPLESS_DISSECT_POSTGRESQL_DISSECTOR_H
#define TAPLESS_DISSECT_POSTGRESQL_DISSECTOR_H

#include "postgresql.h"
#include "sql_session.h"

/* A transaction's place: the round, and which Execute of it. */
#define TL_POSTGRESQL_PLACE(round, index) ((round) << 8 | (index))
#define TL_POSTGRESQL_ROUND(place)	  ((place) >> 8)
#define TL_POSTGRESQL_INDEX(place)	  ((place)&0xff)

/* One side's stream, from its beginning on. */
struct tl_postgresql_pass {
	struct tl_transactions *transactions;
	struct tl_sql_session *session;
	const struct tl_message *message;
	__u32 offset;
	__u32 round;
	__u32 index; /* of the next Execute, or of its completion */
	__u8 first_type; /* of a client's message in this round that makes a transaction even if nothing is executed */

	char verb[TL_SQL_VERB_SIZE]; /* of the last Parse */
	struct tl_sql_span statement; /* of the round's last Parse */
};

void tl_postgresql_keep_request(struct tl_postgresql_pass *pass, const struct tl_postgresql_message *message);
void tl_postgresql_keep_answer(struct tl_postgresql_pass *pass, const struct tl_postgresql_message *message);

#endif
