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

/* Three digits. */
static void print_nanoseconds(char *text, __u64 nanoseconds)
{
	static const struct {
		__u64 nanoseconds;
		const char *name;
	} units[] = {{1000, "µs"}, {1000000, "ms"}, {TL_SECOND, "s"}};
	unsigned int unit = nanoseconds < 999500 ? 0 : nanoseconds < 999500000 ? 1 : 2;
	double amount = (double)nanoseconds / (double)units[unit].nanoseconds;

	if (nanoseconds >= 100 * TL_SECOND)
		tl_text_age(text, TL_CELL_SIZE, nanoseconds);
	else
		snprintf(text, TL_CELL_SIZE, "%.*f %s",
			 amount < 9.995	  ? 2
			 : amount < 99.95 ? 1
					  : 0,
			 amount, units[unit].name);
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
		print_nanoseconds(text, cell->number * 1000);
		break;
	case TL_CELL_LASTING:
		print_nanoseconds(text, cell->number);
		break;
	case TL_CELL_TIME:
		tl_time_text(text, TL_CELL_SIZE, cell->number, &(struct tl_text_style){.with_all = true});
		break;
	case TL_CELL_CLOCK:
		tl_time_text(text, TL_CELL_SIZE, cell->number, &(struct tl_text_style){0});
		break;
	}
}
