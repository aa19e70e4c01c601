// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "record_reader.h"

#include <errno.h>
#include <stdio.h>

#include "profile.h"
#include "record_details.h"

static void find_columns(struct tl_record_reader *reader)
{
	for (unsigned int column = 0; column < TL_STORE__COLUMNS; column++)
		reader->number_of[column] = TL_STORE_NUMBERS;
	for (unsigned int number = 0; number < TL_STORE_NUMBERS; number++) {
		unsigned int field = reader->fields[number].field;

		if (!reader->fields[number].is_described || field == TL_STORE_NO_FIELD ||
		    reader->plan[field].keeping != TL_KEEP_COLUMN)
			continue;
		reader->number_of[reader->plan[field].column] = (__u16)number;
		reader->fields[number].is_column = true;
	}
}

int tl_record_reader_open(struct tl_record_reader *reader, sqlite3 *database)
{
	char name[32];
	int error = tl_store_fields_read(database, reader->fields);

	reader->plan = tl_store_plan();
	find_columns(reader);
	for (unsigned int column = 0; column < TL_STORE__COLUMNS; column++) {
		snprintf(name, sizeof(name), "base_%s", tl_store_columns[column].name);
		if (tl_store_columns[column].form == TL_COLUMN_SINCE)
			reader->base[column] = (__u64)tl_database_get(database, name, 0);
	}
	return error ? error : tl_memos_open(&reader->memos, database, reader->fields);
}

void tl_record_reader_close(struct tl_record_reader *reader)
{
	tl_memos_close(&reader->memos);
}

static bool is_needed(const struct tl_record_reader *reader, unsigned int column)
{
	const struct tl_store_column *row = &tl_store_columns[column];

	if (reader->is_wanted[row->field] || reader->is_wanted[row->other_field])
		return true;
	if (row->form == TL_COLUMN_ADDRESS)
		return reader->wants_place[column == TL_STORE_destination];
	if (column == TL_STORE_start && reader->is_wanted[tl_store_columns[TL_STORE_duration].field])
		return true;
	return reader->wants_details && reader->number_of[column] != TL_STORE_NUMBERS;
}

void tl_record_reader_want(struct tl_record_reader *reader, const __u16 *fields, unsigned int count,
			   struct tl_buffer *sql)
{
	reader->column_count = 0;
	for (unsigned int i = 0; i < count; i++) {
		const struct tl_plan_field *plan = &reader->plan[fields[i]];

		reader->is_wanted[fields[i]] = true;
		if (plan->keeping == TL_KEEP_PLACE)
			reader->wants_place[plan->end] = true;
		if (plan->keeping != TL_KEEP_COLUMN && plan->keeping != TL_KEEP_NOT)
			reader->wants_details = true;
	}
	for (unsigned int number = 0; number < TL_STORE_NUMBERS; number++)
		if (reader->fields[number].is_described && reader->fields[number].field != TL_STORE_NO_FIELD)
			reader->fields[number].is_wanted = reader->is_wanted[reader->fields[number].field];
	tl_memos_want(&reader->memos);
	/* a start that nothing else needs keeps the list of columns from being empty */
	for (unsigned int column = 0; column < TL_STORE__COLUMNS; column++) {
		if (column != TL_STORE_start && !is_needed(reader, column))
			continue;
		tl_buffer_text(sql, reader->column_count ? ", " : " ");
		tl_buffer_text(sql, tl_store_columns[column].name);
		reader->columns[reader->column_count++] = (__u8)column;
	}
	if (reader->wants_details)
		tl_buffer_text(sql, ", details");
}

static void put(struct tl_record_reader *reader, unsigned int field, const struct tl_datum *datum)
{
	if (reader->is_wanted[field])
		tl_row_put(&reader->row, field, datum);
}

static int take_place(struct tl_record_reader *reader, const struct tl_memo_entry *entry, unsigned int end)
{
	if (!reader->wants_place[end])
		return 0;
	for (unsigned int i = 0; i < entry->item_count; i++) {
		const struct tl_memo_item *item = &entry->items[i];
		unsigned int field = reader->fields[item->number].field;

		if (item->code != TL_CODE_STEADY || field == TL_STORE_NO_FIELD)
			continue;
		if (end)
			field = reader->plan[field].counterpart;
		if (field != TL_STORE_NO_FIELD)
			put(reader, field, &item->datum);
	}
	return 0;
}

