/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Columns of rows: chosen by -o, or those that go with the question. */
#ifndef TAPLESS_QUERY_COLUMNS_H
#define TAPLESS_QUERY_COLUMNS_H

#include "filter.h"
#include "sheet.h"
#include "text.h"

struct tl_column {
	struct tl_quantity quantity;
	struct tl_quantity port; /* of an end of the flow, address:port */
	bool is_end;
};

struct tl_columns {
	unsigned int count;
	struct tl_column columns[TL_SHEET_COLUMNS];
};

/* "time,src:port,bytes"; *where: the name that is unknown. False: printed nothing. */
bool tl_columns_read(struct tl_columns *columns, struct tl_sheet *sheet, const char *list, struct tl_text *where);

/* Those of a table, or of CSV, and what the filter asks about besides. */
void tl_columns_default(struct tl_columns *columns, struct tl_sheet *sheet, const struct tl_filter *filter);

void tl_columns_fields(const struct tl_columns *columns, struct tl_field_set *fields);

/* Appends the cells of a row, each with a NUL behind it. */
void tl_columns_cells(const struct tl_columns *columns, const struct tl_row *row, const struct tl_text_style *style,
		      struct tl_buffer *cells);

/* The addresses in a row's cells, IPv4 mapped; at most TL_SHEET_COLUMNS. */
unsigned int tl_columns_addresses(const struct tl_columns *columns, const char *cells, __u8 (*addresses)[16]);

/* Appends the same cells with the looked up names of their addresses behind these. */
void tl_columns_name(const struct tl_columns *columns, const char *cells, const struct tl_naming *naming,
		     struct tl_buffer *named);

/* "src port" as CSV and JSON have it: src_port. */
void tl_column_key(char key[64], const char *name);

#endif
