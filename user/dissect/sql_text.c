// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sql_text.h"

#include <string.h>

#include "../lib/octets.h"
#include "utf16.h"

static const char *const common_verbs[] = {
	"SELECT", "INSERT", "UPDATE",	"DELETE", "SET",   "SHOW",     "USE",	  "BEGIN",   "START",	"COMMIT",
	"CREATE", "DROP",   "ALTER",	"WITH",	  "EXEC",  "EXECUTE",  "CALL",	  "DECLARE", "REPLACE", "TRUNCATE",
	"GRANT",  "REVOKE", "ROLLBACK", "FETCH",  "MERGE", "DESCRIBE", "EXPLAIN", "PREPARE", "COPY",	"IF",
};

struct tl_sql_span tl_sql_take(struct tl_sql_cursor *cursor, __u64 length)
{
	struct tl_sql_span span = {.octets = cursor->octets};

	if (cursor->has_failed || length > cursor->left) {
		cursor->has_failed = true;
		return span;
	}
	span.length = (__u32)length;
	cursor->octets += length;
	cursor->left -= (__u32)length;
	return span;
}

__u64 tl_sql_big(struct tl_sql_cursor *cursor, unsigned int octets)
{
	struct tl_sql_span span = tl_sql_take(cursor, octets);

	return tl_octets_get(span.octets, span.length);
}

__u64 tl_sql_little(struct tl_sql_cursor *cursor, unsigned int octets)
{
	struct tl_sql_span span = tl_sql_take(cursor, octets);

	return tl_octets_get_little(span.octets, span.length);
}

struct tl_sql_span tl_sql_take_text(struct tl_sql_cursor *cursor)
{
	const __u8 *end = cursor->left ? memchr(cursor->octets, 0, cursor->left) : NULL;
	struct tl_sql_span span = {.octets = cursor->octets};

	if (cursor->has_failed || !end) {
		cursor->has_failed = true;
		return span;
	}
	span.length = (__u32)(end - cursor->octets);
	cursor->left -= span.length + 1;
	cursor->octets = end + 1;
	return span;
}

void tl_sql_keep(char *to, size_t room, struct tl_sql_span text)
{
	size_t length = text.length < room ? text.length : room - 1;

	memset(to, 0, room);
	if (length)
		memcpy(to, text.octets, strnlen((const char *)text.octets, length));
}

void tl_sql_keep_wide(char *to, size_t room, struct tl_sql_span text)
{
	memset(to, 0, room);
	if (text.length) /* else there may be no octets at all */
		tl_utf16_keep(to, room, text.octets, text.length);
}

bool tl_sql_is_printable(struct tl_sql_span text)
{
	for (__u32 i = 0; i < text.length; i++)
		if (text.octets[i] < ' ' || text.octets[i] == 0x7f)
			return false;
	return true;
}

/* Behind a comment that begins here; what stands in MySQL's own comments counts, for its server carries it out. */
static bool skip_comment(struct tl_sql_cursor *cursor)
{
	const char *text = (const char *)cursor->octets, *end = NULL;
	size_t length;

	if (cursor->left < 2)
		return false;
	if (!memcmp(text, "/*!", cursor->left < 3 ? cursor->left : 3)) {
		length = 3;
		while (length < cursor->left && text[length] >= '0' && text[length] <= '9')
			length++;
	} else if (!memcmp(text, "/*", 2)) {
		end = memmem(text + 2, cursor->left - 2, "*/", 2);
		length = end ? (size_t)(end + 2 - text) : cursor->left;
	} else if (!memcmp(text, "--", 2) || text[0] == '#') {
		end = memchr(text, '\n', cursor->left);
		length = end ? (size_t)(end + 1 - text) : cursor->left;
	} else {
		return false;
	}
	tl_sql_take(cursor, length < cursor->left ? length : cursor->left);
	return true;
}

static bool is_letter(__u8 octet)
{
	return (octet | 0x20) >= 'a' && (octet | 0x20) <= 'z';
}

bool tl_sql_verb(struct tl_sql_span statement, char verb[TL_SQL_VERB_SIZE])
{
	struct tl_sql_cursor cursor = {.octets = statement.octets, .left = statement.length};
	unsigned int length = 0;

	memset(verb, 0, TL_SQL_VERB_SIZE);
	while (cursor.left && !is_letter(*cursor.octets)) {
		if (skip_comment(&cursor))
			continue;
		if (!strchr(" \t\r\n\v\f(;", *cursor.octets) || !*cursor.octets)
			return false;
		tl_sql_take(&cursor, 1);
	}
	for (; length < cursor.left && (is_letter(cursor.octets[length]) || cursor.octets[length] == '_'); length++) {
		__u8 octet = cursor.octets[length];

		if (length == TL_SQL_VERB_SIZE - 1)
			return false;
		verb[length] = (char)(octet == '_' ? octet : octet & ~0x20);
	}
	return length;
}

bool tl_sql_is_common_verb(const char *verb)
{
	for (size_t i = 0; i < sizeof(common_verbs) / sizeof(common_verbs[0]); i++)
		if (!strcmp(verb, common_verbs[i]))
			return true;
	return false;
}
