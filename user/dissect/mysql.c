// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "mysql.h"

#include <string.h>

#define PROTOCOL_VERSION   10
#define VERSION_MOST	   63
#define TLS_REQUEST_OCTETS 32
#define FILLER_OCTETS	   19 /* four more were reserved; MariaDB has capabilities there */
#define ERROR_LEAST	   1000 /* numbers of errors that a server makes */
#define ATTRIBUTES_MOST	   64 /* of a statement */
#define TYPE_NULL	   6

static const char *const names[] = {
	[0x00] = "sleep",
	[TL_MYSQL_QUIT] = "quit",
	[TL_MYSQL_USE] = "use",
	[TL_MYSQL_QUERY] = "query",
	[0x04] = "field-list",
	[0x05] = "create-database",
	[0x06] = "drop-database",
	[0x07] = "refresh",
	[0x08] = "shutdown",
	[0x09] = "statistics",
	[0x0a] = "process-list",
	[0x0b] = "connect",
	[0x0c] = "kill",
	[0x0d] = "debug",
	[0x0e] = "ping",
	[TL_MYSQL_CHANGE_USER] = "change-user",
	[0x12] = "binlog-dump",
	[0x13] = "table-dump",
	[0x14] = "connect-out",
	[0x15] = "register-replica",
	[TL_MYSQL_PREPARE] = "prepare",
	[TL_MYSQL_EXECUTE] = "execute",
	[TL_MYSQL_SEND_LONG_DATA] = "send-long-data",
	[TL_MYSQL_CLOSE] = "close",
	[0x1a] = "reset-statement",
	[0x1b] = "set-option",
	[0x1c] = "fetch",
	[0x1d] = "daemon",
	[0x1e] = "binlog-dump-gtid",
	[0x1f] = "reset-connection",
	[0x20] = "clone",
	[0xfa] = "bulk-execute",
};

const char *tl_mysql_command_name(__u8 command)
{
	return command < sizeof(names) / sizeof(names[0]) ? names[command] : NULL;
}

bool tl_mysql_is_answered(__u8 command)
{
	return command != TL_MYSQL_QUIT && command != TL_MYSQL_SEND_LONG_DATA && command != TL_MYSQL_CLOSE;
}

enum tl_dissection tl_mysql_read_packet(const struct tl_message *message, __u32 offset, struct tl_mysql_packet *packet)
{
	struct tl_sql_cursor cursor = {.octets = message->octets, .left = message->captured};

	tl_sql_take(&cursor, offset);
	packet->length = (__u32)tl_sql_little(&cursor, 3);
	packet->sequence = (__u8)tl_sql_little(&cursor, 1);
	packet->body = cursor.octets;
	packet->captured = packet->length < cursor.left ? packet->length : cursor.left;
	if (cursor.has_failed)
		return TL_DISSECT_CUT;
	/* Empty ones end a file that LOAD DATA LOCAL sends; no conversation begins with one. */
	return packet->length || offset ? TL_DISSECT_WHOLE : TL_DISSECT_FOREIGN;
}

static struct tl_sql_cursor open_packet(const struct tl_mysql_packet *packet)
{
	return (struct tl_sql_cursor){
		.octets = packet->body, .left = packet->captured, .has_failed = packet->captured < packet->length};
}

bool tl_mysql_read_greeting(const struct tl_mysql_packet *packet, struct tl_mysql_greeting *greeting)
{
	struct tl_sql_cursor cursor = open_packet(packet);
	__u32 capabilities;

	memset(greeting, 0, sizeof(*greeting));
	if (packet->sequence || tl_sql_little(&cursor, 1) != PROTOCOL_VERSION)
		return false;
	greeting->version = tl_sql_take_text(&cursor);
	tl_sql_take(&cursor, 4 + 8); /* thread, first part of the challenge */
	if (tl_sql_little(&cursor, 1) || cursor.has_failed || !greeting->version.length ||
	    greeting->version.length > VERSION_MOST || !tl_sql_is_printable(greeting->version))
		return false;
	capabilities = (__u32)tl_sql_little(&cursor, 2);
	if (cursor.has_failed)
		return false;
	tl_sql_take(&cursor, 1 + 2); /* character set, status */
	capabilities |= (__u32)tl_sql_little(&cursor, 2) << 16;
	if (capabilities & TL_MYSQL_PLUGIN) {
		__u64 challenge = tl_sql_little(&cursor, 1);

		tl_sql_take(&cursor, 10);
		tl_sql_take(&cursor, challenge > 8 + 13 ? challenge - 8 : 13);
		greeting->plugin = tl_sql_take_text(&cursor);
	}
	return true;
}

