// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Cells of a report as people read them. */
#include <stdio.h>

#include "../lib/octets.h"
#include "../query/text.h"
#include "../view/text.h"
#include "document.h"

static void print_count(char *text, double number)
{
	tl_text_number(text, TL_CELL_SIZE, number);
}

static void print_octets(char *text, __u64 octets)
{
	char number[TL_NUMBER_SIZE];

	tl_text_number(number, sizeof(number), (double)octets);
	snprintf(text, TL_CELL_SIZE, "%s%s", number, octets < 1000 ? " B" : "B");
}

void tl_cell_print(char text[TL_CELL_SIZE], const struct tl_column *column, const struct tl_cell *cell)
{
	text[0] = '\0';
	if (!cell->is_present)
		return;
	switch (column->kind) {
	case TL_CELL_TEXT:
		tl_text_clean(text, TL_CELL_SIZE, cell->text);
		break;
	case TL_CELL_COUNT:
		print_count(text, (double)cell->number);
		break;
	case TL_CELL_EXACT:
		snprintf(text, TL_CELL_SIZE, "%llu", (unsigned long long)cell->number);
		break;
	case TL_CELL_OCTETS:
		print_octets(text, cell->number);
		break;
	case TL_CELL_SHARE:
		snprintf(text, TL_CELL_SIZE, "%.1f%%", 100 * cell->real);
		break;
	case TL_CELL_RATIO:
		snprintf(text, TL_CELL_SIZE, cell->real < 10 ? "%.1f:1" : "%.0f:1", cell->real);
		break;
	case TL_CELL_MICROSECONDS:
		tl_text_duration(text, TL_CELL_SIZE, cell->number * 1000);
		break;
	case TL_CELL_LASTING:
		tl_text_duration(text, TL_CELL_SIZE, cell->number);
		break;
	case TL_CELL_TIME:
		tl_time_text(text, TL_CELL_SIZE, cell->number, &(struct tl_text_style){.with_all = true});
		break;
	case TL_CELL_CLOCK:
		tl_time_text(text, TL_CELL_SIZE, cell->number, &(struct tl_text_style){0});
		break;
	}
}
