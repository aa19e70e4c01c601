// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "live.h"

#include <string.h>

#include "help_page.h"
#include "list.h"
#include "text.h"

void tl_live_begin(struct tl_live *live, struct tl_view *view, struct tl_screen *screen)
{
	*live = (struct tl_live){.view = view, .screen = screen, .choice = tl_busiest_flows, .period = TL_PERIOD};
}

void tl_live_end(struct tl_live *live)
{
	tl_details_free(&live->details);
}

/* --- which line is chosen, and which ones are on the screen */

static void keep_key(struct tl_kept_key *kept, const struct tl_group_key *key)
{
	kept->size = key->size < sizeof(kept->octets) ? key->size : sizeof(kept->octets);
	if (kept->size)
		memcpy(kept->octets, key->octets, kept->size);
}

static void keep_in_sight(struct tl_live *live)
{
	unsigned int room = tl_list_room(live->screen->rows), count = live->view->lines.count;

	if (live->chosen >= count)
		live->chosen = count ? count - 1 : 0;
	if (live->first > live->chosen)
		live->first = live->chosen;
	if (room && live->chosen >= live->first + room)
		live->first = live->chosen - room + 1;
	if (live->first + room > count)
		live->first = count > room ? count - room : 0;
	if (count)
		keep_key(&live->chosen_key, &live->view->lines.all[live->chosen].key);
}

static void choose(struct tl_live *live, unsigned int line)
{
	live->chosen = line;
	live->follows = line != 0;
	keep_in_sight(live);
}

static int arrange(struct tl_live *live)
{
	int error = tl_view_arrange(live->view, &live->choice);
	unsigned int line;

	if (error)
		return error;
	line = live->follows ? tl_view_find(live->view, &live->chosen_key) : live->chosen;
	if (line < live->view->lines.count)
		live->chosen = line;
	keep_in_sight(live);
	return 0;
}

/* Other lines than before: the choice begins on top. */
static int show(struct tl_live *live, const struct tl_choice *choice)
{
	live->choice = *choice;
	live->chosen = live->first = 0;
	live->follows = false;
	live->page = TL_PAGE_LIST;
	return arrange(live);
}

int tl_live_refresh(struct tl_live *live, __u64 now)
{
	int error = live->is_paused ? 0 : tl_view_refresh(live->view, now);

	if (!error && !live->is_paused)
		error = arrange(live);
	if (!error && !live->is_paused && live->page == TL_PAGE_DETAILS)
		tl_details_read(&live->details, live->view);
	return error;
}

/* --- what keys do */

static int group(struct tl_live *live, enum tl_grouping grouping)
{
	struct tl_choice choice = live->choice;

	choice.grouping = grouping;
	choice.order = tl_busiest_flows.order;
	return show(live, &choice);
}

/* To the next column that is on the screen, around the ends. */
static int sort(struct tl_live *live, int step)
{
	const unsigned char *list = tl_groupings[live->choice.grouping].columns;
	unsigned int widths[TL_COLUMN__MAX], count = 0, at = 0;

	tl_columns_layout(list, live->screen->columns, tl_view_known(live->view), widths);
	while (list[count] != TL_COLUMN__MAX)
		count++;
	while (at < count && list[at] != live->choice.order.column)
		at++;
	for (unsigned int i = 0; i < count; i++) {
		at = (at + (step > 0 ? 1 : count - 1)) % count;
		if (widths[list[at]])
			break;
	}
	live->choice.order.column = list[at];
	return arrange(live);
}

static int open_line(struct tl_live *live)
{
	const struct tl_cell_context context = tl_view_context(live->view);
	const struct tl_line *line = &live->view->lines.all[live->chosen];
	struct tl_choice choice = live->choice;
	char name[TL_CELL_SIZE];

	if (live->page != TL_PAGE_LIST || !live->view->lines.count)
		return 0;
	if (choice.grouping == TL_GROUPING_FLOW) {
		keep_key(&live->details.flow, &line->key);
		live->details.first = 0;
		live->page = TL_PAGE_DETAILS;
		tl_details_read(&live->details, live->view);
		return 0;
	}
	if (!choice.is_within)
		live->before = choice;
	choice.is_within = true;
	choice.within = choice.grouping;
	keep_key(&choice.group, &line->key);
	tl_columns[tl_groupings[choice.grouping].columns[0]].cell(name, line, &context);
	tl_text_clean(choice.group_name, sizeof(choice.group_name), name);
	choice.grouping = TL_GROUPING_FLOW;
	choice.order = tl_busiest_flows.order;
	return show(live, &choice);
}

static int go_back(struct tl_live *live)
{
	struct tl_choice choice = live->choice;

	if (live->page == TL_PAGE_DETAILS) {
		live->page = TL_PAGE_LIST;
		return 0;
	}
	if (choice.is_within)
		choice = live->before;
	else
		choice.filter[0] = '\0';
	return show(live, &choice);
}

static void change_period(struct tl_live *live, int direction)
{
	unsigned int period = direction > 0 ? live->period * 2 : live->period / 2;

	if (period >= TL_PERIOD_LEAST && period <= TL_PERIOD_LONGEST)
		live->period = period;
}

static void move(struct tl_live *live, int lines)
{
	unsigned int *first = live->page == TL_PAGE_DETAILS ? &live->details.first : &live->chosen;
	unsigned int line = lines < 0 && *first < (unsigned int)-lines ? 0 : *first + (unsigned int)lines;

	if (live->page == TL_PAGE_DETAILS)
		*first = line; /* drawing it knows where it ends */
	else
		choose(live, line);
}

