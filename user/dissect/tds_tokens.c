// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tds_tokens.h"

#include <string.h>

enum token {
	RETURN_STATUS = 0x79,
	COLUMNS = 0x81,
	TABLE_NAME = 0xa4,
	COLUMN_INFORMATION = 0xa5,
	ORDER = 0xa9,
	ERROR = 0xaa,
	INFORMATION = 0xab,
	RETURN_VALUE = 0xac,
	LOGGED_IN = 0xad,
	FEATURES = 0xae,
	CHANGE = 0xe3,
	SESSION_STATE = 0xe4,
	SSPI = 0xed,
	FEDERATED = 0xee,
	DONE = 0xfd,
	DONE_PROCEDURE = 0xfe,
	DONE_IN_PROCEDURE = 0xff,
};

#define CHANGE_OF_DATABASE 1
#define DONE_ERROR	   0x0002
#define DONE_COUNT	   0x0010
#define DONE_ATTENTION	   0x0020
#define DONE_BITS	   0x0137
#define DONE_OCTETS	   13 /* from version 7.2 on; before, with a shorter count: */
#define DONE_OLD_OCTETS	   9

static bool is_done(__u64 token)
{
	return token >= DONE;
}

static void read_error(struct tl_sql_cursor token, struct tl_tds_answer *answer)
{
	__u32 number = (__u32)tl_sql_little(&token, 4);

	if (token.has_failed || answer->has_error)
		return;
	answer->has_error = true;
	answer->error = number;
}

static void read_logged_in(struct tl_sql_cursor token, struct tl_tds_answer *answer)
{
	struct tl_sql_span version;

	tl_sql_take(&token, 1 + 4); /* interface, version of TDS */
	tl_sql_take(&token, 2 * tl_sql_little(&token, 1)); /* the program's name */
	version = tl_sql_take(&token, 4);
	answer->is_logged_in = true;
	if (!token.has_failed)
		tl_tds_version(version.octets, answer->version, sizeof(answer->version));
}

static void read_change(struct tl_sql_cursor token, struct tl_tds_answer *answer)
{
	if (tl_sql_little(&token, 1) == CHANGE_OF_DATABASE)
		answer->database = tl_sql_take(&token, 2 * tl_sql_little(&token, 1));
}

/* A list that ends with 0xff; its entries have a length of four octets. */
static void skip_features(struct tl_sql_cursor *cursor)
{
	while (!cursor->has_failed && tl_sql_little(cursor, 1) != 0xff)
		tl_sql_take(cursor, tl_sql_little(cursor, 4));
}

/* Tokens before one that cannot be passed over, or before the first that says how it ended. */
static void read_beginning(struct tl_sql_cursor cursor, struct tl_tds_answer *answer)
{
	while (cursor.left && !cursor.has_failed) {
		__u8 kind = (__u8)tl_sql_little(&cursor, 1);
		struct tl_sql_span body = {};
		struct tl_sql_cursor token;

		if (kind == TABLE_NAME || kind == COLUMN_INFORMATION || kind == ORDER || kind == ERROR ||
		    kind == INFORMATION || kind == LOGGED_IN || kind == CHANGE || kind == SSPI)
			body = tl_sql_take(&cursor, tl_sql_little(&cursor, 2));
		else if (kind == SESSION_STATE || kind == FEDERATED)
			body = tl_sql_take(&cursor, tl_sql_little(&cursor, 4));
		else if (kind == FEATURES)
			skip_features(&cursor);
		else if (kind == RETURN_STATUS)
			tl_sql_take(&cursor, 4);
		else if (is_done(kind) && cursor.left >= DONE_OCTETS - 1)
			tl_sql_take(&cursor, DONE_OCTETS - 1);
		else
			return;
		token = (struct tl_sql_cursor){.octets = body.octets, .left = body.length};
		if (kind == ERROR)
			read_error(token, answer);
		else if (kind == LOGGED_IN)
			read_logged_in(token, answer);
		else if (kind == CHANGE)
			read_change(token, answer);
		else if (kind == SSPI || kind == FEDERATED)
			answer->is_challenge = true;
	}
}

/* The DONE token that stands before `end` of the body. False: none does. */
static bool read_done_before(const struct tl_tds_body *body, __u32 end, unsigned int octets, __u64 *status, __u64 *rows)
{
	struct tl_sql_cursor cursor = {.octets = body->octets, .left = end};

	if (end < octets)
		return false;
	tl_sql_take(&cursor, end - octets);
	if (!is_done(tl_sql_little(&cursor, 1)))
		return false;
	*status = tl_sql_little(&cursor, 2);
	tl_sql_take(&cursor, 2); /* kind of statement */
	*rows = tl_sql_little(&cursor, octets - 5);
	return !(*status & ~(__u64)DONE_BITS) && *rows < 1ull << 48;
}

/* Of a procedure the last statement counts: before the procedure's own end comes what it returns. */
static void read_end(const struct tl_tds_body *body, struct tl_tds_answer *answer)
{
	unsigned int octets = DONE_OCTETS;
	__u32 end = body->length;
	__u64 status, rows;

	if (!read_done_before(body, end, octets, &status, &rows)) {
		octets = DONE_OLD_OCTETS;
		if (!read_done_before(body, end, octets, &status, &rows))
			return;
	}
	answer->is_attention = end == octets && status & DONE_ATTENTION;
	if (!(status & DONE_COUNT) && body->octets[end - octets] == DONE_PROCEDURE) {
		end -= octets;
		if (end >= 5 && body->octets[end - 5] == RETURN_STATUS)
			end -= 5;
		if (!read_done_before(body, end, octets, &status, &rows))
			return;
	}
	answer->has_rows = status & DONE_COUNT;
	answer->rows = rows;
}

void tl_tds_read_answer(const struct tl_tds_body *body, struct tl_tds_answer *answer)
{
	struct tl_sql_cursor cursor = {.octets = body->octets, .left = body->length};
	__u8 first = body->length ? body->octets[0] : 0;

	memset(answer, 0, sizeof(*answer));
	answer->is_known = first == RETURN_STATUS || first == COLUMNS || (first >= TABLE_NAME && first <= FEATURES) ||
			   first == CHANGE || first == SESSION_STATE || first == SSPI || first == FEDERATED ||
			   is_done(first);
	read_beginning(cursor, answer);
	if (body->is_whole)
		read_end(body, answer);
}
