// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tds.h"

#include <stdio.h>
#include <string.h>

#define END_OF_MESSAGE 1
#define STATUS_KNOWN   0x1f
#define WINDOW	       7 /* offset of an octet of the header that is always 0 */
#define PACKET_LEAST   512
#define PRELOGIN_MOST  16 /* options */
#define BY_NUMBER      0xffff

/* MS-TDS 2.2.6.6: procedures that are called by number. */
static const char *const procedures[] = {
	"",
	"sp_cursor",
	"sp_cursoropen",
	"sp_cursorprepare",
	"sp_cursorexecute",
	"sp_cursorprepexec",
	"sp_cursorunprepare",
	"sp_cursorfetch",
	"sp_cursoroption",
	"sp_cursorclose",
	"sp_executesql",
	"sp_prepare",
	"sp_execute",
	"sp_prepexec",
	"sp_prepexecrpc",
	"sp_unprepare",
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
		if (i == 0 && length < 4)
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

struct tl_sql_span tl_tds_read_batch(const struct tl_tds_body *body)
{
	struct tl_sql_cursor cursor = behind_headers(body);

	return tl_sql_take(&cursor, cursor.has_failed ? 0 : cursor.left);
}

/* Of a parameter that is a text, its value; of others nothing. False: what follows cannot be read. */
static bool take_parameter(struct tl_sql_cursor *cursor, struct tl_sql_span *value)
{
	__u64 most, length;

	*value = (struct tl_sql_span){};
	tl_sql_take(cursor, 2 * tl_sql_little(cursor, 1)); /* name */
	tl_sql_take(cursor, 1); /* status */
	switch (tl_sql_little(cursor, 1)) {
	case 0x26: /* INTN */
		tl_sql_take(cursor, 1);
		tl_sql_take(cursor, tl_sql_little(cursor, 1));
		return !cursor->has_failed;
	case 0x63: /* NTEXT */
		tl_sql_take(cursor, 4 + 5);
		length = tl_sql_little(cursor, 4);
		break;
	case 0xe7: /* NVARCHAR, or of unlimited length: in pieces, of which the first is enough */
		most = tl_sql_little(cursor, 2);
		tl_sql_take(cursor, 5);
		if (most == 0xffff)
			tl_sql_take(cursor, 8);
		length = tl_sql_little(cursor, most == 0xffff ? 4 : 2);
		if (most != 0xffff && length == 0xffff)
			return !cursor->has_failed; /* NULL */
		*value = tl_sql_take(cursor, length < cursor->left ? length : cursor->left);
		if (most == 0xffff)
			tl_sql_take(cursor, 4);
		return !cursor->has_failed;
	default:
		return false;
	}
	*value = tl_sql_take(cursor, length < cursor->left ? length : cursor->left);
	return !cursor->has_failed;
}

/* Which text is the statement: sp_executesql has it first, sp_prepare and those like it behind the handle and the parameters' types. */
static struct tl_sql_span find_statement(struct tl_sql_cursor cursor, unsigned int procedure)
{
	bool has_types = procedure == 11 || procedure == 13 || procedure == 3 || procedure == 5;
	unsigned int texts = has_types ? 2 : 1;
	struct tl_sql_span value;

	if (procedure == 1 || procedure > 13 || (procedure >= 6 && procedure <= 9) || procedure == 12 || procedure == 4)
		return (struct tl_sql_span){};
	for (unsigned int i = 0; i < 4 && take_parameter(&cursor, &value); i++)
		if ((value.length && !--texts) || (has_types && i == 2))
			return value;
	return (struct tl_sql_span){};
}

static unsigned int number_of(struct tl_sql_span procedure)
{
	char name[32];

	tl_sql_keep_wide(name, sizeof(name), procedure);
	for (unsigned int i = 1; i < sizeof(procedures) / sizeof(procedures[0]); i++)
		if (!strcmp(name, procedures[i]))
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
		call->known = number < sizeof(procedures) / sizeof(procedures[0]) ? procedures[number] : NULL;
	} else {
		call->procedure = tl_sql_take(&cursor, 2 * length);
		number = number_of(call->procedure);
	}
	tl_sql_take(&cursor, 2); /* options */
	if (cursor.has_failed)
		return false;
	if (number)
		call->statement = find_statement(cursor, number);
	return true;
}
