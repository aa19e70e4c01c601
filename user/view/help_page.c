// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "help_page.h"

#include <stdio.h>

#include "columns.h"
#include "keys.h"

#define LINE_SIZE 256

static const char *const explanation[] = {
	"A filter is one of `tapless query`: host 10.0.0.5 and port 443, or app dns, bytes > 1M. Any other",
	"text is words: each must be in an address, name, application, port, country, network or interface",
	"of a flow; a word behind ! must not. The second line tells which (filter or text). Esc ends it.",
	"Enter on a line of hosts, names, ... shows the flows of that line; Esc goes back.",
	"Rates are those since the last refresh; a forwarded packet counts once.",
	"",
	"Columns:",
};

#define EXPLANATIONS (sizeof(explanation) / sizeof(explanation[0]))

/* Line `number` of the page; false behind the last one. */
static bool line_of(unsigned int number, char line[LINE_SIZE])
{
	line[0] = '\0';
	if (number < tl_binding_count) {
		snprintf(line, LINE_SIZE, "  %-8s %s", tl_bindings[number].shown, tl_bindings[number].help);
		return true;
	}
	number -= tl_binding_count;
	if (!number)
		return true;
	number--;
	if (number < EXPLANATIONS) {
		snprintf(line, LINE_SIZE, "%s", explanation[number]);
		return true;
	}
	number -= EXPLANATIONS;
	if (number < TL_COLUMN__MAX)
		snprintf(line, LINE_SIZE, "  %-12s %s", tl_columns[number].title, tl_columns[number].help);
	return number < TL_COLUMN__MAX;
}

void tl_help_page_draw(struct tl_screen *screen, unsigned int *first)
{
	unsigned int room = screen->rows > 2 ? screen->rows - 2 : 0, count = 0;
	char line[LINE_SIZE];

	while (line_of(count, line))
		count++;
	if (*first + room > count)
		*first = count > room ? count - room : 0;
	tl_screen_clear(screen);
	tl_screen_put(screen, 0, TL_STYLE_STRONG, "Keys of tapless top");
	for (unsigned int i = 0; i < room && line_of(*first + i, line); i++)
		tl_screen_put(screen, 1 + i, TL_STYLE_PLAIN, line);
	tl_screen_put(screen, screen->rows - 1, TL_STYLE_QUIET, "Esc back  Up Down scroll  q quit");
}
