// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "memo.h"

#include <errno.h>
#include <stdlib.h>

#include "pack.h"
#include "profile.h"

#define OCTETS_MAX (64u << 20) /* of one memo */
#define IDS_MAX	   (1u << 26)
#define ITEMS_MAX  1024
#define DEPTH_MAX  3 /* a place refers to texts; only a damaged file refers to itself */

static void clear_entry(struct tl_memo_entry *entry)
{
	for (unsigned int i = 0; i < entry->item_count; i++)
		if (entry->items[i].is_octets)
			free((void *)entry->items[i].datum.octets);
	free(entry->items);
	free(entry->steady);
	free(entry->same);
	if (entry->octets != entry->short_octets)
		free(entry->octets);
	*entry = (struct tl_memo_entry){0};
}

static void clear(struct tl_memo *memo)
{
	for (size_t i = 0; i < memo->room / TL_MEMO_CHUNK; i++) {
		for (unsigned int k = 0; memo->chunks[i] && k < TL_MEMO_CHUNK; k++)
			clear_entry(&memo->chunks[i][k]);
		free(memo->chunks[i]);
		memo->chunks[i] = NULL;
	}
	if (memo->marks)
		memset(memo->marks, 0, memo->room);
	memo->octets = 0;
}

int tl_memos_open(struct tl_memos *memos, sqlite3 *database, const struct tl_store_field *fields)
{
	int error;

	*memos = (struct tl_memos){
		.database = database,
		.fields = fields,
		.texts = {.has_octets = true},
		.addresses = {.has_octets = true, .has_items = true},
		.profiles = {.has_items = true},
	};
	error = tl_database_prepare(database, &memos->texts.select, "SELECT octets FROM text WHERE id = ?");
	if (!error)
		error = tl_database_prepare(database, &memos->addresses.select,
					    "SELECT octets, place FROM address WHERE id = ?");
	if (!error)
		error = tl_database_prepare(database, &memos->profiles.select,
					    "SELECT content FROM profile WHERE id = ?");
	return error;
}

void tl_memos_close(struct tl_memos *memos)
{
	struct tl_memo *all[] = {&memos->texts, &memos->addresses, &memos->profiles};

	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		clear(all[i]);
		free(all[i]->chunks);
		free(all[i]->marks);
		sqlite3_finalize(all[i]->select);
		*all[i] = (struct tl_memo){0};
	}
}

void tl_memos_want(struct tl_memos *memos)
{
	clear(&memos->profiles);
}

void tl_memos_trim(struct tl_memos *memos)
{
	struct tl_memo *all[] = {&memos->texts, &memos->addresses, &memos->profiles};

	for (unsigned int i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i]->octets > OCTETS_MAX)
			clear(all[i]);
}

static __u8 *copy(const void *octets, size_t length)
{
	__u8 *copied = malloc(length ? length : 1);

	if (copied && length)
		memcpy(copied, octets, length);
	return copied;
}

/* Texts and addresses that an item refers to are copied, so that their memo can be trimmed. */
static int take_reference(struct tl_memos *memos, struct tl_memo *memo, struct tl_datum *datum, __u64 id)
{
	const struct tl_memo_entry *entry;
	int error;

	entry = tl_memo_get(memos, memo, id, &error);
	if (!entry)
		return error;
	datum->octets = copy(entry->octets, entry->length);
	datum->length = datum->octets ? entry->length : 0;
	return datum->octets ? 0 : -ENOMEM;
}

static int take_octets(struct tl_unpack *unpack, struct tl_datum *datum)
{
	size_t length = tl_unpack_number(unpack);
	const __u8 *octets = tl_unpack_octets(unpack, length);

	datum->octets = octets ? copy(octets, length) : NULL;
	datum->length = datum->octets ? (__u32)length : 0;
	return octets && !datum->octets ? -ENOMEM : 0;
}

