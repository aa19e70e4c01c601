// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * From MySQL's packets to transactions: a login, then commands one after the other. A command's packet has number 0 and the first of
 * its answer number 1, which tells where an answer begins without knowing what was asked.
 */
#include <netinet/in.h>
#include <string.h>

#include "facts.h"
#include "mysql.h"
#include "sql_session.h"
#include "tls_dissector.h"

#define ENOUGH 512 /* octets of a packet that was cut, to know what it is about */

/* One side's stream, from its beginning on. */
struct pass {
	struct tl_transactions *transactions;
	struct tl_sql_session *session;
	const struct tl_message *message;
	__u32 offset;
	__u32 place; /* of the last command or answer */
	__u8 previous; /* number of the packet before */
};

/* TLS where a packet would be: as a header it would be one of more than 64 KiB, during a login. */
static bool is_tls(const struct tl_message *message, __u32 offset)
{
	const __u8 *octets = message->octets + offset;

	return message->captured >= offset + 3 && octets[0] == 0x16 && octets[1] == 3 && octets[2] <= 4;
}

static enum tl_dissection take_tls(const struct pass *pass)
{
	struct tl_message inner = *pass->message;

	tl_message_pass(&inner, pass->offset);
	tl_tls_take_handshake(pass->transactions, &inner);
	return TL_DISSECT_CUT;
}

static void keep_login(struct pass *pass, const struct tl_mysql_login *login, const char *command)
{
	struct tl_transaction *transaction = tl_sql_at(pass->transactions, pass->place, pass->message->time);
	struct tl_record_sql *shared = &pass->session->shared;

	if (login->user.length)
		tl_sql_keep(shared->user, sizeof(shared->user), login->user);
	if (login->database.length)
		tl_sql_keep(shared->database, sizeof(shared->database), login->database);
	if (login->program.length)
		tl_sql_keep(shared->program, sizeof(shared->program), login->program);
	tl_sql_ask(transaction, pass->message->time, command);
	if (transaction && login->plugin.length)
		tl_sql_keep(transaction->facts.sql.authentication, sizeof(transaction->facts.sql.authentication),
			    login->plugin);
	pass->session->is_opaque = login->capabilities & (TL_MYSQL_COMPRESS | TL_MYSQL_COMPRESS_ZSTD);
}

/* The statement that it carries out is known by a number, if its preparation was seen. */
static void keep_execute(const struct pass *pass, const struct tl_mysql_packet *packet,
			 struct tl_transaction *transaction)
{
	struct tl_sql_cursor cursor = {.octets = packet->body + 1, .left = packet->captured - 1};
	__u32 id = (__u32)tl_sql_little(&cursor, 4);

	if (transaction && !transaction->facts.sql.verb[0])
		tl_keep_text(transaction->facts.sql.verb, TL_SQL_VERB_SIZE, tl_sql_remembered(pass->session, id));
}

static void keep_command(struct pass *pass, const struct tl_mysql_packet *packet)
{
	struct tl_transaction *transaction = tl_sql_at(pass->transactions, pass->place, pass->message->time);
	struct tl_record_sql *shared = &pass->session->shared;
	__u8 command = packet->body[0];
	struct tl_mysql_login login;

	tl_sql_ask(transaction, pass->message->time, tl_mysql_command_name(command));
	if (command == TL_MYSQL_QUERY || command == TL_MYSQL_PREPARE)
		tl_sql_state(pass->transactions, transaction, tl_mysql_statement(packet));
	else if (command == TL_MYSQL_EXECUTE)
		keep_execute(pass, packet, transaction);
	else if (command == TL_MYSQL_USE)
		tl_sql_keep(shared->database, sizeof(shared->database), tl_mysql_statement(packet));
	else if (command == TL_MYSQL_CHANGE_USER && tl_mysql_read_change_user(packet, &login))
		keep_login(pass, &login, "change-user");
	if (command == TL_MYSQL_PREPARE && transaction)
		transaction->facts.sql.has_rows = false; /* what answers it has another meaning */
	if (command == TL_MYSQL_QUIT)
		tl_sql_complete(transaction);
}

/* False: nothing behind it can be read. */
static bool take_command(struct pass *pass, const struct tl_mysql_packet *packet)
{
	if (!tl_mysql_command_name(packet->body[0]))
		return false;
	if (packet->captured < packet->length && packet->captured < ENOUGH && !pass->message->is_last)
		return false;
	if (tl_mysql_is_answered(packet->body[0]) || packet->body[0] == TL_MYSQL_QUIT) {
		pass->place++;
		keep_command(pass, packet);
	}
	return packet->captured == packet->length;
}

