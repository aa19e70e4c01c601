/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_FLOW_FACTS_SQL_H
#define TAPLESS_FLOW_FACTS_SQL_H

#include "text.h"

/*
 * A request to a database and its answer, whatever the protocol; the first one of a connection is the login. No password and no
 * hash of one is ever here. Texts are UTF-8 or the peer's octets, cut where there is no room.
 */
struct tl_record_sql {
	__u32 place; /* of the request in its connection, as its dissector counts */
	__u32 response_time; /* microseconds to the answer's beginning, valid if is_timed */
	__u64 asked_at; /* 0: the request was not seen */
	__u64 answered_at; /* 0: the answer was not seen */
	__u64 rows;
	__u32 error_code;
	bool has_request;
	bool has_rows;
	bool is_timed;
	char command[24];
	char verb[24];
	char state[8];
	char authentication[32];
	char procedure[64];
	char server_version[64];
	char user[TL_RECORD_TEXT];
	char database[TL_RECORD_TEXT];
	char program[TL_RECORD_TEXT];
	char statement[TL_RECORD_LINE]; /* only if it was asked for: it may hold anything */
};

/* clang-format off */
#define TL_SQL_FIELDS(ROW) \
	ROW(sql, sqlCommand, TAPLESS, 140, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		command, command, "database: kind of the request: login, query, prepare, execute, quit, ...") \
	ROW(sql, sqlStatementVerb, TAPLESS, 141, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		verb, verb, "first keyword of its statement, in upper case: SELECT, INSERT, ...") \
	ROW(sql, sqlStatement, TAPLESS, 142, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		statement, statement, "the statement as sent, cut; only with --sql-text") \
	ROW(sql, sqlProcedure, TAPLESS, 143, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		procedure, procedure, "procedure that the request calls by name") \
	ROW(sql, sqlUser, TAPLESS, 144, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		user, user, "user that logged in") \
	ROW(sql, sqlDatabase, TAPLESS, 145, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		database, database, "database in use when the request was made") \
	ROW(sql, sqlClientProgram, TAPLESS, 146, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		program, program, "what the client's program calls itself") \
	ROW(sql, sqlServerVersion, TAPLESS, 147, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		server_version, server_version, "version of the server, as it says") \
	ROW(sql, sqlAuthentication, TAPLESS, 148, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		authentication, authentication, "how the login is proven: name of the method or plugin") \
	ROW(sql, sqlErrorCode, TAPLESS, 149, UNSIGNED32, IDENTIFIER, NONE, 4, \
		error_code, error_code, "number of the error that the server answers with") \
	ROW(sql, sqlState, TAPLESS, 150, STRING, DEFAULT, NONE, TL_VARIABLE_LENGTH, \
		state, state, "SQLSTATE of the error that the server answers with") \
	ROW(sql, sqlRows, TAPLESS, 151, UNSIGNED64, QUANTITY, NONE, 8, \
		rows, has_rows, "rows that were changed, or returned, if the answer counts them") \
	ROW(sql, sqlResponseTime, TAPLESS, 152, UNSIGNED32, QUANTITY, MICROSECONDS, 4, \
		response_time, is_timed, "from the request to the beginning of its answer")
/* clang-format on */

#endif
