/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The terminal of the live table: its size, and keys without Enter. */
#ifndef TAPLESS_VIEW_TERMINAL_H
#define TAPLESS_VIEW_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>
#include <termios.h>

struct tl_terminal {
	FILE *out;
	bool is_terminal; /* standard output is one */
	bool has_keys; /* standard input is one too */
	struct termios before;
};

/* Clears the screen, hides the cursor and takes keys at once, if these are terminals; else sets the flags only. */
void tl_terminal_open(struct tl_terminal *terminal, FILE *out);

/* Terminal's size; of anything else $COLUMNS or 120, and 24 rows. */
void tl_terminal_size(const struct tl_terminal *terminal, unsigned int *columns, unsigned int *rows);

/* Waits until `milliseconds` are over, a signal arrives, or the key q is pressed: true then. */
bool tl_terminal_wait_quit(const struct tl_terminal *terminal, int milliseconds);

void tl_terminal_close(struct tl_terminal *terminal);

#endif
