/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rows of a segment's small tables, fetched when first needed and kept: texts, addresses with their places, profiles.
 */
#ifndef TAPLESS_STORE_MEMO_H
#define TAPLESS_STORE_MEMO_H

#include "../lib/fetch.h"
#include "../query/row.h"
#include "fields.h"

struct tl_memo_item {
	__u16 number; /* of the field, in the segment */
	__u16 as; /* TL_CODE_SAME: of which field */
	__u8 code; /* enum tl_store_code */
	bool is_octets;
	struct tl_datum datum; /* TL_CODE_STEADY; its octets are the entry's */
};

/* An item that is asked for and the same in each record, as a row has it; its octets are the item's. */
struct tl_memo_value {
	__u16 field;
	struct tl_datum datum;
};

#define TL_MEMO_SHORT 16 /* octets that lie in the entry: those of any address */

/* A line of the cache: what a record costs is mostly waiting for what it refers to. */
struct tl_memo_entry {
	__u8 *octets; /* text or address */
	__u8 short_octets[TL_MEMO_SHORT];
	__u32 length;
	__u16 item_count;
	__u16 own_count; /* values that it leaves to the record */
	bool is_plain; /* these are packed integers, all of them */
	bool wants_own; /* some of them are asked for, or something that is told by them */
	__u16 steady_count, same_count;
	struct tl_memo_value *steady;
	__u16 *same; /* items that are asked for and the same as another field */
	struct tl_memo_item *items; /* of a place or profile */
} __attribute__((aligned(64)));

/* What is to be known of an entry before it is looked at: entries are far apart, these are side by side. */
enum tl_memo_mark {
	TL_MARK_FETCHED = 1,
	TL_MARK_OWN = 2, /* wants_own */
	TL_MARK_SHARED = 4, /* items that are asked for and are not the record's own */
};

#define TL_MEMO_CHUNK                                                                                                  \
	256 /* entries that lie side by side; ids are given in the order they come, so most of them are there */

struct tl_memo {
	sqlite3_stmt *select; /* by id: octets, items */
	struct tl_memo_entry **chunks; /* NULL: none of it was fetched yet */
	__u8 *marks; /* of each entry; 0: it was not fetched yet */
	size_t room, octets;
	bool has_octets, has_items;
};

struct tl_memos {
	sqlite3 *database;
	const struct tl_store_field *fields;
	struct tl_memo texts, addresses, profiles;
	unsigned int depth; /* of entries that refer to others */
};

int tl_memos_open(struct tl_memos *memos, sqlite3 *database, const struct tl_store_field *fields);
void tl_memos_close(struct tl_memos *memos);

/* Other fields are asked for: what was found out about profiles is forgotten. */
void tl_memos_want(struct tl_memos *memos);

/* Frees what was fetched if it has become much. Only where nobody holds an entry: between two rows. */
void tl_memos_trim(struct tl_memos *memos);

/* NULL and *error: there is no such id (-EBADMSG), no memory, ... */
const struct tl_memo_entry *tl_memo_fetch(struct tl_memos *memos, struct tl_memo *memo, __u64 id, int *error);

static inline const struct tl_memo_entry *tl_memo_get(struct tl_memos *memos, struct tl_memo *memo, __u64 id,
						      int *error)
{
	if (id >= memo->room || !memo->marks[id])
		return tl_memo_fetch(memos, memo, id, error);
	*error = 0;
	return &memo->chunks[id / TL_MEMO_CHUNK][id % TL_MEMO_CHUNK];
}

/* It will be asked for soon: all that a record refers to comes from memory at once, not one after the other. */
static inline void tl_memo_prefetch(const struct tl_memo *memo, __u64 id)
{
	if (id < memo->room && memo->chunks[id / TL_MEMO_CHUNK])
		tl_prefetch(&memo->chunks[id / TL_MEMO_CHUNK][id % TL_MEMO_CHUNK]);
}

#endif
