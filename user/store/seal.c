// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "seal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hosts.h"

#define WAIT_MS 2000

/* Indices of a segment that is complete are packed full, and cost nothing while records come in. */
static int index_all(sqlite3 *database)
{
	int error = tl_database_run(database, "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000; "
					      "PRAGMA wal_autocheckpoint = 2000; BEGIN IMMEDIATE");

	if (!error)
		error = tl_hosts_make(database);
	if (!error)
		error = tl_database_run(database, "CREATE INDEX IF NOT EXISTS address_octets ON address (octets)");
	if (!error)
		error = tl_database_run(database, "COMMIT");
	if (!error)
		error = tl_database_run(database, "PRAGMA wal_checkpoint(TRUNCATE)");
	return error;
}

/* SQLite answers with the mode that holds, and does not fail if that is still the old one. */
static int leave_wal(sqlite3 *database)
{
	sqlite3_stmt *statement;
	int error = tl_database_prepare(database, &statement, "PRAGMA journal_mode = DELETE");

	if (error)
		return error;
	if (sqlite3_step(statement) == SQLITE_ROW)
		error = strcmp((const char *)sqlite3_column_text(statement, 0), "delete") ? -EBUSY : 0;
	else
		error = tl_database_error(database);
	sqlite3_finalize(statement);
	return error;
}

static int finish(sqlite3 *database)
{
	int error = index_all(database);

	return error ? error : leave_wal(database);
}

int tl_segment_finish(const char *path)
{
	sqlite3 *database;
	int error;

	database = tl_database_open(path, SQLITE_OPEN_READWRITE, WAIT_MS, &error);
	if (!database)
		return error;
	error = finish(database);
	sqlite3_close(database);
	return error;
}

int tl_segment_seal(const char *folder, const struct tl_segment_name *name)
{
	char from[PATH_MAX], to[PATH_MAX];
	sqlite3 *database;
	__s64 records;
	int error;

	tl_segment_path(from, folder, name);
	database = tl_database_open(from, SQLITE_OPEN_READWRITE, WAIT_MS, &error);
	if (!database)
		return error;
	records = tl_database_get(database, "records", 0);
	error = tl_database_error(database);
	if (records)
		error = finish(database);
	sqlite3_close(database);
	/* a process that was killed before its first commit may have left a file without tables */
	if (!records && (!error || error == -EBADMSG) && tl_segment_octets(folder, name) < 1 << 20)
		return tl_segment_remove(folder, name);
	if (error)
		return error;
	snprintf(to, sizeof(to), "%.*s.sqlite", (int)(strrchr(from, '.') - from), from);
	return rename(from, to) ? -errno : 0;
}
