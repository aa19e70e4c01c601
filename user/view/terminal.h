/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The terminal of the live table: what it can show, its size, keys without Enter; and as it was when all is over. */
#ifndef TAPLESS_VIEW_TERMINAL_H
#define TAPLESS_VIEW_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>
#include <termios.h>

#include "screen.h"

struct tl_terminal {
	FILE *out;
	bool is_terminal; /* standard output is one that can do more than print lines */
	bool has_keys; /* standard input is one too */
	bool has_own_page; /* what stood there comes back at the end */
	bool has_before;
	struct termios before;
	struct tl_looks looks;
};

/*
 * Hides the cursor and takes keys at once, if these are terminals; else sets the flags only. `own_page`: on a page of its own (the
 * alternate screen of xterm and those after it), else on a cleared one.
 */
void tl_terminal_open(struct tl_terminal *terminal, FILE *out, bool own_page);

/* Terminal's size; of anything else $COLUMNS or 120, and 24 rows. */
void tl_terminal_size(const struct tl_terminal *terminal, unsigned int *columns, unsigned int *rows);

/* Writes what has to change on the screen. A terminal that takes nothing (Ctrl-S) is not waited for. */
void tl_terminal_draw(const struct tl_terminal *terminal, struct tl_screen *screen);

/* As it was before; and once more as it is to be, after others had it. */
void tl_terminal_leave(const struct tl_terminal *terminal);
void tl_terminal_enter(struct tl_terminal *terminal);

/* What an environment allows: NO_COLOR (no-color.org) and the locale's character set. */
struct tl_looks tl_looks_of_environment(void);

/* $TERM names one that only prints lines, or none. */
bool tl_terminal_is_dumb(const char *term);

#endif
