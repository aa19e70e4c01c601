/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What shall stand on the terminal and what stands there already: only the cells that differ are written. No I/O of its own, so
 * that tests see each octet.
 */
#ifndef TAPLESS_VIEW_SCREEN_H
#define TAPLESS_VIEW_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

#define TL_SCREEN_COLUMNS 512 /* and lines: of larger terminals the rest stays empty */

enum tl_style {
	TL_STYLE_PLAIN,
	TL_STYLE_STRONG,
	TL_STYLE_TITLES,
	TL_STYLE_CHOSEN,
	TL_STYLE_QUIET,
	TL_STYLE_ALERT,
	TL_STYLE__MAX,
};

/* What the terminal can show. */
struct tl_looks {
	bool has_colour;
	bool has_utf8;
};

struct tl_screen {
	unsigned int columns, rows;
	struct tl_looks looks;
	bool is_foreign; /* something else is on the terminal: it is cleared first */
	struct tl_screen_line *wanted, *shown;
};

/* An empty screen of that size, of which nothing is known to be shown. 0 or -ENOMEM: then it has no lines. */
int tl_screen_resize(struct tl_screen *screen, unsigned int columns, unsigned int rows);

/* Forgets what is shown: the next drawing begins with an empty terminal. */
void tl_screen_forget(struct tl_screen *screen);

/* Others may have written something: all lines are written once more, without clearing the terminal. */
void tl_screen_distrust(struct tl_screen *screen);

/* All lines empty. */
void tl_screen_clear(struct tl_screen *screen);

/* Clean text, cut where the line ends. A row below the last one is left out. */
void tl_screen_put(struct tl_screen *screen, unsigned int row, enum tl_style style, const char *text);

/* What a line shall show, with the blanks at its end. */
const char *tl_screen_text(const struct tl_screen *screen, unsigned int row);

/* Writes what has to change. */
void tl_screen_draw(struct tl_screen *screen, FILE *out);

void tl_screen_free(struct tl_screen *screen);

#endif
