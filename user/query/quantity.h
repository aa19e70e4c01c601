/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A word, with `src` or `dst` or without, or an element's own name, ready to be read from rows. */
#ifndef TAPLESS_QUERY_QUANTITY_H
#define TAPLESS_QUERY_QUANTITY_H

#include "../export/encode.h"
#include "row.h"
#include "words.h"

#define TL_QUANTITY_FIELDS 8
#define TL_QUANTITY_NAME   64

enum tl_side {
	TL_SIDE_EITHER,
	TL_SIDE_SOURCE,
	TL_SIDE_DESTINATION,
};

struct tl_quantity {
	char name[TL_QUANTITY_NAME]; /* as headings have it: "src port", "tcpControlBits" */
	const struct tl_word *word; /* NULL: of one element */
	enum tl_side side;
	enum tl_meaning meaning;
	enum tl_reading reading;
	enum tl_habit habit;
	__u64 scale;
	unsigned int count;
	__u16 fields[TL_QUANTITY_FIELDS];
};

/* 0; -EINVAL: the word has no such side. */
int tl_quantity_of_word(struct tl_quantity *quantity, const struct tl_word *word, enum tl_side side);

/* By an element's name, as JSON prints it: "tcpControlBits", "reverseTcpControlBits". False: there is none. */
bool tl_quantity_of_element(struct tl_quantity *quantity, const char *name, size_t length);

/* As columns and groups have it: a word, perhaps with src or dst before it, or an element's name. */
bool tl_quantity_find(struct tl_quantity *quantity, const char *name, size_t length);

/* The word of this name; blanks, - and _ and the case do not count. NULL: there is none. */
const struct tl_word *tl_word_find(const char *name, size_t length);

/* The nearest word or name of an element, NULL if none is near. */
const char *tl_word_suggest(const char *name, size_t length);

/* The next of the values that the row has, scaled; false: there are no more. Sums and the like are one. */
bool tl_quantity_value(const struct tl_quantity *quantity, const struct tl_row *row, unsigned int *at,
		       struct tl_datum *value);

/* The first of its values. */
static inline bool tl_quantity_first(const struct tl_quantity *quantity, const struct tl_row *row,
				     struct tl_datum *value)
{
	unsigned int at = 0;

	return tl_quantity_value(quantity, row, &at, value);
}

/* Adds the fields that are read. */
void tl_quantity_fields(const struct tl_quantity *quantity, struct tl_field_set *fields);

/* When the row's first and last packets were; false: it does not tell. */
bool tl_row_start(const struct tl_row *row, __u64 *time);
bool tl_row_end(const struct tl_row *row, __u64 *time);
void tl_row_time_fields(struct tl_field_set *fields);

#endif
