/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The table of lines: on a screen, or as plain text. */
#ifndef TAPLESS_VIEW_LIST_H
#define TAPLESS_VIEW_LIST_H

#include "view.h"

#define TL_LINE_SIZE 4096

/* What of a table is on the screen, and how it is worked with. */
struct tl_list_page {
	const struct tl_choice *choice;
	unsigned int first; /* line on top */
	unsigned int chosen; /* that is marked; TL_NOTHING_CHOSEN */
	const char *state; /* "paused", …; "" */
	const char *prompt; /* what stands in the last line instead of the keys; NULL */
};

#define TL_NOTHING_CHOSEN (~0u)

/* Lines of the table that a screen of so many rows has room for. */
unsigned int tl_list_room(unsigned int rows);

void tl_list_draw(const struct tl_view *view, const struct tl_list_page *list, struct tl_screen *screen);

/* Summary, titles and the first `most` lines, without blanks at their ends. */
void tl_list_print(const struct tl_view *view, const struct tl_choice *choice, FILE *out, unsigned int columns,
		   unsigned int most);

#endif
