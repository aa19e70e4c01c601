/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Messages of PostgreSQL's frontend/backend protocol, version 3. */
#ifndef TAPLESS_DISSECT_POSTGRESQL_H
#define TAPLESS_DISSECT_POSTGRESQL_H

#include "message.h"
#include "sql_text.h"

#define TL_POSTGRESQL_HEADER_OCTETS 5

/* What a client begins with, instead of a message's type. */
enum tl_postgresql_start {
	TL_POSTGRESQL_NO_START,
	TL_POSTGRESQL_STARTUP,
	TL_POSTGRESQL_CANCEL,
	TL_POSTGRESQL_TLS_REQUEST,
	TL_POSTGRESQL_GSS_REQUEST,
};

struct tl_postgresql_startup {
	struct tl_sql_span user;
	struct tl_sql_span database;
	struct tl_sql_span program;
};

struct tl_postgresql_message {
	__u8 type;
	__u32 length; /* of the body */
	__u32 captured; /* at most `length` */
	const __u8 *body;
};

struct tl_postgresql_error {
	struct tl_sql_span severity;
	struct tl_sql_span state;
};

/* `length`: octets of it. CUT: it may become one, and is not there to its end. */
enum tl_dissection tl_postgresql_read_start(const struct tl_message *message, __u32 offset,
					    enum tl_postgresql_start *start, __u32 *length);

/* Of a STARTUP of `length` octets at `octets`. False: it is none. */
bool tl_postgresql_read_startup(const __u8 *octets, __u32 length, struct tl_postgresql_startup *startup);

/* CUT: its header has not come. FOREIGN: no message has such a type and length. */
enum tl_dissection tl_postgresql_read_message(const struct tl_message *message, __u32 offset, bool is_client,
					      struct tl_postgresql_message *found);

bool tl_postgresql_is_whole(const struct tl_postgresql_message *message);

/* What is left to read of a message's body, as far as it was captured. */
struct tl_sql_cursor tl_postgresql_open(const struct tl_postgresql_message *message);

bool tl_postgresql_read_error(const struct tl_postgresql_message *message, struct tl_postgresql_error *error);

/* The last word of a CommandComplete's tag, if it is a number: "INSERT 0 5", "SELECT 3", but "BEGIN". */
bool tl_postgresql_read_rows(const struct tl_postgresql_message *message, __u64 *rows);

/* How the server wants the login to be proven; NULL: not at all, or it is a later step. */
const char *tl_postgresql_authentication(const struct tl_postgresql_message *message);

/* Text up to its NUL or, of a message that was cut, as much of it as there is. */
struct tl_sql_span tl_postgresql_statement(struct tl_sql_cursor *cursor);

#endif
