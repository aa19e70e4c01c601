/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reading the messages of databases, and the texts in them. */
#ifndef TAPLESS_DISSECT_SQL_TEXT_H
#define TAPLESS_DISSECT_SQL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

#define TL_SQL_VERB_SIZE 24

/* What of a message has not been read yet. Who reads behind its end gets zeros from then on, and `has_failed` says so. */
struct tl_sql_cursor {
	const __u8 *octets;
	__u32 left;
	bool has_failed;
};

struct tl_sql_span {
	const __u8 *octets; /* of the message */
	__u32 length;
};

struct tl_sql_span tl_sql_take(struct tl_sql_cursor *cursor, __u64 length);
__u64 tl_sql_little(struct tl_sql_cursor *cursor, unsigned int octets);
__u64 tl_sql_big(struct tl_sql_cursor *cursor, unsigned int octets);

/* Up to a NUL, which is passed over; without one it fails. */
struct tl_sql_span tl_sql_take_text(struct tl_sql_cursor *cursor);

/* As much of it as there is room for, up to a NUL; what `to` held before is gone. */
void tl_sql_keep(char *to, size_t room, struct tl_sql_span text);

/* The same of UTF-16 in little-endian order. */
void tl_sql_keep_wide(char *to, size_t room, struct tl_sql_span text);

bool tl_sql_is_printable(struct tl_sql_span text);

/* The statement's first keyword, in upper case; behind spaces, comments, parentheses. False: it has none. */
bool tl_sql_verb(struct tl_sql_span statement, char verb[TL_SQL_VERB_SIZE]);

/* Is it one that most statements begin with? */
bool tl_sql_is_common_verb(const char *verb);

#endif
