// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "table.h"

#include "list.h"

#define PLAIN_FLOWS 10

static void draw_on_terminal(struct tl_view *view, const struct tl_terminal *terminal, unsigned int columns,
			     unsigned int rows)
{
	const struct tl_list_page list = {
		.choice = &tl_busiest_flows, .chosen = TL_NOTHING_CHOSEN, .state = "", .prompt = "Ctrl-C ends"};

	if ((columns != view->screen.columns || rows != view->screen.rows) &&
	    tl_screen_resize(&view->screen, columns, rows))
		return;
	view->screen.looks = terminal->looks;
	tl_screen_distrust(&view->screen); /* the daemon's messages go there too */
	tl_list_draw(view, &list, &view->screen);
	tl_terminal_draw(terminal, &view->screen);
}

void tl_table_draw(struct tl_view *view, const struct tl_terminal *terminal)
{
	unsigned int columns, rows;

	if (tl_view_arrange(view, &tl_busiest_flows))
		return;
	tl_terminal_size(terminal, &columns, &rows);
	if (terminal->is_terminal) {
		draw_on_terminal(view, terminal, columns, rows);
		return;
	}
	tl_list_print(view, &tl_busiest_flows, terminal->out, columns, PLAIN_FLOWS);
	fflush(terminal->out);
}
