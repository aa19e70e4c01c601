// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ids.h"
#include "profile.h"

#define ROOM	      32768
#define INSERT_VALUES "INSERT INTO flow VALUES (NULL"

/*
 * One file for a segment and nothing beside it once it is sealed. WAL: readers see what is committed while records
 * are written. Without a wait for the disk at each commit a power failure costs the last seconds, never the file; a
 * killed process costs nothing.
 */
static const char settings[] =
	"PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
	"PRAGMA wal_autocheckpoint = 2000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;";

/* What `segment` says of the records. */
struct extent {
	__u64 records, first, last;
	bool has_base;
	__u64 base[TL_STORE__COLUMNS]; /* of the columns that are TL_COLUMN_SINCE */
};

struct tl_store_writer {
	sqlite3 *database;
	sqlite3_stmt *insert;
	const struct tl_plan_field *plan;
	struct tl_store_ids ids;
	struct extent extent, committed;
	struct tl_pack keys[TL_GROUP__COUNT], own[TL_GROUP__COUNT], details, place;
	__u8 room[2 * TL_GROUP__COUNT + 2][ROOM];
};

static bool is_same(const struct tl_row *row, unsigned int field, unsigned int as)
{
	const struct tl_datum *other = as == TL_STORE_NO_FIELD ? NULL : tl_row_get(row, as);

	return other && row->data[field].number == tl_store_same(field, as, other->number);
}

static void put_own(struct tl_store_writer *writer, const struct tl_row *row, unsigned int field)
{
	const struct tl_plan_field *plan = &writer->plan[field];
	const struct tl_datum *datum = &row->data[field];

	if (plan->relative_to == TL_STORE_NO_FIELD) {
		tl_store_put_value(&writer->ids, &writer->own[plan->group], field, datum);
		return;
	}
	tl_pack_signed(&writer->own[plan->group],
		       (__s64)(datum->number -
			       (row->data[plan->relative_to].is_present ? row->data[plan->relative_to].number : 0)));
}

static void put_field(struct tl_store_writer *writer, const struct tl_row *row, unsigned int field)
{
	const struct tl_plan_field *plan = &writer->plan[field];
	struct tl_pack *key = &writer->keys[plan->group];

	tl_store_describe(&writer->ids, field);
	if (is_same(row, field, plan->same_as)) {
		tl_store_describe(&writer->ids, plan->same_as);
		tl_pack_number(key, 4 * field + TL_CODE_SAME);
		tl_pack_number(key, plan->same_as);
	} else if (plan->keeping == TL_KEEP_STEADY) {
		tl_pack_number(key, 4 * field + TL_CODE_STEADY);
		tl_store_put_value(&writer->ids, key, field, &row->data[field]);
	} else {
		tl_pack_number(key, 4 * field + TL_CODE_OWN);
		put_own(writer, row, field);
	}
}

static const struct tl_datum *address_of(const struct tl_row *row, enum tl_store_column_row column)
{
	const struct tl_datum *datum = tl_row_get(row, tl_store_columns[column].field);

	return datum ? datum : tl_row_get(row, tl_store_columns[column].other_field);
}

/* Of both ends the place is kept in the source's elements: an address has one row, whichever end it is. */
static void put_place(struct tl_store_writer *writer, const struct tl_row *row, unsigned int end)
{
	writer->place.used = 0;
	for (unsigned int i = 0; i < row->present_count; i++) {
		unsigned int field = row->present[i], kept = field;

		if (writer->plan[field].keeping != TL_KEEP_PLACE || writer->plan[field].end != end)
			continue;
		if (end)
			kept = writer->plan[field].counterpart;
		tl_store_describe(&writer->ids, kept);
		tl_pack_number(&writer->place, 4 * kept + TL_CODE_STEADY);
		tl_store_put_value(&writer->ids, &writer->place, kept, &row->data[field]);
	}
}

static void bind_address(struct tl_store_writer *writer, const struct tl_row *row, unsigned int column)
{
	const struct tl_datum *datum = address_of(row, column);
	sqlite3_stmt *insert = writer->insert;

	sqlite3_bind_null(insert, (int)column + 1);
	if (!datum)
		return;
	put_place(writer, row, column == TL_STORE_destination);
	sqlite3_bind_int64(insert, (int)column + 1, (__s64)tl_store_address_id(&writer->ids, datum, &writer->place));
}