static int act(struct tl_live *live, const struct tl_binding *binding)
{
	int page = (int)tl_list_room(live->screen->rows);

	switch (binding->action) {
	case TL_ACTION_QUIT:
		live->is_over = true;
		return 0;
	case TL_ACTION_HELP:
		live->behind_help = live->page;
		live->page = TL_PAGE_HELP;
		return 0;
	case TL_ACTION_MOVE:
		move(live, binding->argument);
		return 0;
	case TL_ACTION_MOVE_PAGE:
		move(live, binding->argument * (page > 1 ? page - 1 : 1));
		return 0;
	case TL_ACTION_FIRST:
		move(live, -(int)(live->view->lines.count + live->details.count));
		return 0;
	case TL_ACTION_LAST:
		move(live, (int)(live->view->lines.count + live->details.count));
		return 0;
	case TL_ACTION_OPEN:
		return open_line(live);
	case TL_ACTION_BACK:
		return go_back(live);
	case TL_ACTION_GROUP:
		return group(live, binding->argument);
	case TL_ACTION_SORT:
		return sort(live, binding->argument);
	case TL_ACTION_REVERSE:
		live->choice.order.is_reversed = !live->choice.order.is_reversed;
		return arrange(live);
	case TL_ACTION_FILTER:
		live->is_typing = true;
		memcpy(live->typed, live->choice.filter, sizeof(live->typed));
		return 0;
	case TL_ACTION_PAUSE:
		live->is_paused = !live->is_paused;
		return 0;
	case TL_ACTION_SLOWER:
		change_period(live, binding->argument);
		return 0;
	case TL_ACTION_REDRAW:
		tl_screen_forget(live->screen);
		return 0;
	case TL_ACTION_NONE:
		break;
	}
	return 0;
}

/* On the help page keys move in it, or go back from it. */
static void press_in_help(struct tl_live *live, const struct tl_binding *binding)
{
	int page = (int)tl_list_room(live->screen->rows), lines = 0;

	if (binding && binding->action == TL_ACTION_QUIT)
		live->is_over = true;
	else if (binding && binding->action == TL_ACTION_MOVE)
		lines = binding->argument;
	else if (binding && binding->action == TL_ACTION_MOVE_PAGE)
		lines = binding->argument * page;
	else
		live->page = live->behind_help;
	live->help_first = lines < 0 && live->help_first < (unsigned int)-lines ? 0 : live->help_first + lines;
}

static int type(struct tl_live *live, int key)
{
	struct tl_choice choice = live->choice;
	size_t length = strlen(live->typed);

	switch (key) {
	case TL_KEY_ENTER:
	case '\n':
		live->is_typing = false;
		memcpy(choice.filter, live->typed, sizeof(choice.filter));
		return show(live, &choice);
	case TL_KEY_ESCAPE:
		live->is_typing = false;
		return 0;
	case TL_KEY_ERASE:
		live->typed[0] = '\0';
		return 0;
	case TL_KEY_BACKSPACE:
	case '\b':
		while (length && (live->typed[length - 1] & 0xc0) == 0x80) /* the rest of a character in UTF-8 */
			live->typed[--length] = '\0';
		if (length)
			live->typed[length - 1] = '\0';
		return 0;
	}
	if (key >= ' ' && key < TL_KEY_NONE && length + 1 < sizeof(live->typed)) {
		live->typed[length] = (char)key;
		live->typed[length + 1] = '\0';
	}
	return 0;
}

int tl_live_press(struct tl_live *live, int key)
{
	const struct tl_binding *binding = tl_binding_of(key);

	if (live->is_typing)
		return type(live, key);
	if (live->page == TL_PAGE_HELP && key != TL_KEY_NONE)
		press_in_help(live, binding);
	else if (binding)
		return act(live, binding);
	return 0;
}

static void tell_state(const struct tl_live *live, char *text, size_t size)
{
	snprintf(text, size, "%s%s", live->is_paused ? "PAUSED" : "",
		 live->is_paused && live->period != TL_PERIOD ? ", " : "");
	if (live->period != TL_PERIOD)
		snprintf(text + strlen(text), size - strlen(text), "every %g s", live->period / 1000.0);
}

static void draw_list(struct tl_live *live)
{
	char state[64], prompt[TL_FILTER_SIZE * 2], typed[TL_FILTER_SIZE];
	struct tl_list_page list = {
		.choice = &live->choice,
		.state = state,
		.prompt = live->is_typing ? prompt : NULL,
	};

	keep_in_sight(live); /* the screen may have got another size */
	list.first = live->first;
	list.chosen = live->chosen;
	tell_state(live, state, sizeof(state));
	tl_text_clean(typed, sizeof(typed), live->typed);
	snprintf(prompt, sizeof(prompt), "Filter (Enter: use it, Esc: leave it): %s_", typed);
	tl_list_draw(live->view, &list, live->screen);
}

void tl_live_draw(struct tl_live *live)
{
	if (live->page == TL_PAGE_HELP)
		tl_help_page_draw(live->screen, &live->help_first);
	else if (live->page == TL_PAGE_DETAILS && !live->is_typing)
		tl_details_draw(&live->details, live->screen);
	else
		draw_list(live);
}
