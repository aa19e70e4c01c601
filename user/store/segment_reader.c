// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "segment_reader.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "hosts.h"
#include "record_reader.h"

#define WAIT_MS	     10000 /* for a writer that seals or recovers */
#define URI_SIZE     (3 * 4096 + 32)
#define LISTED_MAX   4 /* of so many records at most one: else reading all in their order is faster */
#define IDS_SIZE     16384
#define MAPPED_START "\0\0\0\0\0\0\0\0\0\0\xff\xff"

struct tl_segment_reader {
	sqlite3 *database;
	bool is_sealed;
	struct tl_segment_extent extent;
	struct tl_record_reader records;
	const struct tl_archive_visitor *visitor; /* of the question at hand */
	int status; /* 0; 1: the visitor had enough; -errno */
};

/* SQLite takes what is behind ? and # in a URI for its own. */
static void put_uri(char *uri, const char *path)
{
	static const char digits[] = "0123456789abcdef";
	size_t used = strlen(strcpy(uri, "file:"));

	for (; *path && used < URI_SIZE - 32; path++) {
		if (isalnum((unsigned char)*path) || strchr("/._-~", *path)) {
			uri[used++] = *path;
			continue;
		}
		uri[used++] = '%';
		uri[used++] = digits[(unsigned char)*path >> 4];
		uri[used++] = digits[*path & 15];
	}
	strcpy(uri + used, "?immutable=1");
}

/* A step of the aggregate function: a row costs a third less than by sqlite3_step() and a call for each of its columns. */
static void take_values(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct tl_segment_reader *reader = sqlite3_user_data(context);
	const struct tl_archive_visitor *visitor = reader->visitor;

	(void)count;
	reader->status = tl_record_reader_take(&reader->records, values);
	if (!reader->status && !visitor->row(visitor->context, &reader->records.row))
		reader->status = 1;
	if (reader->status)
		sqlite3_result_error_code(context, SQLITE_ABORT);
}

static void end_values(sqlite3_context *context)
{
	sqlite3_result_null(context);
}

static int add_function(struct tl_segment_reader *reader)
{
	return sqlite3_create_function(reader->database, "tl_take", -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, reader, NULL,
				       take_values, end_values)
		       ? tl_database_error(reader->database)
		       : 0;
}

static int open_database(struct tl_segment_reader *reader, const char *path)
{
	char uri[URI_SIZE];
	int error;

	put_uri(uri, path);
	reader->database =
		tl_database_open(reader->is_sealed ? uri : path,
				 SQLITE_OPEN_READONLY | (reader->is_sealed ? SQLITE_OPEN_URI : 0), WAIT_MS, &error);
	if (error)
		return error;
	/* all answers of one commit, however many statements they take */
	error = tl_database_run(reader->database, "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; BEGIN");
	if (error)
		return error;
	return tl_database_get(reader->database, "version", 0) == TL_STORE_VERSION ? 0
	       : tl_database_error(reader->database)				   ? tl_database_error(reader->database)
										   : -EBADMSG;
}

struct tl_segment_reader *tl_segment_reader_open(const char *path, bool is_sealed, int *error)
{
	struct tl_segment_reader *reader = calloc(1, sizeof(*reader));
	struct stat status;

	*error = -ENOMEM;
	if (!reader)
		return NULL;
	reader->is_sealed = is_sealed;
	*error = open_database(reader, path);
	if (!*error)
		*error = add_function(reader);
	if (!*error)
		*error = tl_record_reader_open(&reader->records, reader->database);
	if (*error) {
		tl_segment_reader_close(reader);
		return NULL;
	}
	reader->extent = (struct tl_segment_extent){
		.records = (__u64)tl_database_get(reader->database, "records", 0),
		.first = (__u64)tl_database_get(reader->database, "first", 0),
		.last = (__u64)tl_database_get(reader->database, "last", 0),
		.detail = (unsigned int)tl_database_get(reader->database, "detail", 0),
	};
	if (reader->extent.records && !stat(path, &status))
		reader->records.octets = (__u32)((__u64)status.st_size / reader->extent.records);
	return reader;
}