static void bind_column(struct tl_store_writer *writer, const struct tl_row *row, unsigned int column)
{
	const struct tl_datum *datum = tl_row_get(row, tl_store_columns[column].field), *before;
	sqlite3_stmt *insert = writer->insert;
	__u64 number = 0;

	if (tl_store_columns[column].form == TL_COLUMN_ADDRESS) {
		bind_address(writer, row, column);
		return;
	}
	if (!datum) {
		sqlite3_bind_null(insert, (int)column + 1);
		return;
	}
	switch (tl_store_columns[column].form) {
	case TL_COLUMN_TEXT:
		number = tl_store_text_id(&writer->ids, datum);
		break;
	case TL_COLUMN_SINCE:
		number = datum->number - writer->extent.base[column];
		break;
	case TL_COLUMN_AFTER:
		before = tl_row_get(row, tl_store_columns[column - 1].field);
		number = datum->number - (before ? before->number : 0);
		break;
	default:
		number = datum->number;
		break;
	}
	sqlite3_bind_int64(insert, (int)column + 1, (__s64)number);
}

static bool is_packed(const struct tl_store_writer *writer, const struct tl_row *row, unsigned int field)
{
	switch (writer->plan[field].keeping) {
	case TL_KEEP_OWN:
	case TL_KEEP_STEADY:
		return true;
	case TL_KEEP_PLACE: /* of an address that is not there */
		return !address_of(row, writer->plan[field].end ? TL_STORE_destination : TL_STORE_source);
	default:
		return false;
	}
}

static void put_details(struct tl_store_writer *writer, const struct tl_row *row)
{
	writer->details.used = 0;
	for (unsigned int group = 0; group < TL_GROUP__COUNT; group++)
		writer->keys[group].used = writer->own[group].used = 0;
	for (unsigned int i = 0; i < row->present_count; i++)
		if (is_packed(writer, row, row->present[i]))
			put_field(writer, row, row->present[i]);
	for (unsigned int group = 0; group < TL_GROUP__COUNT; group++)
		tl_pack_number(&writer->details,
			       writer->keys[group].used ? tl_store_profile_id(&writer->ids, &writer->keys[group]) : 0);
	for (unsigned int group = 0; group < TL_GROUP__COUNT; group++)
		tl_pack_octets(&writer->details, writer->own[group].bytes, writer->own[group].used);
}

/* The first record says from where `start` and `sequence` count. */
static void set_bases(struct tl_store_writer *writer, const struct tl_row *row)
{
	struct extent *extent = &writer->extent;
	char name[32];

	if (extent->has_base)
		return;
	extent->has_base = true;
	for (unsigned int column = 0; column < TL_STORE__COLUMNS; column++) {
		const struct tl_datum *datum = tl_row_get(row, tl_store_columns[column].field);
		int error;

		if (tl_store_columns[column].form != TL_COLUMN_SINCE)
			continue;
		extent->base[column] = datum ? datum->number : 0;
		snprintf(name, sizeof(name), "base_%s", tl_store_columns[column].name);
		error = tl_database_set(writer->database, name, (__s64)extent->base[column]);
		tl_store_ids_fail(&writer->ids, error);
	}
}

static void extend(struct extent *extent, const struct tl_row *row)
{
	const struct tl_datum *start = tl_row_get(row, tl_store_columns[TL_STORE_start].field);
	const struct tl_datum *end = tl_row_get(row, tl_store_columns[TL_STORE_duration].field);

	if (start && (!extent->records || start->number < extent->first))
		extent->first = start->number;
	if (end && end->number > extent->last)
		extent->last = end->number;
	extent->records++;
}

static bool has_failed_pack(const struct tl_store_writer *writer)
{
	bool failed = writer->details.failed || writer->place.failed;

	for (unsigned int group = 0; group < TL_GROUP__COUNT; group++)
		failed = failed || writer->keys[group].failed || writer->own[group].failed;
	return failed;
}

