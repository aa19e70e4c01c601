// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tds.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define END_OF_MESSAGE 1
#define STATUS_KNOWN   0x1f
#define WINDOW	       7 /* offset of an octet of the header that is always 0 */
#define PACKET_LEAST   512
#define PRELOGIN_MOST  16 /* options */
#define BY_NUMBER      0xffff
#define NAME_LEAST     3 /* letters, to be sure that it is one */
#define OPTIONS_KNOWN  0x7

/* Types of parameters, MS-TDS 2.2.5.4: INTN, NTEXT, NVARCHAR. */
enum type {
	INTEGER = 0x26,
	LONG_TEXT = 0x63,
	TEXT = 0xe7,
};

/* MS-TDS 2.2.6.6: procedures that can be called by number, and which of their texts is the statement; 0: they have none. */
static const struct {
	const char *name;
	unsigned int text;
} procedures[] = {
	{"", 0},
	{"sp_cursor", 0},
	{"sp_cursoropen", 1},
	{"sp_cursorprepare", 2},
	{"sp_cursorexecute", 0},
	{"sp_cursorprepexec", 2},
	{"sp_cursorunprepare", 0},
	{"sp_cursorfetch", 0},
	{"sp_cursoroption", 0},
	{"sp_cursorclose", 0},
	{"sp_executesql", 1},
	{"sp_prepare", 2},
	{"sp_execute", 0},
	{"sp_prepexec", 2},
	{"sp_prepexecrpc", 0},
	{"sp_unprepare", 0},
};

static bool is_type(__u8 type)
{
	return (type >= TL_TDS_BATCH && type <= TL_TDS_FEDERATED && type != 2 && type != 5) ||
	       type == TL_TDS_TRANSACTION || (type >= TL_TDS_LOGIN && type <= TL_TDS_PRELOGIN);
}

enum tl_dissection tl_tds_read_body(const struct tl_message *message, __u32 offset, struct tl_tds_body *body)
{
	struct tl_sql_cursor cursor = {.octets = message->octets + offset, .left = message->captured - offset};
	const __u8 *header = cursor.octets;
	bool is_first = true;

	memset(body, 0, offsetof(struct tl_tds_body, octets));
	body->is_whole = true;
	if (cursor.left < TL_TDS_HEADER_OCTETS)
		return cursor.left && !is_type(*header) ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT;
	body->type = header[0];
	for (; cursor.left >= TL_TDS_HEADER_OCTETS && !body->is_ended; is_first = false) {
		struct tl_sql_cursor packet = cursor;
		__u32 length, kept;

		header = cursor.octets;
		tl_sql_take(&packet, 2);
		length = (__u32)tl_sql_big(&packet, 2);
		if (!is_type(header[0]) || header[0] != body->type || header[1] & ~STATUS_KNOWN || header[WINDOW] ||
		    length < TL_TDS_HEADER_OCTETS || (!(header[1] & END_OF_MESSAGE) && length < PACKET_LEAST))
			return is_first ? TL_DISSECT_FOREIGN : TL_DISSECT_WHOLE;
		kept = (length < cursor.left ? length : cursor.left) - TL_TDS_HEADER_OCTETS;
		body->is_ended = header[1] & END_OF_MESSAGE && length <= cursor.left;
		body->is_whole = body->is_whole && kept <= TL_TDS_BODY_OCTETS - body->length;
		if (kept > TL_TDS_BODY_OCTETS - body->length)
			kept = TL_TDS_BODY_OCTETS - body->length;
		memcpy(body->octets + body->length, header + TL_TDS_HEADER_OCTETS, kept);
		body->length += kept;
		tl_sql_take(&cursor, length < cursor.left ? length : cursor.left);
	}
	body->is_whole = body->is_whole && body->is_ended;
	body->end = (__u32)(cursor.octets - message->octets);
	return TL_DISSECT_WHOLE;
}

static struct tl_sql_cursor open_body(const struct tl_tds_body *body)
{
	return (struct tl_sql_cursor){.octets = body->octets, .left = body->length};
}

