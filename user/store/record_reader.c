// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "record_reader.h"

#include <errno.h>
#include <stdio.h>

#include "pack.h"
#include "profile.h"

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
	int next = 0;

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
		reader->at[column] = -1;
		if (column != TL_STORE_start && !is_needed(reader, column))
			continue;
		tl_buffer_text(sql, next ? ", " : " ");
		tl_buffer_text(sql, tl_store_columns[column].name);
		reader->at[column] = next++;
	}
	reader->at[TL_STORE__COLUMNS] = reader->wants_details ? next : -1;
	if (reader->wants_details)
		tl_buffer_text(sql, ", details");
}

static void put(struct tl_record_reader *reader, unsigned int field, const struct tl_datum *datum)
{
	if (reader->is_wanted[field])
		tl_row_put(&reader->row, field, datum);
}

static void know(struct tl_record_reader *reader, unsigned int number, __u64 value)
{
	reader->numbers[number] = value;
	reader->known[number] = reader->record;
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
		know(reader, reader->number_of[column], datum.number);
	return 0;
}

static int take_columns(struct tl_record_reader *reader, sqlite3_stmt *select)
{
	__u64 before = 0;
	int error = 0;

	for (unsigned int column = 0; column < TL_STORE__COLUMNS && !error; column++) {
		int at = reader->at[column];
		__u64 value;

		if (at < 0)
			continue;
		value = (__u64)sqlite3_column_int64(select, at);
		if (value || sqlite3_column_type(select, at) != SQLITE_NULL)
			error = take_column(reader, column, value, &before);
	}
	return error;
}

static int take_octets(struct tl_record_reader *reader, struct tl_memo *memo, const struct tl_store_field *field,
		       __u64 id)
{
	const struct tl_memo_entry *entry;
	struct tl_datum datum = {0};
	int error;

	if (!field->is_wanted)
		return 0;
	entry = tl_memo_get(&reader->memos, memo, id, &error);
	if (!entry)
		return error;
	datum.octets = entry->octets;
	datum.length = entry->length;
	tl_row_put(&reader->row, field->field, &datum);
	return 0;
}

static void take_number(struct tl_record_reader *reader, unsigned int number, __u64 value)
{
	const struct tl_store_field *field = &reader->fields[number];
	struct tl_datum datum = {.number = value};

	know(reader, number, value);
	if (field->is_wanted)
		tl_row_put(&reader->row, field->field, &datum);
}

static __u64 reference(const struct tl_record_reader *reader, unsigned int number)
{
	return reader->known[number] == reader->record ? reader->numbers[number] : 0;
}

/* A value that stands in the record's details. */
static int take_own(struct tl_record_reader *reader, unsigned int number, struct tl_unpack *unpack)
{
	const struct tl_store_field *field = &reader->fields[number];
	struct tl_datum datum = {0};
	const __u8 *octets;

	if (field->relative_to != TL_STORE_NUMBERS) {
		take_number(reader, number, (__u64)tl_unpack_signed(unpack) + reference(reader, field->relative_to));
		return 0;
	}
	switch (tl_store_value_of(field->type)) {
	case TL_VALUE_NUMBER:
		take_number(reader, number, tl_unpack_number(unpack));
		return 0;
	case TL_VALUE_SIGNED:
		take_number(reader, number, (__u64)tl_unpack_signed(unpack));
		return 0;
	case TL_VALUE_TEXT:
		return take_octets(reader, &reader->memos.texts, field, tl_unpack_number(unpack));
	case TL_VALUE_ADDRESS:
		return take_octets(reader, &reader->memos.addresses, field, tl_unpack_number(unpack));
	case TL_VALUE_REAL:
		octets = tl_unpack_octets(unpack, sizeof(datum.real));
		if (octets)
			memcpy(&datum.real, octets, sizeof(datum.real));
		break;
	case TL_VALUE_OCTETS:
		datum.length = (__u32)tl_unpack_number(unpack);
		datum.octets = tl_unpack_octets(unpack, datum.length);
		break;
	}
	if (field->is_wanted && !unpack->failed)
		tl_row_put(&reader->row, field->field, &datum);
	return 0;
}

/* Of a profile without values of the record's own that are asked for. */
static void take_steady(struct tl_record_reader *reader, const struct tl_memo_entry *profile)
{
	for (unsigned int i = 0; i < profile->steady_count; i++) {
		const struct tl_memo_item *item = &profile->items[profile->steady[i]];

		tl_row_put(&reader->row, reader->fields[item->number].field, &item->datum);
	}
}

