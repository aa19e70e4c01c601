/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The live table's columns: a row for each in columns.c; and how they share the width of the terminal. */
#ifndef TAPLESS_VIEW_COLUMNS_H
#define TAPLESS_VIEW_COLUMNS_H

#include <stdbool.h>

#include "cells.h"

enum tl_column {
	TL_COLUMN_CLIENT,
	TL_COLUMN_SERVER,
	TL_COLUMN_HOST,
	TL_COLUMN_NAME,
	TL_COLUMN_APPLICATION,
	TL_COLUMN_PORT,
	TL_COLUMN_COUNTRY,
	TL_COLUMN_NETWORK,
	TL_COLUMN_CITY,
	TL_COLUMN_OWN,
	TL_COLUMN_INTERFACE,
	TL_COLUMN_FLOWS,
	TL_COLUMN_PACKET_RATE,
	TL_COLUMN_BIT_RATE,
	TL_COLUMN_SHARE,
	TL_COLUMN_PACKETS,
	TL_COLUMN_BYTES,
	TL_COLUMN_AGE,
	TL_COLUMN__MAX,
};

/* What there are databases and files of. */
enum tl_known {
	TL_KNOWN_PLACES = 1, /* countries and autonomous systems */
	TL_KNOWN_CITIES = 2,
	TL_KNOWN_NETWORKS = 4, /* one's own */
};

struct tl_column_style {
	const char *title;
	const char *help;
	unsigned int least, most; /* its width */
	unsigned int share; /* of what is left over */
	unsigned int drop; /* n-th to go where there is no room; TL_NEVER */
	tl_cell *cell;
	tl_cell_number *number; /* what is sorted by; NULL: the text */
	unsigned int needs; /* enum tl_known; 0: nothing */
};

#define TL_NEVER 9

extern const struct tl_column_style tl_columns[TL_COLUMN__MAX];

/*
 * Widths of the columns in `list` (TL_COLUMN__MAX behind them) for a line of `columns`, one blank between two of them; 0: no room
 * for this one, or nothing to show in it (`known`: enum tl_known, together; the first column always is).
 */
void tl_columns_layout(const unsigned char *list, unsigned int columns, unsigned int known,
		       unsigned int widths[TL_COLUMN__MAX]);

#endif