void tl_segment_reader_close(struct tl_segment_reader *reader)
{
	if (!reader)
		return;
	tl_record_reader_close(&reader->records);
	sqlite3_close(reader->database);
	free(reader);
}

void tl_segment_reader_extent(const struct tl_segment_reader *reader, struct tl_segment_extent *extent)
{
	*extent = reader->extent;
}

/* Calls `take` for each id of an address: it has several if its place changed. Returns their number or -errno. */
static int each_id(struct tl_segment_reader *reader, const __u8 *octets, unsigned int length,
		   int (*take)(void *context, __u64 id), void *context)
{
	sqlite3_stmt *select;
	int count = 0, error;

	error = tl_database_prepare(reader->database, &select, "SELECT id FROM address WHERE octets = ?");
	if (error)
		return error;
	sqlite3_bind_blob(select, 1, octets, (int)length, SQLITE_STATIC);
	for (; !error && sqlite3_step(select) == SQLITE_ROW; count++)
		if (take)
			error = take(context, (__u64)sqlite3_column_int64(select, 0));
	if (!error)
		error = tl_database_error(reader->database);
	sqlite3_finalize(select);
	return error ? error : count;
}

int tl_segment_reader_knows(struct tl_segment_reader *reader, const __u8 *octets, unsigned int length)
{
	int count = each_id(reader, octets, length, NULL, NULL);

	return count < 0 ? count : count > 0;
}

struct wanted_hosts {
	struct tl_segment_reader *reader;
	struct tl_flow_ids flows;
	struct tl_buffer ids; /* as SQL has them */
	unsigned int count;
};

static int take_host(void *context, __u64 id)
{
	struct wanted_hosts *hosts = context;

	tl_buffer_print(&hosts->ids, "%s%llu", hosts->count++ ? ", " : "", (unsigned long long)id);
	return hosts->reader->is_sealed ? tl_hosts_find(hosts->reader->database, id, &hosts->flows) : 0;
}

static int find_hosts(struct wanted_hosts *hosts, const struct tl_question *question)
{
	int error = 0;

	for (unsigned int i = 0; i < question->host_count && error >= 0; i++) {
		const __u8 *octets = question->hosts[i];
		bool is_mapped = !memcmp(octets, MAPPED_START, 12);

		error = each_id(hosts->reader, is_mapped ? octets + 12 : octets, is_mapped ? 4 : 16, take_host, hosts);
	}
	tl_flow_ids_sort(&hosts->flows);
	return error < 0 ? error : 0;
}

/* As `start` has times; "any time" is further away than it can tell. */
static __s64 since(__u64 base, __u64 time)
{
	__u64 distance = time > base ? time - base : base - time;

	if (distance > INT64_MAX)
		distance = INT64_MAX;
	return time > base ? (__s64)distance : -(__s64)distance;
}

/* A segment that lies within the time asked for needs no comparison of each record. */
static void put_times(struct tl_segment_reader *reader, const struct tl_question *question, struct tl_buffer *sql)
{
	__u64 base = reader->records.base[TL_STORE_start];

	if (question->from <= reader->extent.first && question->to > reader->extent.last)
		return;
	tl_buffer_print(sql, " AND (start IS NULL OR (start < %lld", since(base, question->to));
	tl_buffer_print(sql, " AND start + duration >= %lld))", since(base, question->from));
}

static int prepare(struct tl_segment_reader *reader, const struct tl_question *question, const char *from,
		   const char *where, sqlite3_stmt **select)
{
	struct tl_buffer sql = {0};
	int error;

	tl_buffer_text(&sql, "SELECT tl_take(");
	tl_record_reader_want(&reader->records, question->fields, question->field_count, &sql);
	tl_buffer_print(&sql, ") FROM %s WHERE ", from);
	tl_buffer_text(&sql, where);
	put_times(reader, question, &sql);
	tl_buffer_put(&sql, "", 1);
	error = sql.failed ? -ENOMEM : tl_database_prepare(reader->database, select, (const char *)sql.bytes);
	tl_buffer_free(&sql);
	return error;
}