/* From `offset` of the body; empty if it lies outside. */
static struct tl_sql_span part(const struct tl_tds_body *body, __u64 offset, __u64 length)
{
	if (offset > body->length || length > body->length - offset)
		return (struct tl_sql_span){};
	return (struct tl_sql_span){.octets = body->octets + offset, .length = (__u32)length};
}

void tl_tds_version(const __u8 *octets, char *version, size_t room)
{
	memset(version, 0, room);
	snprintf(version, room, "%u.%u.%u", octets[0], octets[1], octets[2] << 8 | octets[3]);
}

/* MS-TDS 2.2.6.5: tokens with places of what they are about, VERSION being the first, and 0xff behind the last. */
bool tl_tds_read_prelogin(const struct tl_tds_body *body, char *version, size_t room)
{
	struct tl_sql_cursor cursor = open_body(body);
	struct tl_sql_span said;

	if (!body->is_whole)
		return false;
	for (unsigned int i = 0; i < PRELOGIN_MOST; i++) {
		__u8 token = (__u8)tl_sql_big(&cursor, 1);
		__u32 offset, length;

		if (token == 0xff)
			return i > 0;
		offset = (__u32)tl_sql_big(&cursor, 2);
		length = (__u32)tl_sql_big(&cursor, 2);
		said = part(body, offset, length);
		if (cursor.has_failed || (i == 0) != (token == 0) || (length && !said.length))
			return false;
		if (i == 0 && said.length < 4)
			return false;
		if (i == 0 && room)
			tl_tds_version(said.octets, version, room);
	}
	return false;
}

/* A place and a length in characters, at `at` of a LOGIN7. */
static struct tl_sql_span login_text(const struct tl_tds_body *body, __u32 at)
{
	struct tl_sql_cursor cursor = open_body(body);
	__u64 offset;

	tl_sql_take(&cursor, at);
	offset = tl_sql_little(&cursor, 2);
	return part(body, offset, 2 * tl_sql_little(&cursor, 2));
}

/* MS-TDS 2.2.6.4 */
bool tl_tds_read_login(const struct tl_tds_body *body, struct tl_tds_login *login)
{
	struct tl_sql_cursor cursor = open_body(body);
	__u64 length = tl_sql_little(&cursor, 4), version = tl_sql_little(&cursor, 4);

	if (body->type != TL_TDS_LOGIN || length > 65536 || length < 86 || version >> 28 != 7 || body->length < 86)
		return false;
	login->user = login_text(body, 40);
	login->program = login_text(body, 48);
	login->database = login_text(body, 68);
	return true;
}

/* Headers before a request (MS-TDS 2.2.5.3), from version 7.2 on: text that stood there would be a very long one. */
static struct tl_sql_cursor behind_headers(const struct tl_tds_body *body)
{
	struct tl_sql_cursor cursor = open_body(body), start = cursor;
	__u64 total = tl_sql_little(&cursor, 4), first = tl_sql_little(&cursor, 4), kind = tl_sql_little(&cursor, 2);

	if (total >= 10 && total <= 4096 && first >= 6 && first <= total - 4 && kind >= 1 && kind <= 3)
		tl_sql_take(&start, total);
	return start;
}

bool tl_tds_has_headers(const struct tl_tds_body *body)
{
	return behind_headers(body).left < body->length;
}

struct tl_sql_span tl_tds_read_batch(const struct tl_tds_body *body)
{
	struct tl_sql_cursor cursor = behind_headers(body);

	return tl_sql_take(&cursor, cursor.has_failed ? 0 : cursor.left);
}

static void take_what_is_there(struct tl_sql_cursor *cursor, __u64 length, struct tl_sql_span *value)
{
	*value = tl_sql_take(cursor, length < cursor->left ? length : cursor->left);
}

