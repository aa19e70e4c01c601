// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "columns.h"

const struct tl_column_style tl_columns[TL_COLUMN__MAX] = {
#define X(symbol, title, least, most, share, right, drop) {title, least, most ? most : least, share, right, drop},
	TL_COLUMN_LIST(X)
#undef X
};

static unsigned int total(const unsigned int widths[TL_COLUMN__MAX])
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++)
		if (widths[i])
			sum += widths[i] + (sum ? 1 : 0);
	return sum;
}

static void drop_until_it_fits(unsigned int columns, unsigned int widths[TL_COLUMN__MAX])
{
	for (unsigned int turn = 1; turn < 9; turn++)
		for (unsigned int i = 0; i < TL_COLUMN__MAX && total(widths) > columns; i++)
			if (tl_columns[i].drop == turn)
				widths[i] = 0;
}

/* A column at a time gets its share, so that no blank is lost to rounding. */
static void give_rest(unsigned int columns, unsigned int widths[TL_COLUMN__MAX])
{
	bool given = true;

	while (given) {
		given = false;
		for (unsigned int i = 0; i < TL_COLUMN__MAX; i++) {
			for (unsigned int n = 0; n < tl_columns[i].share; n++) {
				if (!widths[i] || widths[i] >= tl_columns[i].most || total(widths) >= columns)
					break;
				widths[i]++;
				given = true;
			}
		}
	}
}

void tl_columns_layout(unsigned int columns, bool places, unsigned int widths[TL_COLUMN__MAX])
{
	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++)
		widths[i] = tl_columns[i].least;
	if (!places)
		widths[TL_COLUMN_COUNTRY] = widths[TL_COLUMN_NETWORK] = 0;
	drop_until_it_fits(columns, widths);
	give_rest(columns, widths);
}