/* A field refers to columns and to fields of its own profile. */
static int take_profile(struct tl_record_reader *reader, const struct tl_memo_entry *profile, struct tl_unpack *unpack)
{
	int error = 0;

	if (!profile->wants_own && profile->is_plain) {
		take_steady(reader, profile);
		tl_unpack_skip_numbers(unpack, profile->own_count);
		return 0;
	}
	for (unsigned int i = 0; i < profile->item_count && !error; i++) {
		const struct tl_memo_item *item = &profile->items[i];
		const struct tl_store_field *field = &reader->fields[item->number];

		if (item->code == TL_CODE_OWN) {
			error = take_own(reader, item->number, unpack);
		} else if (item->code == TL_CODE_STEADY) {
			know(reader, item->number, item->datum.number);
			if (field->is_wanted)
				tl_row_put(&reader->row, field->field, &item->datum);
		}
	}
	return error;
}

/* What is the same as another field's value may stand before it, so these come last. */
static void take_same(struct tl_record_reader *reader, const struct tl_memo_entry *profile)
{
	for (unsigned int i = 0; i < profile->same_count; i++) {
		const struct tl_memo_item *item = &profile->items[profile->same[i]];
		const struct tl_store_field *field = &reader->fields[item->number];
		struct tl_datum datum = {0};

		if (reader->fields[item->as].field == TL_STORE_NO_FIELD)
			continue;
		datum.number = tl_store_same(field->field, reader->fields[item->as].field, reference(reader, item->as));
		tl_row_put(&reader->row, field->field, &datum);
	}
}

/* A mark that is not there yet comes with its entry. */
static int read_mark(struct tl_record_reader *reader, __u64 id, __u8 *mark)
{
	struct tl_memo *profiles = &reader->memos.profiles;
	int error = 0;

	*mark = id && id < profiles->room ? profiles->marks[id] : 0;
	if (*mark || !id || !tl_memo_get(&reader->memos, profiles, id, &error))
		return error;
	*mark = profiles->marks[id];
	return 0;
}

/* Those that are to be looked at. *unpacked: the last with values of the record's own that are asked for, from 1. */
static int find_profiles(struct tl_record_reader *reader, const struct tl_memo_entry *profiles[TL_GROUP__COUNT],
			 struct tl_unpack *unpack, unsigned int *unpacked)
{
	__u64 ids[TL_GROUP__COUNT];
	__u8 marks[TL_GROUP__COUNT] = {0};
	int error = 0;

	*unpacked = 0;
	for (unsigned int group = 0; group < TL_GROUP__COUNT && !error; group++) {
		ids[group] = tl_unpack_number(unpack);
		error = read_mark(reader, ids[group], &marks[group]);
		if (marks[group] & TL_MARK_OWN)
			*unpacked = group + 1;
	}
	for (unsigned int group = 0; group < TL_GROUP__COUNT && !error; group++) {
		bool is_looked_at = group < *unpacked || marks[group] & TL_MARK_SHARED;

		profiles[group] = ids[group] && is_looked_at
					  ? tl_memo_get(&reader->memos, &reader->memos.profiles, ids[group], &error)
					  : NULL;
	}
	return error;
}

/* Values of the record's own behind the last that is asked for are not looked at: most questions ask for none. */
static int take_details(struct tl_record_reader *reader, const __u8 *bytes, size_t length)
{
	struct tl_unpack unpack = {.at = bytes, .end = bytes + length};
	const struct tl_memo_entry *profiles[TL_GROUP__COUNT];
	unsigned int unpacked;
	int error = find_profiles(reader, profiles, &unpack, &unpacked);

	if (error)
		return error;
	for (unsigned int group = 0; group < TL_GROUP__COUNT && !error; group++) {
		if (!profiles[group])
			continue;
		if (group < unpacked)
			error = take_profile(reader, profiles[group], &unpack);
		else
			take_steady(reader, profiles[group]);
	}
	for (unsigned int group = 0; group < TL_GROUP__COUNT && !error; group++)
		if (profiles[group] && profiles[group]->same_count)
			take_same(reader, profiles[group]);
	if (error || unpack.failed)
		return error ? error : -EBADMSG;
	return unpacked == TL_GROUP__COUNT && unpack.at != unpack.end ? -EBADMSG : 0;
}

int tl_record_reader_take(struct tl_record_reader *reader, sqlite3_stmt *select)
{
	int details = reader->at[TL_STORE__COLUMNS], error;
	const __u8 *octets;

	tl_row_clear(&reader->row);
	reader->row.octets = reader->octets;
	tl_memos_trim(&reader->memos);
	reader->record++;
	error = take_columns(reader, select);
	if (error || details < 0)
		return error;
	octets = sqlite3_column_blob(select, details); /* first it, then its length: SQLite may convert it */
	return octets ? take_details(reader, octets, (size_t)sqlite3_column_bytes(select, details)) : -EBADMSG;
}