static int take_value(struct tl_memos *memos, struct tl_unpack *unpack, unsigned int type, struct tl_datum *datum)
{
	const __u8 *octets;

	switch (tl_store_value_of(type)) {
	case TL_VALUE_NUMBER:
		datum->number = tl_unpack_number(unpack);
		return 0;
	case TL_VALUE_SIGNED:
		datum->number = (__u64)tl_unpack_signed(unpack);
		return 0;
	case TL_VALUE_REAL:
		octets = tl_unpack_octets(unpack, sizeof(datum->real));
		if (octets)
			memcpy(&datum->real, octets, sizeof(datum->real));
		return 0;
	case TL_VALUE_TEXT:
		return take_reference(memos, &memos->texts, datum, tl_unpack_number(unpack));
	case TL_VALUE_ADDRESS:
		return take_reference(memos, &memos->addresses, datum, tl_unpack_number(unpack));
	default:
		return take_octets(unpack, datum);
	}
}

static int take_item(struct tl_memos *memos, struct tl_unpack *unpack, struct tl_memo_item *item)
{
	__u64 code = tl_unpack_number(unpack), as;

	item->code = code & 3;
	if (code / 4 >= TL_STORE_NUMBERS || !memos->fields[code / 4].is_described)
		return -EBADMSG;
	item->number = (__u16)(code / 4);
	switch (item->code) {
	case TL_CODE_OWN:
		return 0;
	case TL_CODE_STEADY:
		item->is_octets = tl_store_value_of(memos->fields[item->number].type) >= TL_VALUE_TEXT;
		return take_value(memos, unpack, memos->fields[item->number].type, &item->datum);
	case TL_CODE_SAME:
		as = tl_unpack_number(unpack);
		item->as = (__u16)as;
		return as < TL_STORE_NUMBERS && memos->fields[as].is_described ? 0 : -EBADMSG;
	default:
		return -EBADMSG;
	}
}

static int take_items(struct tl_memos *memos, struct tl_memo_entry *entry, const __u8 *bytes, size_t length)
{
	struct tl_unpack unpack = {.at = bytes, .end = bytes + length};
	unsigned int room = 0;
	int error = 0;

	while (unpack.at < unpack.end && !error) {
		if (entry->item_count == room) {
			struct tl_memo_item *grown;

			room = room ? 2 * room : 16;
			grown = room <= ITEMS_MAX ? realloc(entry->items, room * sizeof(*grown)) : NULL;
			if (!grown)
				return -ENOMEM;
			entry->items = grown;
		}
		entry->items[entry->item_count] = (struct tl_memo_item){0};
		error = take_item(memos, &unpack, &entry->items[entry->item_count]);
		entry->item_count++;
	}
	return error ? error : unpack.failed ? -EBADMSG : 0;
}

/* What is asked for of an item, and what a reader need not look at. */
static void sum_up_item(const struct tl_memos *memos, struct tl_memo_entry *entry, unsigned int at)
{
	const struct tl_memo_item *item = &entry->items[at];
	const struct tl_store_field *field = &memos->fields[item->number];
	enum tl_store_value value = tl_store_value_of(field->type);

	switch (item->code) {
	case TL_CODE_OWN:
		entry->own_count++;
		entry->wants_own = entry->wants_own || field->is_wanted;
		if (field->relative_to == TL_STORE_NUMBERS && (value == TL_VALUE_REAL || value == TL_VALUE_OCTETS))
			entry->is_plain = false;
		break;
	case TL_CODE_SAME:
		if (!field->is_wanted)
			break;
		if (entry->same)
			entry->same[entry->same_count] = (__u16)at;
		entry->same_count++;
		entry->wants_own = entry->wants_own || !memos->fields[item->as].is_column;
		break;
	default:
		if (!field->is_wanted)
			break;
		if (entry->steady)
			entry->steady[entry->steady_count] = (struct tl_memo_value){field->field, item->datum};
		entry->steady_count++;
	}
}

static void sum_up_items(const struct tl_memos *memos, struct tl_memo_entry *entry)
{
	entry->is_plain = true;
	entry->own_count = entry->steady_count = entry->same_count = 0;
	for (unsigned int i = 0; i < entry->item_count; i++)
		sum_up_item(memos, entry, i);
}

/* Twice: for their number, then with room for them. */
static int sum_up(const struct tl_memos *memos, struct tl_memo_entry *entry)
{
	sum_up_items(memos, entry);
	entry->steady = calloc(entry->steady_count + 1, sizeof(*entry->steady));
	entry->same = calloc(entry->same_count + 1, sizeof(*entry->same));
	if (!entry->steady || !entry->same)
		return -ENOMEM;
	sum_up_items(memos, entry);
	return 0;
}

