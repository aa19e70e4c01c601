/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Rows of cells as a table that fits the terminal, as CSV (RFC 4180), or as a JSON object a line. */
#ifndef TAPLESS_QUERY_SHEET_H
#define TAPLESS_QUERY_SHEET_H

#include <stdbool.h>
#include <stdio.h>

#include "../export/buffer.h"

#define TL_SHEET_COLUMNS 64

enum tl_sheet_format {
	TL_SHEET_TABLE,
	TL_SHEET_CSV,
	TL_SHEET_JSON,
};

struct tl_sheet_column {
	char key[64]; /* "src_port": for CSV and JSON; the table has it in capitals */
	bool is_number; /* to the right; no quotes in JSON */
	bool is_wide; /* a text that may be cut in a table, at last to a few columns */
	unsigned int drop; /* in a table without room the higher ones go first; 0: stays */
	bool drop_if_empty; /* in a table */
	bool is_time; /* in a table "2026-11-20 09:00:01.123": of what all have in common the title tells */
};

struct tl_sheet {
	enum tl_sheet_format format;
	FILE *out;
	unsigned int width; /* of the terminal; 0: any */
	bool has_colours;
	unsigned int count;
	struct tl_sheet_column columns[TL_SHEET_COLUMNS];
	struct tl_buffer cells; /* of a table: all of them, each with a NUL behind it */
	size_t rows;
};

/* The columns are set by the caller before. CSV: writes the line of names. */
void tl_sheet_begin(struct tl_sheet *sheet);

/* `cells`: as many texts as there are columns, one behind the other, each with a NUL; "": there is no value. */
void tl_sheet_row(struct tl_sheet *sheet, const char *cells);

/* `total`: a last row of a table, or NULL. False: no memory, nothing was written of a table. */
bool tl_sheet_end(struct tl_sheet *sheet, const char *total);

/* Of the terminal that `out` is, else of $COLUMNS, else 0. */
unsigned int tl_sheet_width(FILE *out);

#endif