/* Integers of variable length: below 251 one octet; 252, 253, 254 say that 2, 3, 8 follow. */
static __u64 take_number(struct tl_sql_cursor *cursor)
{
	__u8 first = (__u8)tl_sql_little(cursor, 1);

	if (first < 251)
		return first;
	if (first == 251 || first == 255) {
		cursor->has_failed = true;
		return 0;
	}
	return tl_sql_little(cursor, first == 252 ? 2 : first == 253 ? 3 : 8);
}

static struct tl_sql_span find_program(struct tl_sql_cursor cursor)
{
	struct tl_sql_span attributes = tl_sql_take(&cursor, take_number(&cursor));

	cursor = (struct tl_sql_cursor){.octets = attributes.octets, .left = attributes.length};
	while (cursor.left && !cursor.has_failed) {
		struct tl_sql_span name = tl_sql_take(&cursor, take_number(&cursor));
		struct tl_sql_span value = tl_sql_take(&cursor, take_number(&cursor));

		if (name.length == strlen("program_name") && !memcmp(name.octets, "program_name", name.length))
			return value;
	}
	return (struct tl_sql_span){};
}

static void skip_proof(struct tl_sql_cursor *cursor, __u32 capabilities)
{
	if (capabilities & TL_MYSQL_LONG_AUTHENTICATION)
		tl_sql_take(cursor, take_number(cursor));
	else if (capabilities & TL_MYSQL_SECURE_CONNECTION)
		tl_sql_take(cursor, tl_sql_little(cursor, 1));
	else
		tl_sql_take_text(cursor);
}

static bool read_filler(struct tl_sql_cursor *cursor)
{
	for (unsigned int i = 0; i < FILLER_OCTETS; i++)
		if (tl_sql_little(cursor, 1))
			return false;
	tl_sql_take(cursor, 4);
	return !cursor->has_failed;
}

/* Before version 4.1: shorter, and without what came later. */
static bool read_old_login(struct tl_sql_cursor *cursor, struct tl_mysql_login *login)
{
	login->capabilities &= 0xffff;
	tl_sql_take(cursor, 2 + 3);
	login->user = tl_sql_take_text(cursor);
	if (login->capabilities & TL_MYSQL_WITH_DATABASE) {
		tl_sql_take_text(cursor);
		login->database = tl_sql_take_text(cursor);
	}
	return !cursor->has_failed && login->user.length && tl_sql_is_printable(login->user);
}

bool tl_mysql_read_login(const struct tl_mysql_packet *packet, struct tl_mysql_login *login)
{
	struct tl_sql_cursor cursor = open_packet(packet), start = cursor;

	memset(login, 0, sizeof(*login));
	login->capabilities = (__u32)tl_sql_little(&cursor, 4);
	if (packet->sequence != 1 || cursor.has_failed)
		return false;
	if (!(login->capabilities & TL_MYSQL_PROTOCOL_41))
		return read_old_login(&start, login);
	tl_sql_take(&cursor, 4 + 1); /* largest packet, character set */
	if (!read_filler(&cursor))
		return false;
	login->is_tls_request = packet->length == TLS_REQUEST_OCTETS && login->capabilities & TL_MYSQL_TLS;
	if (login->is_tls_request)
		return true;
	login->user = tl_sql_take_text(&cursor);
	if (cursor.has_failed || !tl_sql_is_printable(login->user))
		return false;
	skip_proof(&cursor, login->capabilities);
	if (login->capabilities & TL_MYSQL_WITH_DATABASE && cursor.left) /* some clients leave it out all the same */
		login->database = tl_sql_take_text(&cursor);
	if (login->capabilities & TL_MYSQL_PLUGIN && cursor.left)
		login->plugin = tl_sql_take_text(&cursor);
	if (login->capabilities & TL_MYSQL_ATTRIBUTES && cursor.left && !cursor.has_failed)
		login->program = find_program(cursor);
	return true;
}