/* Hands all rows that the statement has to the visitor. */
static int step_through(struct tl_segment_reader *reader, sqlite3_stmt *select,
			const struct tl_archive_visitor *visitor)
{
	int code;

	reader->visitor = visitor;
	reader->status = 0;
	code = sqlite3_step(select);
	return reader->status || code == SQLITE_ROW ? reader->status : tl_database_error(reader->database);
}

static int ask_listed(struct tl_segment_reader *reader, const struct tl_question *question,
		      const struct tl_archive_visitor *visitor, const struct tl_flow_ids *flows)
{
	sqlite3_stmt *select = NULL;
	int status = prepare(reader, question, "flow", "id = ?1", &select);

	for (size_t i = 0; i < flows->count && !status; i++) {
		sqlite3_reset(select);
		sqlite3_bind_int64(select, 1, (__s64)flows->ids[i]);
		status = step_through(reader, select, visitor);
	}
	sqlite3_finalize(select);
	return status;
}

static int ask_scanning(struct tl_segment_reader *reader, const struct tl_question *question,
			const struct tl_archive_visitor *visitor, const char *from, const char *where)
{
	sqlite3_stmt *select = NULL;
	int status = prepare(reader, question, from, where, &select);

	if (!status)
		status = step_through(reader, select, visitor);
	sqlite3_finalize(select);
	return status;
}

static int ask_hosts(struct tl_segment_reader *reader, const struct tl_question *question,
		     const struct tl_archive_visitor *visitor)
{
	struct wanted_hosts hosts = {.reader = reader};
	struct tl_buffer where = {0};
	int status = find_hosts(&hosts, question);

	if (!status && !hosts.count)
		goto cleanup;
	if (!status && reader->is_sealed && hosts.flows.count * LISTED_MAX < reader->extent.records) {
		status = ask_listed(reader, question, visitor, &hosts.flows);
		goto cleanup;
	}
	tl_buffer_put(&hosts.ids, "", 1);
	tl_buffer_text(&where, "(source IN (");
	tl_buffer_text(&where, (const char *)hosts.ids.bytes);
	tl_buffer_text(&where, ") OR destination IN (");
	tl_buffer_text(&where, (const char *)hosts.ids.bytes);
	tl_buffer_put(&where, "))", 3);
	if (where.failed || hosts.ids.failed)
		status = -ENOMEM;
	if (!status)
		status = ask_scanning(reader, question, visitor, "flow", (const char *)where.bytes);
cleanup:
	tl_buffer_free(&where);
	tl_buffer_free(&hosts.ids);
	free(hosts.flows.ids);
	return status;
}

int tl_segment_reader_ask(struct tl_segment_reader *reader, const struct tl_question *question,
			  const struct tl_archive_visitor *visitor, bool *enough)
{
	int status = question->host_count ? ask_hosts(reader, question, visitor)
					  : ask_scanning(reader, question, visitor, "flow", "1");

	*enough = status > 0;
	return status > 0 ? 0 : status;
}

int tl_segment_reader_latest(struct tl_segment_reader *reader, const struct tl_question *question,
			     const struct tl_archive_visitor *visitor, unsigned int limit)
{
	char from[80];
	int status;

	snprintf(from, sizeof(from), "(SELECT * FROM flow ORDER BY id DESC LIMIT %u)", limit);
	status = ask_scanning(reader, question, visitor, from, "1");
	return status > 0 ? 0 : status;
}

int tl_segment_reader_check(struct tl_segment_reader *reader)
{
	sqlite3_stmt *select;
	int error = tl_database_prepare(reader->database, &select, "PRAGMA integrity_check(1)");

	if (error)
		return error;
	if (sqlite3_step(select) == SQLITE_ROW)
		error = strcmp((const char *)sqlite3_column_text(select, 0), "ok") ? -EBADMSG : 0;
	else
		error = tl_database_error(reader->database);
	sqlite3_finalize(select);
	return error;
}
