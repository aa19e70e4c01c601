// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "database.h"

#include <errno.h>

int tl_database_error(sqlite3 *database)
{
	int system = sqlite3_system_errno(database);

	switch (sqlite3_errcode(database) & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR: /* a table is not there */
		return -EBADMSG;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return system ? -system : -EACCES;
	default:
		return system ? -system : -EIO;
	}
}

sqlite3 *tl_database_open(const char *path, int flags, unsigned int wait_ms, int *error)
{
	sqlite3 *database = NULL;

	/* a connection is used by one thread at a time */
	if (sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, NULL)) {
		*error = database ? tl_database_error(database) : -ENOMEM;
		sqlite3_close(database);
		return NULL;
	}
	sqlite3_busy_timeout(database, (int)wait_ms);
	*error = 0;
	return database;
}

int tl_database_run(sqlite3 *database, const char *sql)
{
	return sqlite3_exec(database, sql, NULL, NULL, NULL) ? tl_database_error(database) : 0;
}

int tl_database_prepare(sqlite3 *database, sqlite3_stmt **statement, const char *sql)
{
	return sqlite3_prepare_v2(database, sql, -1, statement, NULL) ? tl_database_error(database) : 0;
}

int tl_database_step(sqlite3_stmt *statement)
{
	int code = sqlite3_step(statement);
	int error = code == SQLITE_DONE || code == SQLITE_ROW ? 0 : tl_database_error(sqlite3_db_handle(statement));

	sqlite3_reset(statement);
	return error;
}

__s64 tl_database_get(sqlite3 *database, const char *name, __s64 otherwise)
{
	sqlite3_stmt *statement;

	if (tl_database_prepare(database, &statement, "SELECT value FROM segment WHERE name = ?"))
		return otherwise;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) == SQLITE_INTEGER)
		otherwise = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return otherwise;
}

int tl_database_set(sqlite3 *database, const char *name, __s64 value)
{
	sqlite3_stmt *statement;
	int error = tl_database_prepare(database, &statement, "INSERT OR REPLACE INTO segment VALUES (?, ?)");

	if (error)
		return error;
	sqlite3_bind_text(statement, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(statement, 2, value);
	error = tl_database_step(statement);
	sqlite3_finalize(statement);
	return error;
}