static bool take_client_packet(struct pass *pass, const struct tl_mysql_packet *packet)
{
	struct tl_mysql_login login;

	if (packet->sequence == 1 && !pass->offset) {
		if (!tl_mysql_read_login(packet, &login))
			return false;
		if (login.is_tls_request)
			tl_sql_ask(tl_sql_at(pass->transactions, TL_SQL_LOGIN, pass->message->time),
				   pass->message->time, "login");
		else
			keep_login(pass, &login, "login");
		return !pass->session->is_opaque;
	}
	if (packet->sequence || !packet->captured)
		return packet->captured == packet->length;
	return take_command(pass, packet);
}

static void keep_greeting(struct pass *pass, const struct tl_mysql_greeting *greeting)
{
	struct tl_transaction *login = tl_sql_at(pass->transactions, TL_SQL_LOGIN, pass->message->time);
	struct tl_record_sql *shared = &pass->session->shared;

	tl_sql_keep(shared->server_version, sizeof(shared->server_version), greeting->version);
	tl_sql_name(login, "login");
	if (login && !login->facts.sql.authentication[0])
		tl_sql_keep(login->facts.sql.authentication, sizeof(login->facts.sql.authentication), greeting->plugin);
}

static void keep_error(struct tl_transaction *transaction, const struct tl_mysql_error *error)
{
	if (!transaction)
		return;
	transaction->facts.sql.error_code = error->code;
	tl_sql_keep(transaction->facts.sql.state, sizeof(transaction->facts.sql.state), error->state);
	tl_sql_complete(transaction);
}

static void keep_ok(struct pass *pass, struct tl_transaction *transaction, const struct tl_mysql_packet *packet)
{
	struct tl_sql_cursor cursor = {.octets = packet->body + 1, .left = packet->captured - 1};
	__u64 rows;

	if (!transaction)
		return;
	if (strcmp(transaction->facts.sql.command, "prepare") == 0)
		tl_sql_remember(pass->session, (__u32)tl_sql_little(&cursor, 4), transaction->facts.sql.verb);
	else if (pass->place != TL_SQL_LOGIN && tl_mysql_read_rows(packet, &rows))
		tl_sql_answer_rows(transaction, rows);
	tl_sql_complete(transaction);
}

static void keep_answer(struct pass *pass, const struct tl_mysql_packet *packet, bool is_first)
{
	struct tl_transaction *transaction = is_first ? tl_sql_at(pass->transactions, pass->place, pass->message->time)
						      : tl_sql_find(pass->transactions, pass->place);
	struct tl_sql_cursor plugin = {.octets = packet->body + 1, .left = packet->captured - 1};
	struct tl_mysql_error error;

	if (tl_mysql_read_error(packet, &error))
		keep_error(transaction, &error);
	else if (packet->body[0] == TL_MYSQL_OK && (is_first || pass->place == TL_SQL_LOGIN))
		keep_ok(pass, transaction, packet);
	else if (packet->body[0] == TL_MYSQL_SWITCH && pass->place == TL_SQL_LOGIN && transaction && packet->length > 1)
		tl_sql_keep(transaction->facts.sql.authentication, sizeof(transaction->facts.sql.authentication),
			    tl_sql_take_text(&plugin));
	if (is_first || pass->place == TL_SQL_LOGIN)
		tl_sql_answer(transaction, pass->message->time);
}

static bool take_server_packet(struct pass *pass, const struct tl_mysql_packet *packet)
{
	bool is_first = packet->sequence == 1 && (!pass->offset || pass->previous);
	struct tl_mysql_greeting greeting;
	struct tl_transaction *login;
	struct tl_mysql_error error;

	if (packet->captured < 1)
		return !packet->length;
	if (!pass->offset && tl_mysql_read_greeting(packet, &greeting)) {
		keep_greeting(pass, &greeting);
		return true;
	}
	if (!pass->offset && !packet->sequence && tl_mysql_read_error(packet, &error)) { /* instead of a greeting */
		login = tl_sql_at(pass->transactions, TL_SQL_LOGIN, pass->message->time);
		tl_sql_name(login, "login");
		keep_error(login, &error);
		return true;
	}
	if (is_first) {
		if (pass->place)
			tl_sql_complete(tl_sql_find(pass->transactions, pass->place));
		pass->place++;
	}
	keep_answer(pass, packet, is_first);
	return packet->captured == packet->length && !(pass->session->is_opaque && !pass->place);
}

