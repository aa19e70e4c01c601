// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "record_details.h"

#include <errno.h>

#include "pack.h"
#include "profile.h"

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

	tl_record_reader_know(reader, number, value);
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
	for (unsigned int i = 0; i < profile->steady_count; i++)
		tl_row_put(&reader->row, profile->steady[i].field, &profile->steady[i].datum);
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
			tl_record_reader_know(reader, item->number, item->datum.number);
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
		if (profiles[group])
			tl_prefetch(group < *unpacked ? (const void *)profiles[group]->items
						      : (const void *)profiles[group]->steady);
	}
	return error;
}

void tl_record_details_prefetch(const struct tl_record_reader *reader, const __u8 *bytes, size_t length)
{
	struct tl_unpack unpack = {.at = bytes, .end = bytes ? bytes + length : NULL};

	for (unsigned int group = 0; group < TL_GROUP__COUNT; group++)
		tl_memo_prefetch(&reader->memos.profiles, tl_unpack_number(&unpack));
}

/* Values of the record's own behind the last that is asked for are not looked at: most questions ask for none. */
int tl_record_details_take(struct tl_record_reader *reader, const __u8 *bytes, size_t length)
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
