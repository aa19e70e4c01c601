/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The live table's columns, and how they share the width of the terminal. */
#ifndef TAPLESS_VIEW_COLUMNS_H
#define TAPLESS_VIEW_COLUMNS_H

#include <stdbool.h>

/* Column: title, least width, most width (0: as least), share of what is left over, right-aligned, dropped n-th. */
#define TL_COLUMN_LIST(X)                                                                                              \
	X(CLIENT, "CLIENT", 15, 39, 2, false, 7)                                                                       \
	X(SERVER, "SERVER", 15, 60, 4, false, 8)                                                                       \
	X(COUNTRY, "CC", 2, 0, 0, false, 6)                                                                            \
	X(NETWORK, "NETWORK (AS)", 12, 36, 3, false, 4)                                                                \
	X(APPLICATION, "APPLICATION", 13, 22, 1, false, 5)                                                             \
	X(PACKET_RATE, "PKT/S", 5, 0, 0, true, 2)                                                                      \
	X(BIT_RATE, "BIT/S", 5, 0, 0, true, 9)                                                                         \
	X(PACKETS, "PKTS", 5, 0, 0, true, 1)                                                                           \
	X(BYTES, "BYTES", 5, 0, 0, true, 3)                                                                            \
	X(AGE, "AGE", 5, 0, 0, true, 2)

enum tl_column {
#define X(symbol, title, least, most, share, right, drop) TL_COLUMN_##symbol,
	TL_COLUMN_LIST(X)
#undef X
		TL_COLUMN__MAX,
};

struct tl_column_style {
	const char *title;
	unsigned int least, most, share;
	bool right;
	unsigned int drop;
};

extern const struct tl_column_style tl_columns[TL_COLUMN__MAX];

/*
 * Widths of the columns for a line of `columns`, one blank between two of them; 0: no room for this one, or nothing to
 * show in it (`places`: countries and networks are known).
 */
void tl_columns_layout(unsigned int columns, bool places, unsigned int widths[TL_COLUMN__MAX]);

#endif