bool tl_mysql_read_change_user(const struct tl_mysql_packet *packet, struct tl_mysql_login *login)
{
	struct tl_sql_cursor cursor = open_packet(packet);

	memset(login, 0, sizeof(*login));
	tl_sql_take(&cursor, 1);
	login->user = tl_sql_take_text(&cursor);
	skip_proof(&cursor, TL_MYSQL_SECURE_CONNECTION);
	login->database = tl_sql_take_text(&cursor);
	return !cursor.has_failed;
}

bool tl_mysql_read_error(const struct tl_mysql_packet *packet, struct tl_mysql_error *error)
{
	struct tl_sql_cursor cursor = open_packet(packet);

	memset(error, 0, sizeof(*error));
	if (tl_sql_little(&cursor, 1) != TL_MYSQL_ERROR)
		return false;
	error->code = (__u16)tl_sql_little(&cursor, 2);
	if (cursor.left > 5 && *cursor.octets == '#') {
		tl_sql_take(&cursor, 1);
		error->state = tl_sql_take(&cursor, 5);
	}
	return !cursor.has_failed && error->code >= ERROR_LEAST && tl_sql_is_printable(error->state);
}

bool tl_mysql_read_rows(const struct tl_mysql_packet *packet, __u64 *rows)
{
	struct tl_sql_cursor cursor = open_packet(packet);

	if (tl_sql_little(&cursor, 1) != TL_MYSQL_OK)
		return false;
	*rows = take_number(&cursor);
	return !cursor.has_failed;
}

/* A value's octets by its type; 0: as many as stand before it. */
static const __u8 value_octets[] = {[1] = 1, [2] = 2, [3] = 4, [4] = 4, [5] = 8, [8] = 8, [9] = 4, [13] = 2};

static void skip_value(struct tl_sql_cursor *cursor, __u8 type)
{
	__u8 octets = type < sizeof(value_octets) ? value_octets[type] : 0;

	if (type != TYPE_NULL)
		tl_sql_take(cursor, octets ? octets : take_number(cursor));
}

/* How many, how many sets of them, which are NULL, types and names, values. False: the text begins at once. */
static bool skip_attributes(struct tl_sql_cursor *cursor)
{
	__u64 count = take_number(cursor), sets = take_number(cursor);
	__u8 type[ATTRIBUTES_MOST];
	struct tl_sql_span nulls;

	if (sets != 1 || count > ATTRIBUTES_MOST || !count)
		return sets == 1 && !count;
	nulls = tl_sql_take(cursor, (count + 7) / 8);
	if (tl_sql_little(cursor, 1) != 1) /* types follow */
		return false;
	for (unsigned int i = 0; i < count; i++) {
		type[i] = (__u8)tl_sql_little(cursor, 2);
		tl_sql_take(cursor, take_number(cursor));
	}
	for (unsigned int i = 0; i < count && !cursor->has_failed; i++)
		if (!(nulls.octets[i / 8] >> i % 8 & 1))
			skip_value(cursor, type[i]);
	return !cursor->has_failed;
}

/* MySQL 8 can send attributes before the text: nearly always none, or whose trace it belongs to. */
struct tl_sql_span tl_mysql_statement(const struct tl_mysql_packet *packet)
{
	struct tl_sql_cursor start = {.octets = packet->body, .left = packet->captured}, cursor;

	tl_sql_take(&start, 1);
	cursor = start;
	if (!skip_attributes(&cursor))
		cursor = start;
	return tl_sql_take(&cursor, cursor.left);
}
