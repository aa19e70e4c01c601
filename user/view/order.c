// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 48 /* what decides; those that begin alike for longer are sorted by their traffic */

/* What one line is sorted by. */
struct item {
	struct tl_line line;
	double number;
	char text[TEXT_SIZE];
};

static int by_key(const struct tl_line *a, const struct tl_line *b)
{
	unsigned int size = a->key.size < b->key.size ? a->key.size : b->key.size;
	int difference = size ? memcmp(a->key.octets, b->key.octets, size) : 0;

	return difference ? difference : (int)a->key.size - (int)b->key.size;
}

static int falling(double a, double b)
{
	return a > b ? -1 : a < b;
}

static int compare(const void *left, const void *right, void *reversed)
{
	const struct item *a = left, *b = right;
	/* numbers in texts, such as those of addresses, count as numbers */
	int difference = a->text[0] || b->text[0] ? strverscmp(a->text, b->text) : falling(a->number, b->number);

	if (difference)
		return *(const bool *)reversed ? -difference : difference;
	difference = falling(a->line.bit_rate, b->line.bit_rate);
	if (!difference)
		difference = falling((double)a->line.octets, (double)b->line.octets);
	return difference ? difference : by_key(&a->line, &b->line);
}

static void fill(struct item *item, const struct tl_line *line, const struct tl_column_style *column,
		 const struct tl_cell_context *context)
{
	char text[TL_CELL_SIZE];

	item->line = *line;
	item->number = 0;
	item->text[0] = '\0';
	if (column->number) {
		item->number = column->number(line);
		return;
	}
	column->cell(text, line, context);
	strncpy(item->text, text, sizeof(item->text) - 1);
	item->text[sizeof(item->text) - 1] = '\0';
}

int tl_order(struct tl_lines *lines, const struct tl_order *order, const struct tl_cell_context *context)
{
	bool reversed = order->is_reversed;
	struct item *items = reallocarray(NULL, lines->count ? lines->count : 1, sizeof(*items));

	if (!items)
		return -ENOMEM;
	HASH_CLEAR(hh, lines->by_key); /* lines change their places */
	for (unsigned int i = 0; i < lines->count; i++)
		fill(&items[i], &lines->all[i], &tl_columns[order->column], context);
	qsort_r(items, lines->count, sizeof(*items), compare, &reversed);
	for (unsigned int i = 0; i < lines->count; i++)
		lines->all[i] = items[i].line;
	free(items);
	return 0;
}
