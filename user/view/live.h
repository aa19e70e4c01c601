/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* `tapless top` at work: which page is shown, what the keys change in it. Reads no clock and no terminal. */
#ifndef TAPLESS_VIEW_LIVE_H
#define TAPLESS_VIEW_LIVE_H

#include "details.h"
#include "keys.h"
#include "view.h"

enum tl_page {
	TL_PAGE_LIST,
	TL_PAGE_DETAILS,
	TL_PAGE_HELP,
};

#define TL_PERIOD_LEAST	  250 /* milliseconds between refreshes */
#define TL_PERIOD	  1000
#define TL_PERIOD_LONGEST 32000

struct tl_live {
	struct tl_view *view;
	struct tl_screen *screen;
	struct tl_choice choice;
	struct tl_choice before; /* what Esc goes back to from a group's flows */
	enum tl_page page;
	enum tl_page behind_help;
	struct tl_details_page details;
	unsigned int help_first;
	unsigned int first; /* line on top of the screen */
	unsigned int chosen;
	bool follows; /* the choice goes where its line goes; else it stays on top */
	struct tl_kept_key chosen_key;
	bool is_paused;
	bool is_typing; /* a filter */
	char typed[TL_FILTER_SIZE];
	unsigned int period; /* milliseconds */
	bool is_over;
};

void tl_live_begin(struct tl_live *live, struct tl_view *view, struct tl_screen *screen);

/* Reads the cache, unless it is paused. 0 or -errno after a printed error. */
int tl_live_refresh(struct tl_live *live, __u64 now);

/* A key was pressed. 0 or -errno after a printed error. */
int tl_live_press(struct tl_live *live, int key);

/* Puts the page on the screen. */
void tl_live_draw(struct tl_live *live);

void tl_live_end(struct tl_live *live);

#endif
