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

/* "src port" as CSV and JSON have it: src_port. */
void tl_column_key(char key[64], const char *name);

#endif
