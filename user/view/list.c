// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "list.h"

#include <stdarg.h>
#include <string.h>

#include "sieve.h"
#include "text.h"

#define SUMMARY_ROW 0
#define CHOICE_ROW  1
#define TITLES_ROW  2
#define FIRST_ROW   3 /* of the table; the last row of the screen has the keys */
#define NARROW	    100 /* columns: there the keys are named in short */

unsigned int tl_list_room(unsigned int rows)
{
	return rows > FIRST_ROW + 1 ? rows - FIRST_ROW - 1 : 0;
}

/* Adds to a text as far as there is room. */
__attribute__((format(printf, 3, 4))) static void add(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text + used, size - used, format, arguments);
	va_end(arguments);
}

static void summarize(const struct tl_view *view, char *text, size_t size)
{
	const struct tl_tally *tally = &view->tallies[view->current];
	char packets[TL_NUMBER_SIZE], bits[TL_NUMBER_SIZE];

	tl_text_number(packets, sizeof(packets), tally->packet_rate);
	tl_text_number(bits, sizeof(bits), tally->bit_rate);
	snprintf(text, size, "tapless %s: %llu flows in cache%s, %u connections, %s pkt/s, %s bit/s", view->name,
		 (unsigned long long)tally->entries, view->is_cut ? " (more were not read)" : "", tally->count, packets,
		 bits);
}

static void tell_choice(const struct tl_view *view, const struct tl_list_page *list, unsigned int room, char *text,
			size_t size)
{
	const struct tl_choice *choice = list->choice;
	unsigned int last = list->first + room < view->lines.count ? list->first + room : view->lines.count;

	text[0] = '\0';
	if (list->state[0])
		add(text, size, "%s · ", list->state);
	add(text, size, "by %s, %u-%u of %u, sorted by %s %s", tl_groupings[choice->grouping].name,
	    view->lines.count ? list->first + 1 : 0, last, view->lines.count, tl_columns[choice->order.column].title,
	    choice->order.is_reversed ? "▲" : "▼");
	if (choice->is_within)
		add(text, size, " · only %s %s", tl_groupings[choice->within].name, choice->group_name);
	if (choice->filter[0])
		add(text, size, " · %s: %s", tl_is_question(choice->filter) ? "filter" : "text", choice->filter);
}

/* A line of cells that fit their columns. */
static void join_cells(char line[TL_LINE_SIZE], const unsigned char *columns, const unsigned int widths[TL_COLUMN__MAX],
		       const struct tl_line *entry, const struct tl_cell_context *context)
{
	char cell[TL_CELL_SIZE], fitted[2 * TL_CELL_SIZE];

	line[0] = '\0';
	for (unsigned int i = 0; columns[i] != TL_COLUMN__MAX; i++) {
		const struct tl_column_style *style = &tl_columns[columns[i]];

		if (!widths[columns[i]])
			continue;
		if (entry)
			style->cell(cell, entry, context);
		else
			snprintf(cell, sizeof(cell), "%s", style->title);
		tl_text_fit(fitted, sizeof(fitted), cell, widths[columns[i]], style->number);
		add(line, TL_LINE_SIZE, "%s%s", line[0] ? " " : "", fitted);
	}
}

static const unsigned char *lay_out(const struct tl_view *view, enum tl_grouping grouping, unsigned int columns,
				    unsigned int widths[TL_COLUMN__MAX])
{
	const unsigned char *list = tl_groupings[grouping].columns;

	tl_columns_layout(list, columns, tl_view_known(view), widths);
	return list;
}

static const char *keys(const struct tl_screen *screen)
{
	return screen->columns < NARROW
		       ? "? help  q quit  / filter  Enter details  < > sort  f a h n s c t o i group by"
		       : "? help  q quit  / filter  Enter details  Space pause  < > sort  r reverse  "
			 "group by: f flow a application h host n name s AS c country t city o own network i interface";
}

void tl_list_draw(const struct tl_view *view, const struct tl_list_page *list, struct tl_screen *screen)
{
	const struct tl_cell_context context = tl_view_context(view);
	unsigned int widths[TL_COLUMN__MAX], room = tl_list_room(screen->rows);
	const unsigned char *columns = lay_out(view, list->choice->grouping, screen->columns, widths);
	char line[TL_LINE_SIZE];

	tl_screen_clear(screen);
	summarize(view, line, sizeof(line));
	tl_screen_put(screen, SUMMARY_ROW, TL_STYLE_STRONG, line);
	tell_choice(view, list, room, line, sizeof(line));
	tl_screen_put(screen, CHOICE_ROW, list->state[0] ? TL_STYLE_ALERT : TL_STYLE_QUIET, line);
	join_cells(line, columns, widths, NULL, &context);
	tl_screen_put(screen, TITLES_ROW, TL_STYLE_TITLES, line);
	for (unsigned int i = 0; i < room && list->first + i < view->lines.count; i++) {
		unsigned int number = list->first + i;

		join_cells(line, columns, widths, &view->lines.all[number], &context);
		tl_screen_put(screen, FIRST_ROW + i, number == list->chosen ? TL_STYLE_CHOSEN : TL_STYLE_PLAIN, line);
	}
	if (room)
		tl_screen_put(screen, screen->rows - 1, list->prompt ? TL_STYLE_STRONG : TL_STYLE_QUIET,
			      list->prompt ? list->prompt : keys(screen));
}

static void print(FILE *out, const char *line, unsigned int columns)
{
	char fitted[TL_LINE_SIZE];
	unsigned int width = tl_text_width(line);
	size_t end;

	tl_text_fit(fitted, sizeof(fitted), line, width < columns ? width : columns, false);
	end = strlen(fitted);
	while (end && fitted[end - 1] == ' ')
		end--;
	fprintf(out, "%.*s\n", (int)end, fitted);
}

void tl_list_print(const struct tl_view *view, const struct tl_choice *choice, FILE *out, unsigned int columns,
		   unsigned int most)
{
	const struct tl_cell_context context = tl_view_context(view);
	unsigned int widths[TL_COLUMN__MAX];
	const unsigned char *list;
	char line[TL_LINE_SIZE];

	if (columns > TL_SCREEN_COLUMNS)
		columns = TL_SCREEN_COLUMNS;
	list = lay_out(view, choice->grouping, columns, widths);
	summarize(view, line, sizeof(line));
	print(out, line, columns);
	join_cells(line, list, widths, NULL, &context);
	print(out, line, columns);
	for (unsigned int i = 0; i < most && i < view->lines.count; i++) {
		join_cells(line, list, widths, &view->lines.all[i], &context);
		print(out, line, columns);
	}
	fputc('\n', out);
}