static int take_address(struct tl_record_reader *reader, unsigned int column, __u64 id)
{
	const struct tl_store_column *row = &tl_store_columns[column];
	const struct tl_memo_entry *entry;
	struct tl_datum datum = {0};
	int error;

	entry = tl_memo_get(&reader->memos, &reader->memos.addresses, id, &error);
	if (!entry)
		return error;
	if (entry->length != 4 && entry->length != 16)
		return -EBADMSG;
	datum.octets = entry->octets;
	datum.length = entry->length;
	put(reader, entry->length == 4 ? row->field : row->other_field, &datum);
	return take_place(reader, entry, column == TL_STORE_destination);
}

static int take_text(struct tl_record_reader *reader, unsigned int field, __u64 id)
{
	const struct tl_memo_entry *entry;
	struct tl_datum datum = {0};
	int error;

	if (!reader->is_wanted[field])
		return 0;
	entry = tl_memo_get(&reader->memos, &reader->memos.texts, id, &error);
	if (!entry)
		return error;
	datum.octets = entry->octets;
	datum.length = entry->length;
	tl_row_put(&reader->row, field, &datum);
	return 0;
}

/* `before` is the value of the column before it. */
static int take_column(struct tl_record_reader *reader, unsigned int column, __u64 value, __u64 *before)
{
	const struct tl_store_column *row = &tl_store_columns[column];
	struct tl_datum datum = {.number = value};

	switch (row->form) {
	case TL_COLUMN_ADDRESS:
		return take_address(reader, column, value);
	case TL_COLUMN_TEXT:
		return take_text(reader, row->field, value);
	case TL_COLUMN_SINCE:
		datum.number += reader->base[column];
		break;
	case TL_COLUMN_AFTER:
		datum.number += *before;
		break;
	default:
		break;
	}
	*before = datum.number;
	put(reader, row->field, &datum);
	if (reader->number_of[column] != TL_STORE_NUMBERS)
		tl_record_reader_know(reader, reader->number_of[column], datum.number);
	return 0;
}

/* Addresses and texts, and what the details name, all at once: then no one of them waits for the one before. */
static void prefetch(const struct tl_record_reader *reader, sqlite3_value *const *values)
{
	const struct tl_memos *memos = &reader->memos;

	for (unsigned int at = 0; at < reader->column_count; at++) {
		enum tl_column_form form = tl_store_columns[reader->columns[at]].form;

		if (form >= TL_COLUMN_ADDRESS)
			tl_memo_prefetch(form == TL_COLUMN_ADDRESS ? &memos->addresses : &memos->texts,
					 (__u64)sqlite3_value_int64(values[at]));
	}
}

static int take_columns(struct tl_record_reader *reader, sqlite3_value *const *values)
{
	__u64 before = 0;
	int error = 0;

	for (unsigned int at = 0; at < reader->column_count && !error; at++) {
		__u64 value = (__u64)sqlite3_value_int64(values[at]);

		if (value || sqlite3_value_type(values[at]) != SQLITE_NULL)
			error = take_column(reader, reader->columns[at], value, &before);
	}
	return error;
}

int tl_record_reader_take(struct tl_record_reader *reader, sqlite3_value *const *values)
{
	const __u8 *octets = NULL;
	size_t length = 0;
	int error;

	tl_row_clear(&reader->row);
	reader->row.octets = reader->octets;
	tl_memos_trim(&reader->memos);
	reader->record++;
	prefetch(reader, values);
	if (reader->wants_details) {
		sqlite3_value *details = values[reader->column_count];

		octets = sqlite3_value_blob(details); /* first it, then its length: SQLite may convert it */
		length = (size_t)sqlite3_value_bytes(details);
		tl_record_details_prefetch(reader, octets, length);
	}
	error = take_columns(reader, values);
	if (error || !reader->wants_details)
		return error;
	return octets ? tl_record_details_take(reader, octets, length) : -EBADMSG;
}
