// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "columns.h"

#include <stdio.h>
#include <string.h>

#define ENDS_NAME "src:port"

/* Of a table without -o. What is empty in all rows goes; without room the later ones of `drop` go first. */
static const struct {
	const char *name;
	unsigned int drop;
} of_tables[] = {
	{"time", 0},	    {"duration", 3}, {"proto", 0},    {"src:port", 0},	{"dst:port", 0},
	{"packets", 4},	    {"bytes", 0},    {"app", 5},      {"name", 0},	{"http method", 6},
	{"http status", 2}, {"http url", 1}, {"dns code", 7}, {"icmp type", 8},
};

static const char *const of_programs[] = {"time",    "duration", "proto", "src", "srcport", "dst",
					  "dstport", "packets",	 "bytes", "app", "name"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void tl_column_key(char key[64], const char *name)
{
	size_t i;

	for (i = 0; name[i] && i < 63; i++)
		key[i] = name[i] == ' ' ? '_' : name[i];
	key[i] = '\0';
}

static bool is_wide(enum tl_meaning meaning)
{
	return meaning == TL_MEANING_TEXT || meaning == TL_MEANING_ADDRESS || meaning == TL_MEANING_HEX;
}

/* Numbers as they are in JSON; protocols and flags have names. */
static bool is_number(enum tl_meaning meaning)
{
	return tl_meaning_is_numeric(meaning) && meaning != TL_MEANING_TIME && meaning != TL_MEANING_PROTOCOL &&
	       meaning != TL_MEANING_FLAGS;
}

static void set_sheet_column(struct tl_sheet_column *column, const struct tl_column *of, const char *name)
{
	tl_column_key(column->key, of->is_end ? (name[0] == 's' ? "source" : "destination") : of->quantity.name);
	if (!of->is_end && !strcmp(of->quantity.name, "src host"))
		strcpy(column->key, "src");
	if (!of->is_end && !strcmp(of->quantity.name, "dst host"))
		strcpy(column->key, "dst");
	if (!of->is_end && !strcmp(of->quantity.name, "start"))
		strcpy(column->key, "time");
	column->is_number = !of->is_end && is_number(of->quantity.meaning);
	column->is_time = !of->is_end && of->quantity.meaning == TL_MEANING_TIME;
	column->is_wide = of->is_end || is_wide(of->quantity.meaning);
}

static bool find_end(struct tl_column *column, const char *name, size_t length)
{
	if (length != strlen(ENDS_NAME) || (strncmp(name, "src:port", length) && strncmp(name, "dst:port", length)))
		return false;
	column->is_end = true;
	return tl_quantity_find(&column->quantity, name[0] == 's' ? "src" : "dst", 3) &&
	       tl_quantity_find(&column->port, name[0] == 's' ? "srcport" : "dstport", 7);
}

static bool add(struct tl_columns *columns, struct tl_sheet *sheet, const char *name, size_t length)
{
	struct tl_column *column = &columns->columns[columns->count];

	if (columns->count == TL_SHEET_COLUMNS)
		return false;
	*column = (struct tl_column){0};
	if (!find_end(column, name, length) && !tl_quantity_find(&column->quantity, name, length))
		return false;
	sheet->columns[sheet->count] = (struct tl_sheet_column){0};
	set_sheet_column(&sheet->columns[sheet->count++], column, name);
	columns->count++;
	return true;
}

bool tl_columns_read(struct tl_columns *columns, struct tl_sheet *sheet, const char *list, struct tl_text *where)
{
	columns->count = sheet->count = 0;
	for (;;) {
		size_t length = strcspn(list, ",");

		*where = (struct tl_text){list, length};
		if (!add(columns, sheet, list, length))
			return false;
		if (!list[length])
			return true;
		list += length + 1;
	}
}

static bool is_word(const struct tl_quantity *quantity, const char *name)
{
	return quantity->word && !strcmp(quantity->word->name, name);
}

static bool has(const struct tl_columns *columns, const struct tl_quantity *quantity)
{
	/* both stand behind shorthands as `ip` and `arp` */
	if (is_word(quantity, "ip version") || is_word(quantity, "ethertype"))
		return true;
	for (unsigned int i = 0; i < columns->count; i++) {
		const struct tl_column *column = &columns->columns[i];

		if (quantity->word && (column->quantity.word == quantity->word ||
				       (column->is_end && (quantity->word == column->port.word ||
							   is_word(quantity, "host") || is_word(quantity, "net")))))
			return true;
		if (!strcmp(column->quantity.name, quantity->name))
			return true;
	}
	return false;
}

struct adding {
	struct tl_columns *columns;
	struct tl_sheet *sheet;
};

/* What is asked about is shown: of words with a source and a destination both. */
static void add_asked(void *context, const struct tl_quantity *quantity)
{
	const struct adding *adding = context;
	char name[TL_QUANTITY_NAME + 4];

	if (has(adding->columns, quantity))
		return;
	if (!quantity->word || !quantity->word->source.count || quantity->reading != TL_READING_ANY) {
		add(adding->columns, adding->sheet, quantity->name, strlen(quantity->name));
		return;
	}
	for (int i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "%s %s", i ? "dst" : "src", quantity->word->name);
		add(adding->columns, adding->sheet, name, strlen(name));
	}
}

void tl_columns_default(struct tl_columns *columns, struct tl_sheet *sheet, const struct tl_filter *filter)
{
	struct adding adding = {columns, sheet};

	columns->count = sheet->count = 0;
	if (sheet->format != TL_SHEET_TABLE) {
		for (unsigned int i = 0; i < COUNT(of_programs); i++)
			add(columns, sheet, of_programs[i], strlen(of_programs[i]));
	} else {
		for (unsigned int i = 0; i < COUNT(of_tables); i++) {
			add(columns, sheet, of_tables[i].name, strlen(of_tables[i].name));
			sheet->columns[i].drop = of_tables[i].drop;
			sheet->columns[i].drop_if_empty = true;
		}
	}
	tl_filter_each(filter, add_asked, &adding);
}

void tl_columns_fields(const struct tl_columns *columns, struct tl_field_set *fields)
{
	for (unsigned int i = 0; i < columns->count; i++) {
		tl_quantity_fields(&columns->columns[i].quantity, fields);
		if (columns->columns[i].is_end)
			tl_quantity_fields(&columns->columns[i].port, fields);
	}
}

static void end_text(char *text, size_t size, const struct tl_column *column, const struct tl_row *row,
		     const struct tl_text_style *style)
{
	char address[64] = "";
	struct tl_datum value;

	if (tl_quantity_first(&column->quantity, row, &value))
		tl_value_text(address, sizeof(address), TL_MEANING_ADDRESS, &value, style);
	if (!tl_quantity_first(&column->port, row, &value))
		snprintf(text, size, "%s", address);
	else
		snprintf(text, size, strchr(address, ':') ? "[%s]:%llu" : "%s:%llu", address, value.number);
}

void tl_columns_cells(const struct tl_columns *columns, const struct tl_row *row, const struct tl_text_style *style,
		      struct tl_buffer *cells)
{
	char text[TL_VALUE_SIZE];

	for (unsigned int i = 0; i < columns->count; i++) {
		const struct tl_column *column = &columns->columns[i];
		struct tl_datum value;

		text[0] = '\0';
		if (column->is_end)
			end_text(text, sizeof(text), column, row, style);
		else if (tl_quantity_first(&column->quantity, row, &value))
			tl_value_text(text, sizeof(text), column->quantity.meaning, &value, style);
		tl_buffer_put(cells, text, strlen(text) + 1);
	}
}