static int fill(struct tl_memos *memos, struct tl_memo *memo, struct tl_memo_entry *entry)
{
	int column = 0, error = 0;

	if (memo->has_octets) {
		/* SQLite has the text first, then its length */
		const void *octets = sqlite3_column_blob(memo->select, 0);

		entry->length = (__u32)sqlite3_column_bytes(memo->select, column++);
		if (entry->length > TL_MEMO_SHORT)
			entry->octets = copy(octets, entry->length);
		else
			entry->octets = entry->short_octets;
		if (!entry->octets)
			return -ENOMEM;
		if (entry->length && entry->length <= TL_MEMO_SHORT)
			memcpy(entry->short_octets, octets, entry->length);
	}
	if (memo->has_items) {
		/* the statement is stepped again for what this refers to: it must not lie in SQLite's memory */
		size_t length = (size_t)sqlite3_column_bytes(memo->select, column);
		__u8 *bytes = copy(sqlite3_column_blob(memo->select, column), length);

		sqlite3_reset(memo->select);
		error = bytes ? take_items(memos, entry, bytes, length) : -ENOMEM;
		free(bytes);
		if (!error)
			error = sum_up(memos, entry);
	}
	memo->octets += sizeof(*entry) + entry->length + entry->item_count * sizeof(struct tl_memo_item);
	return error;
}

static int make_room(struct tl_memo *memo, __u64 id)
{
	size_t room = memo->room ? memo->room : 1024;
	struct tl_memo_entry **grown;
	__u8 *marks;

	if (id < memo->room)
		return 0;
	if (!id || id >= IDS_MAX)
		return -EBADMSG;
	while (room <= id)
		room *= 2;
	grown = realloc(memo->chunks, room / TL_MEMO_CHUNK * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	memo->chunks = grown;
	marks = realloc(memo->marks, room);
	if (!marks)
		return -ENOMEM;
	memset(grown + memo->room / TL_MEMO_CHUNK, 0, (room - memo->room) / TL_MEMO_CHUNK * sizeof(*grown));
	memset(marks + memo->room, 0, room - memo->room);
	memo->marks = marks;
	memo->room = room;
	return 0;
}

/* NULL without memory. */
static struct tl_memo_entry *place_of(struct tl_memo *memo, __u64 id)
{
	struct tl_memo_entry **chunk = &memo->chunks[id / TL_MEMO_CHUNK];
	const size_t size = TL_MEMO_CHUNK * sizeof(**chunk);

	if (!*chunk) {
		*chunk = aligned_alloc(_Alignof(struct tl_memo_entry), size);
		if (*chunk)
			memset(*chunk, 0, size);
	}
	return *chunk ? &(*chunk)[id % TL_MEMO_CHUNK] : NULL;
}

/* Room is made for ids that there are: a damaged file may name any. */
static int fetch(struct tl_memos *memos, struct tl_memo *memo, __u64 id)
{
	struct tl_memo_entry entry = {0}, *place = NULL;
	int error;

	sqlite3_bind_int64(memo->select, 1, (__s64)id);
	if (sqlite3_step(memo->select) != SQLITE_ROW) {
		error = tl_database_error(memos->database);
		return error ? error : -EBADMSG;
	}
	error = fill(memos, memo, &entry);
	if (!error)
		error = make_room(memo, id);
	if (!error)
		place = place_of(memo, id);
	if (!place) {
		clear_entry(&entry);
		return error ? error : -ENOMEM;
	}
	*place = entry;
	if (entry.octets == entry.short_octets)
		place->octets = place->short_octets;
	return 0;
}

static __u8 mark_of(const struct tl_memo_entry *entry)
{
	return TL_MARK_FETCHED | (entry->wants_own ? TL_MARK_OWN : 0) |
	       (entry->steady_count || entry->same_count ? TL_MARK_SHARED : 0);
}

const struct tl_memo_entry *tl_memo_fetch(struct tl_memos *memos, struct tl_memo *memo, __u64 id, int *error)
{
	struct tl_memo_entry *entry;

	if (memos->depth > DEPTH_MAX) {
		*error = -EBADMSG;
		return NULL;
	}
	memos->depth++;
	*error = fetch(memos, memo, id);
	memos->depth--;
	sqlite3_reset(memo->select);
	if (*error)
		return NULL;
	entry = place_of(memo, id);
	memo->marks[id] = mark_of(entry);
	return entry;
}
