// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "quantity.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../lib/octets.h"

static const __u16 start_fields[] = {TL_ELEMENT__COUNT + TL_ELEMENT_flowStartNanoseconds,
				     TL_ELEMENT__COUNT + TL_ELEMENT_flowStartMilliseconds};
static const __u16 end_fields[] = {TL_ELEMENT__COUNT + TL_ELEMENT_flowEndNanoseconds,
				   TL_ELEMENT__COUNT + TL_ELEMENT_flowEndMilliseconds};

static void take(struct tl_quantity *quantity, const struct tl_field_list *list)
{
	for (unsigned int i = 0; i < list->count && quantity->count < TL_QUANTITY_FIELDS; i++)
		quantity->fields[quantity->count++] = list->fields[i];
}

int tl_quantity_of_word(struct tl_quantity *quantity, const struct tl_word *word, enum tl_side side)
{
	static const char *const prefixes[] = {"", "src ", "dst "};

	*quantity = (struct tl_quantity){
		.word = word,
		.side = side,
		.meaning = word->meaning,
		.reading = word->reading,
		.habit = word->habit,
		.scale = 1,
	};
	snprintf(quantity->name, sizeof(quantity->name), "%s%s", prefixes[side], word->name);
	if (side != TL_SIDE_DESTINATION)
		take(quantity, &word->source);
	if (side != TL_SIDE_SOURCE)
		take(quantity, &word->destination);
	if (side == TL_SIDE_EITHER)
		take(quantity, &word->fields);
	if (quantity->count)
		quantity->scale = tl_meaning_scale(tl_field_element(quantity->fields[0]));
	return quantity->count || word->reading == TL_READING_DURATION ? 0 : -EINVAL;
}

static inline bool first_of(const struct tl_row *row, const __u16 *fields, __u64 *number)
{
	for (unsigned int i = 0; i < 2; i++) {
		if (!row->data[fields[i]].is_present)
			continue;
		*number = row->data[fields[i]].number;
		return true;
	}
	return false;
}

bool tl_row_start(const struct tl_row *row, __u64 *time)
{
	return first_of(row, start_fields, time);
}

bool tl_row_end(const struct tl_row *row, __u64 *time)
{
	return first_of(row, end_fields, time);
}

/* Archives that choose by fields have nanoseconds; of files all is read. */
void tl_row_time_fields(struct tl_field_set *fields)
{
	tl_field_set_add(fields, start_fields[0]);
	tl_field_set_add(fields, end_fields[0]);
}

static bool read_duration(const struct tl_row *row, __u64 *nanoseconds)
{
	__u64 start, end;

	if (!tl_row_start(row, &start) || !tl_row_end(row, &end))
		return false;
	*nanoseconds = end > start ? end - start : 0;
	return true;
}

static bool read_sum(const struct tl_quantity *quantity, const struct tl_row *row, __u64 *sum)
{
	bool is_there = false;

	*sum = 0;
	for (unsigned int i = 0; i < quantity->count; i++) {
		const struct tl_datum *datum = &row->data[quantity->fields[i]];

		if (!datum->is_present)
			continue;
		is_there = true;
		if (quantity->reading == TL_READING_UNION)
			*sum |= datum->number;
		else
			*sum += datum->number;
	}
	return is_there;
}

static bool read_made(const struct tl_quantity *quantity, const struct tl_row *row, __u64 *number)
{
	__u64 duration;

	if (quantity->reading == TL_READING_DURATION)
		return read_duration(row, number);
	if (!read_sum(quantity, row, number))
		return false;
	*number *= quantity->scale;
	if (quantity->reading == TL_READING_SUM || quantity->reading == TL_READING_UNION)
		return true;
	if (!read_duration(row, &duration) || !duration)
		return false; /* of a single packet there is no rate */
	*number = (__u64)((double)*number * (quantity->reading == TL_READING_BIT_RATE ? 8e9 : 1e9) / (double)duration);
	return true;
}

bool tl_quantity_value(const struct tl_quantity *quantity, const struct tl_row *row, unsigned int *at,
		       struct tl_datum *value)
{
	if (quantity->reading != TL_READING_ANY) {
		value->is_present = true;
		value->length = 0;
		return !(*at)++ && read_made(quantity, row, &value->number);
	}
	while (*at < quantity->count) {
		const struct tl_datum *datum = &row->data[quantity->fields[(*at)++]];

		if (!datum->is_present)
			continue;
		*value = *datum;
		if (quantity->scale != 1)
			value->number *= quantity->scale;
		return true;
	}
	return false;
}

void tl_quantity_fields(const struct tl_quantity *quantity, struct tl_field_set *fields)
{
	for (unsigned int i = 0; i < quantity->count; i++)
		tl_field_set_add(fields, quantity->fields[i]);
	if (quantity->reading >= TL_READING_DURATION)
		tl_row_time_fields(fields);
}
