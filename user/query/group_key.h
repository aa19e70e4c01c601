/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* By what rows are grouped: words and elements, networks of a length, times of a length. */
#ifndef TAPLESS_QUERY_GROUP_KEY_H
#define TAPLESS_QUERY_GROUP_KEY_H

#include "literal.h"
#include "quantity.h"
#include "sheet.h"
#include "text.h"

#define TL_GROUP_KEYS	  8
#define TL_GROUP_PART	  1024 /* octets; a text that is longer is cut, none of a record is */
#define TL_GROUP_KEY_SIZE (TL_GROUP_KEYS * (TL_GROUP_PART + 2)) /* all of them together */

enum tl_time_step {
	TL_STEP_NONE,
	TL_STEP_FIXED, /* so many nanoseconds, from midnight */
	TL_STEP_DAY, /* days of the calendar are not all of one length */
};

struct tl_group_key {
	struct tl_quantity quantity;
	char name[TL_QUANTITY_NAME];
	unsigned int prefix4, prefix6; /* 0: whole addresses */
	enum tl_time_step step;
	__u64 step_nanoseconds;
};

struct tl_group_keys {
	unsigned int count;
	struct tl_group_key keys[TL_GROUP_KEYS];
};

/* "app", "src,dst", "srcnet/24", "net/24/48", "hour", "5m"; *where: the one that is wrong. */
tl_literal_error tl_group_keys_read(struct tl_group_keys *keys, const char *list, struct tl_text *where);

void tl_group_keys_fields(const struct tl_group_keys *keys, struct tl_field_set *fields);

/*
 * Calls `found` with the key of each group that the row belongs to, mostly one: of words with a source and a
 * destination it belongs to that of each.
 */
void tl_group_keys_each(const struct tl_group_keys *keys, const struct tl_row *row, bool utc,
			void (*found)(void *context, const __u8 *key, size_t length), void *context);

/* The number that this part of a key is. False: there is no value, or it is no number. */
bool tl_group_keys_number(const struct tl_group_keys *keys, const __u8 *key, unsigned int part, __u64 *number);

/* The addresses in a key, IPv4 mapped; at most TL_GROUP_KEYS. */
unsigned int tl_group_keys_addresses(const struct tl_group_keys *keys, const __u8 *key, __u8 (*addresses)[16]);

/* Appends the cells of a key, each with a NUL behind it. */
void tl_group_keys_cells(const struct tl_group_keys *keys, const __u8 *key, const struct tl_text_style *style,
			 struct tl_buffer *cells);

void tl_group_keys_columns(const struct tl_group_keys *keys, struct tl_sheet *sheet);

#endif
