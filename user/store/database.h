/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What all of the store says to SQLite: schema, statements, errors as -errno. */
#ifndef TAPLESS_STORE_DATABASE_H
#define TAPLESS_STORE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>

#include <linux/types.h>

#include "../export/buffer.h"

#define TL_STORE_VERSION 1

/* 0, or what went wrong last as -errno: -ENOSPC, -EBUSY, -EBADMSG (damaged), ... */
int tl_database_error(sqlite3 *database);

/* Waits for others at most `wait_ms`. NULL and *error. */
sqlite3 *tl_database_open(const char *path, int flags, unsigned int wait_ms, int *error);

int tl_database_run(sqlite3 *database, const char *sql); /* any number of statements; 0 or -errno */
int tl_database_prepare(sqlite3 *database, sqlite3_stmt **statement, const char *sql);

/* Steps a statement that returns no row, and readies it for the next time. */
int tl_database_step(sqlite3_stmt *statement);

/* One integer of the table `segment`; `otherwise` if it has none. */
__s64 tl_database_get(sqlite3 *database, const char *name, __s64 otherwise);
int tl_database_set(sqlite3 *database, const char *name, __s64 value);

/* The statements that make a segment, for SQLite and, with what each column means, for people. */
void tl_schema_put(struct tl_buffer *out, bool for_people);

#endif