static enum tl_dissection take_stream(struct pass *pass, bool is_client)
{
	struct tl_mysql_packet packet;

	for (;;) {
		if (!pass->place && is_tls(pass->message, pass->offset))
			return take_tls(pass);
		if (tl_mysql_read_packet(pass->message, pass->offset, &packet) != TL_DISSECT_WHOLE)
			return TL_DISSECT_CUT;
		if (!(is_client ? take_client_packet(pass, &packet) : take_server_packet(pass, &packet)))
			return TL_DISSECT_CUT;
		pass->offset += TL_MYSQL_HEADER_OCTETS + packet.length;
		pass->previous = packet.sequence;
	}
}

/* Behind a gap stands a command alone, or what answers the latest one. */
static void take_apart(struct pass *pass)
{
	const struct tl_message *message = pass->message;
	struct tl_transaction *asked = tl_sql_unanswered(pass->transactions, message->time);
	struct tl_mysql_packet packet;

	if (pass->session->is_opaque || !tl_sql_is_new(pass->transactions, message) ||
	    tl_mysql_read_packet(message, 0, &packet) != TL_DISSECT_WHOLE || !packet.captured)
		return;
	if (message->side != pass->session->client_side) {
		if (!asked || packet.sequence != 1)
			return;
		pass->place = asked->facts.sql.place;
		keep_answer(pass, &packet, true);
	} else if (!packet.sequence && TL_MYSQL_HEADER_OCTETS + packet.length == message->length) {
		pass->place = pass->session->next_place ? pass->session->next_place - 1 : TL_SQL_LOGIN;
		take_command(pass, &packet);
	}
	tl_sql_session_share(pass->transactions);
}

/* A command that stands alone, in a connection whose beginning was not seen. */
static bool is_query(const struct tl_message *message, const struct tl_mysql_packet *packet)
{
	char verb[TL_SQL_VERB_SIZE];

	return !packet->sequence && packet->captured > 1 &&
	       TL_MYSQL_HEADER_OCTETS + (__u64)packet->length == message->captured &&
	       (packet->body[0] == TL_MYSQL_QUERY || packet->body[0] == TL_MYSQL_PREPARE) &&
	       tl_sql_verb(tl_mysql_statement(packet), verb) && tl_sql_is_common_verb(verb);
}

/* Whose stream begins so? WHOLE: it is this protocol. */
static enum tl_dissection recognise(const struct tl_message *message, bool *is_client)
{
	struct tl_mysql_packet packet;
	struct tl_mysql_greeting greeting;
	struct tl_mysql_login login;
	struct tl_mysql_error error;

	if (tl_mysql_read_packet(message, 0, &packet) != TL_DISSECT_WHOLE || !packet.captured)
		return message->captured < TL_MYSQL_HEADER_OCTETS + 1 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN;
	*is_client = false;
	if (tl_mysql_read_greeting(&packet, &greeting))
		return TL_DISSECT_WHOLE;
	if (!packet.sequence && tl_mysql_read_error(&packet, &error) &&
	    TL_MYSQL_HEADER_OCTETS + packet.length == message->captured)
		return TL_DISSECT_WHOLE;
	*is_client = true;
	if ((tl_mysql_read_login(&packet, &login) && login.capabilities & TL_MYSQL_PROTOCOL_41) ||
	    is_query(message, &packet))
		return TL_DISSECT_WHOLE;
	if (packet.captured == packet.length || packet.sequence > 1 || packet.length > 4096 || message->is_last)
		return TL_DISSECT_FOREIGN;
	return packet.sequence || packet.body[0] == 10 || packet.body[0] == TL_MYSQL_ERROR ? TL_DISSECT_CUT
											   : TL_DISSECT_FOREIGN;
}

static enum tl_dissection take(struct tl_transactions *transactions, const struct tl_message *message)
{
	struct pass pass = {.transactions = transactions, .message = message};
	enum tl_dissection dissection =
		tl_sql_session_enter(transactions, TL_SQL_MYSQL, message, recognise, &pass.session);

	if (dissection != TL_DISSECT_WHOLE)
		return dissection;
	if (message->is_apart) {
		take_apart(&pass);
		return TL_DISSECT_CUT;
	}
	dissection = take_stream(&pass, message->side == pass.session->client_side);
	tl_sql_session_leave(transactions, message, pass.offset);
	return dissection;
}

const struct tl_dissector tl_dissector_mysql = {
	.name = "mysql",
	.protocol = IPPROTO_TCP,
	.facts = TL_FACTS_sql,
	.take = take,
};