int tl_store_writer_add(struct tl_store_writer *writer, const struct tl_row *row)
{
	set_bases(writer, row);
	for (unsigned int column = 0; column < TL_STORE__COLUMNS; column++)
		bind_column(writer, row, column);
	put_details(writer, row);
	sqlite3_bind_blob(writer->insert, TL_STORE__COLUMNS + 1, writer->details.bytes, (int)writer->details.used,
			  SQLITE_STATIC);
	if (has_failed_pack(writer))
		tl_store_ids_fail(&writer->ids, -EMSGSIZE);
	if (!writer->ids.error)
		tl_store_ids_fail(&writer->ids, tl_database_step(writer->insert));
	extend(&writer->extent, row);
	return writer->ids.error;
}

int tl_store_writer_begin(struct tl_store_writer *writer)
{
	writer->ids.error = 0;
	return tl_database_run(writer->database, "BEGIN IMMEDIATE");
}

int tl_store_writer_commit(struct tl_store_writer *writer)
{
	int error = writer->ids.error;

	if (!error)
		error = tl_database_set(writer->database, "records", (__s64)writer->extent.records);
	if (!error)
		error = tl_database_set(writer->database, "first", (__s64)writer->extent.first);
	if (!error)
		error = tl_database_set(writer->database, "last", (__s64)writer->extent.last);
	if (!error)
		error = tl_database_run(writer->database, "COMMIT");
	if (!error)
		writer->committed = writer->extent;
	return error;
}

/* What was remembered of rows that are no more is forgotten; ids are not used twice. */
void tl_store_writer_roll_back(struct tl_store_writer *writer)
{
	tl_database_run(writer->database, "ROLLBACK");
	tl_store_ids_forget(&writer->ids);
	writer->extent = writer->committed;
}

__u64 tl_store_writer_records(const struct tl_store_writer *writer)
{
	return writer->committed.records;
}

static int prepare(struct tl_store_writer *writer)
{
	char sql[sizeof(INSERT_VALUES) + 3 * (TL_STORE__COLUMNS + 1) + 2] = INSERT_VALUES;
	int error;

	for (unsigned int i = 0; i < TL_STORE__COLUMNS + 1; i++)
		strcat(sql, ", ?");
	strcat(sql, ")");
	error = tl_database_prepare(writer->database, &writer->insert, sql);
	return error ? error : tl_store_ids_open(&writer->ids, writer->database);
}

static int make_schema(struct tl_store_writer *writer, unsigned int detail)
{
	struct tl_buffer sql = {0};
	int error;

	tl_schema_put(&sql, false);
	tl_buffer_put(&sql, "", 1);
	error = sql.failed ? -ENOMEM : tl_database_run(writer->database, settings);
	if (!error)
		error = tl_database_run(writer->database, "BEGIN IMMEDIATE");
	if (!error)
		error = tl_database_run(writer->database, (const char *)sql.bytes);
	tl_buffer_free(&sql);
	if (!error)
		error = tl_database_set(writer->database, "version", TL_STORE_VERSION);
	if (!error)
		error = tl_database_set(writer->database, "detail", detail);
	return error ? error : tl_database_run(writer->database, "COMMIT");
}

struct tl_store_writer *tl_store_writer_create(const char *path, unsigned int detail, int *error)
{
	struct tl_store_writer *writer = calloc(1, sizeof(*writer));

	*error = -ENOMEM;
	if (!writer)
		return NULL;
	writer->plan = tl_store_plan();
	for (unsigned int i = 0; i < TL_GROUP__COUNT; i++) {
		writer->keys[i] = (struct tl_pack){.bytes = writer->room[2 * i], .room = ROOM};
		writer->own[i] = (struct tl_pack){.bytes = writer->room[2 * i + 1], .room = ROOM};
	}
	writer->details = (struct tl_pack){.bytes = writer->room[2 * TL_GROUP__COUNT], .room = ROOM};
	writer->place = (struct tl_pack){.bytes = writer->room[2 * TL_GROUP__COUNT + 1], .room = ROOM};
	writer->database = tl_database_open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, 5000, error);
	if (!*error)
		*error = make_schema(writer, detail);
	if (!*error)
		*error = prepare(writer);
	if (!*error)
		return writer;
	tl_store_writer_close(writer);
	return NULL;
}

void tl_store_writer_close(struct tl_store_writer *writer)
{
	if (!writer)
		return;
	sqlite3_finalize(writer->insert);
	tl_store_ids_close(&writer->ids);
	sqlite3_close(writer->database);
	free(writer);
}
