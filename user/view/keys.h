/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keys of `tapless top`: one table tells what they do, the help page and the manual. */
#ifndef TAPLESS_VIEW_KEYS_H
#define TAPLESS_VIEW_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum tl_key {
	/* below are octets as typed: letters, UTF-8 */
	TL_KEY_NONE = 256, /* part of a sequence that nobody knows */
	TL_KEY_UP,
	TL_KEY_DOWN,
	TL_KEY_LEFT,
	TL_KEY_RIGHT,
	TL_KEY_PAGE_UP,
	TL_KEY_PAGE_DOWN,
	TL_KEY_HOME,
	TL_KEY_END,
};

#define TL_KEY_TAB	 '\t'
#define TL_KEY_ENTER	 '\r'
#define TL_KEY_ESCAPE	 27
#define TL_KEY_BACKSPACE 127
#define TL_KEY_REDRAW	 12 /* Ctrl-L */
#define TL_KEY_ERASE	 21 /* Ctrl-U */

enum tl_action {
	TL_ACTION_NONE,
	TL_ACTION_QUIT,
	TL_ACTION_HELP,
	TL_ACTION_MOVE, /* by `argument` lines */
	TL_ACTION_MOVE_PAGE, /* by `argument` pages */
	TL_ACTION_FIRST,
	TL_ACTION_LAST,
	TL_ACTION_OPEN,
	TL_ACTION_BACK,
	TL_ACTION_GROUP, /* by `argument`, enum tl_grouping */
	TL_ACTION_SORT, /* by the column `argument` places on */
	TL_ACTION_REVERSE,
	TL_ACTION_FILTER,
	TL_ACTION_PAUSE,
	TL_ACTION_SLOWER, /* `argument` times */
	TL_ACTION_REDRAW,
};

struct tl_binding {
	int keys[3]; /* 0: no more */
	const char *shown; /* as people call them */
	const char *help;
	enum tl_action action;
	int argument;
};

extern const struct tl_binding tl_bindings[];
extern const unsigned int tl_binding_count;

/*
 * The first key among the octets typed; *used of them are it. `more` may come: 0 used then says that it is not known yet (of a
 * lone ESC, whether it begins a sequence). Never obeys what it does not know: a sequence is taken as a whole.
 */
int tl_key_decode(const char *octets, size_t count, bool more, size_t *used);

/* What a key does; NULL: nothing. */
const struct tl_binding *tl_binding_of(int key);

#endif
