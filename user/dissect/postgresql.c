// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "postgresql.h"

#include <string.h>

#define VERSION_3	3 /* the major one; minor ones differ in nothing that is read here */
#define STARTUP_MOST	10000 /* what servers accept */
#define CODE_CANCEL	80877102
#define CODE_TLS	80877103
#define CODE_GSS	80877104
#define CLIENT_TYPES	"BCDEFHPQSXcdfp"
#define SERVER_TYPES	"123ACDEGHIKNRSTVWZcdnstv"
#define UNBOUNDED_TYPES "BFPQdTDVEN" /* of these a message may be long; else this much: */
#define LENGTH_MOST	65536

struct authentication {
	__u32 code;
	const char *name;
};

static const struct authentication authentications[] = {
	{2, "kerberos"}, {3, "password"}, {5, "md5"}, {6, "scm"}, {7, "gss"}, {9, "sspi"},
};

enum tl_dissection tl_postgresql_read_start(const struct tl_message *message, __u32 offset,
					    enum tl_postgresql_start *start, __u32 *length)
{
	struct tl_sql_cursor cursor = {.octets = message->octets + offset, .left = message->captured - offset};
	__u32 captured = cursor.left, code;

	*start = TL_POSTGRESQL_NO_START;
	*length = (__u32)tl_sql_big(&cursor, 4);
	code = (__u32)tl_sql_big(&cursor, 4);
	if (cursor.has_failed)
		return captured && message->octets[offset] ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	if (*length == 8 && code == CODE_TLS)
		*start = TL_POSTGRESQL_TLS_REQUEST;
	else if (*length == 8 && code == CODE_GSS)
		*start = TL_POSTGRESQL_GSS_REQUEST;
	else if (*length >= 16 && *length <= 8 + 4 + 256 && code == CODE_CANCEL)
		*start = TL_POSTGRESQL_CANCEL;
	else if (*length > 8 && *length <= STARTUP_MOST && code >> 16 == VERSION_3)
		*start = TL_POSTGRESQL_STARTUP;
	else
		return TL_DISSECT_FOREIGN;
	return *length > captured ? TL_DISSECT_CUT : TL_DISSECT_WHOLE;
}

static bool is_text(struct tl_sql_span span, const char *text)
{
	return span.length == strlen(text) && !memcmp(span.octets, text, span.length);
}

bool tl_postgresql_read_startup(const __u8 *octets, __u32 length, struct tl_postgresql_startup *startup)
{
	struct tl_sql_cursor cursor = {.octets = octets, .left = length};

	memset(startup, 0, sizeof(*startup));
	tl_sql_take(&cursor, 8);
	for (;;) {
		struct tl_sql_span name = tl_sql_take_text(&cursor), value;

		if (!name.length)
			break;
		value = tl_sql_take_text(&cursor);
		if (is_text(name, "user"))
			startup->user = value;
		else if (is_text(name, "database"))
			startup->database = value;
		else if (is_text(name, "application_name"))
			startup->program = value;
		if (!tl_sql_is_printable(name))
			return false;
	}
	return !cursor.has_failed && !cursor.left && startup->user.length;
}

enum tl_dissection tl_postgresql_read_message(const struct tl_message *message, __u32 offset, bool is_client,
					      struct tl_postgresql_message *found)
{
	struct tl_sql_cursor cursor = {.octets = message->octets + offset, .left = message->captured - offset};
	__u32 length;

	if (cursor.left && (!*cursor.octets || !strchr(is_client ? CLIENT_TYPES : SERVER_TYPES, *cursor.octets)))
		return TL_DISSECT_FOREIGN;
	found->type = (__u8)tl_sql_big(&cursor, 1);
	length = (__u32)tl_sql_big(&cursor, 4);
	if (cursor.has_failed)
		return TL_DISSECT_CUT;
	if (length < 4 || length > 0x3fffffff || (length > LENGTH_MOST && !strchr(UNBOUNDED_TYPES, found->type)))
		return TL_DISSECT_FOREIGN;
	found->length = length - 4;
	found->body = cursor.octets;
	found->captured = found->length < cursor.left ? found->length : cursor.left;
	return TL_DISSECT_WHOLE;
}

bool tl_postgresql_is_whole(const struct tl_postgresql_message *message)
{
	return message->captured == message->length;
}

struct tl_sql_cursor tl_postgresql_open(const struct tl_postgresql_message *message)
{
	return (struct tl_sql_cursor){.octets = message->body, .left = message->captured};
}

bool tl_postgresql_read_error(const struct tl_postgresql_message *message, struct tl_postgresql_error *error)
{
	struct tl_sql_cursor cursor = tl_postgresql_open(message);

	memset(error, 0, sizeof(*error));
	while (cursor.left && !cursor.has_failed && *cursor.octets) {
		__u8 kind = (__u8)tl_sql_big(&cursor, 1);
		struct tl_sql_span text = tl_sql_take_text(&cursor);

		if (kind == 'S')
			error->severity = text;
		else if (kind == 'C')
			error->state = text;
	}
	return error->severity.length && error->state.length == 5 && tl_sql_is_printable(error->state);
}

bool tl_postgresql_read_rows(const struct tl_postgresql_message *message, __u64 *rows)
{
	struct tl_sql_cursor cursor = tl_postgresql_open(message);
	struct tl_sql_span tag = tl_sql_take_text(&cursor);
	__u32 start = tag.length;

	while (start && tag.octets[start - 1] >= '0' && tag.octets[start - 1] <= '9')
		start--;
	if (!start || start == tag.length || tag.length - start > 18 || tag.octets[start - 1] != ' ')
		return false;
	for (*rows = 0; start < tag.length; start++)
		*rows = *rows * 10 + tag.octets[start] - '0';
	return true;
}

const char *tl_postgresql_authentication(const struct tl_postgresql_message *message)
{
	struct tl_sql_cursor cursor = tl_postgresql_open(message);
	__u32 code = (__u32)tl_sql_big(&cursor, 4);

	for (size_t i = 0; i < sizeof(authentications) / sizeof(authentications[0]); i++)
		if (authentications[i].code == code)
			return authentications[i].name;
	/* a list of mechanisms, the one that the server likes best first; a text with its NUL */
	return code == 10 && tl_sql_take_text(&cursor).length ? (const char *)message->body + 4 : NULL;
}

struct tl_sql_span tl_postgresql_statement(struct tl_sql_cursor *cursor)
{
	const __u8 *end = cursor->left ? memchr(cursor->octets, 0, cursor->left) : NULL;

	return end ? tl_sql_take_text(cursor) : tl_sql_take(cursor, cursor->left);
}