/* A text of unlimited length (MS-TDS 2.2.5.2.3), of which the first piece is enough; an empty one ends the list. */
static bool take_pieces(struct tl_sql_cursor *cursor, struct tl_sql_span *value)
{
	struct tl_sql_span rest;
	__u64 length = 0;

	if (tl_sql_little(cursor, 8) != UINT64_MAX) /* NULL */
		length = tl_sql_little(cursor, 4);
	take_what_is_there(cursor, length, value);
	while (length && cursor->left && !cursor->has_failed) {
		length = tl_sql_little(cursor, 4);
		take_what_is_there(cursor, length, &rest);
	}
	return !cursor->has_failed || value->length;
}

/* Of a parameter that is a text, its value; of others nothing. False: what follows cannot be read. */
static bool take_parameter(struct tl_sql_cursor *cursor, __u8 *type, struct tl_sql_span *value)
{
	__u64 most, length;

	*value = (struct tl_sql_span){};
	tl_sql_take(cursor, 2 * tl_sql_little(cursor, 1)); /* name */
	tl_sql_take(cursor, 1); /* status */
	*type = (__u8)tl_sql_little(cursor, 1);
	switch (*type) {
	case INTEGER:
		tl_sql_take(cursor, 1);
		tl_sql_take(cursor, tl_sql_little(cursor, 1));
		return !cursor->has_failed;
	case LONG_TEXT:
		tl_sql_take(cursor, 4 + 5);
		length = tl_sql_little(cursor, 4);
		break;
	case TEXT:
		most = tl_sql_little(cursor, 2);
		tl_sql_take(cursor, 5);
		if (most == 0xffff)
			return take_pieces(cursor, value);
		length = tl_sql_little(cursor, 2);
		if (length == 0xffff)
			return !cursor->has_failed; /* NULL */
		break;
	default:
		return false;
	}
	take_what_is_there(cursor, length, value);
	return !cursor->has_failed;
}

/* Numbers, a statement's handle among them, are passed over. The text before the second one, the parameters' types, may be NULL. */
static struct tl_sql_span find_statement(struct tl_sql_cursor cursor, unsigned int text)
{
	struct tl_sql_span value;
	__u8 type;

	while (text && take_parameter(&cursor, &type, &value))
		if (type != INTEGER && !--text)
			return value;
	return (struct tl_sql_span){};
}

static unsigned int number_of(struct tl_sql_span procedure)
{
	char name[32];

	tl_sql_keep_wide(name, sizeof(name), procedure);
	for (unsigned int i = 1; i < sizeof(procedures) / sizeof(procedures[0]); i++)
		if (!strcmp(name, procedures[i].name))
			return i;
	return 0;
}

/* MS-TDS 2.2.6.6 */
bool tl_tds_read_call(const struct tl_tds_body *body, struct tl_tds_call *call)
{
	struct tl_sql_cursor cursor = behind_headers(body);
	__u64 length = tl_sql_little(&cursor, 2);
	unsigned int number;

	memset(call, 0, sizeof(*call));
	if (length == BY_NUMBER) {
		number = (unsigned int)tl_sql_little(&cursor, 2);
		call->known = number < sizeof(procedures) / sizeof(procedures[0]) ? procedures[number].name : NULL;
	} else {
		call->procedure = tl_sql_take(&cursor, 2 * length);
		number = number_of(call->procedure);
	}
	call->options = (__u16)tl_sql_little(&cursor, 2);
	if (cursor.has_failed)
		return false;
	if (number < sizeof(procedures) / sizeof(procedures[0]))
		call->statement = find_statement(cursor, procedures[number].text);
	return true;
}

bool tl_tds_is_call_by_name(const struct tl_tds_call *call)
{
	static const char marks[] = "_.#@$[]-; "; /* between the names of server, database, owner and procedure, too */
	const __u8 *wide = call->procedure.octets;

	if (call->procedure.length < 2 * NAME_LEAST || call->options & ~OPTIONS_KNOWN)
		return false;
	for (__u32 i = 0; i < call->procedure.length; i += 2) {
		bool is_letter = (wide[i] | 0x20) >= 'a' && (wide[i] | 0x20) <= 'z';
		bool is_digit = wide[i] >= '0' && wide[i] <= '9';

		if (wide[i + 1] || !wide[i] || (!is_letter && !is_digit && !strchr(marks, wide[i])))
			return false;
	}
	return true;
}
