// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../export/json_render.h"
#include "../view/text.h"

#define CELL_SIZE  4096 /* of a text of 1024 octets, padded to the width of a wide terminal */
#define LEAST_WIDE 8 /* columns that are left of a text that is cut */
#define BOLD	   "\033[1m"
#define NORMAL	   "\033[0m"

static void write_csv_cell(FILE *out, const char *text)
{
	if (!strpbrk(text, ",\"\r\n")) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void write_csv(struct tl_sheet *sheet, const char *cells)
{
	for (unsigned int i = 0; i < sheet->count; i++, cells += strlen(cells) + 1) {
		if (i)
			fputc(',', sheet->out);
		write_csv_cell(sheet->out, cells);
	}
	fputs("\r\n", sheet->out);
}

/* What has no value is left out. */
static void write_json(struct tl_sheet *sheet, const char *cells)
{
	struct tl_buffer line = {0};
	const char *separator = "{";

	for (unsigned int i = 0; i < sheet->count; i++, cells += strlen(cells) + 1) {
		if (!cells[0])
			continue;
		tl_buffer_print(&line, "%s\"%s\":", separator, sheet->columns[i].key);
		if (sheet->columns[i].is_number)
			tl_buffer_text(&line, cells);
		else
			tl_json_string(&line, (const __u8 *)cells, strlen(cells));
		separator = ",";
	}
	tl_buffer_text(&line, separator[0] == '{' ? "{}\n" : "}\n");
	fwrite(line.bytes, 1, line.used, sheet->out);
	tl_buffer_free(&line);
}

void tl_sheet_begin(struct tl_sheet *sheet)
{
	if (sheet->format != TL_SHEET_CSV)
		return;
	for (unsigned int i = 0; i < sheet->count; i++)
		fprintf(sheet->out, "%s%s", i ? "," : "", sheet->columns[i].key);
	fputs("\r\n", sheet->out);
}

static size_t cells_size(const struct tl_sheet *sheet, const char *cells)
{
	const char *at = cells;

	for (unsigned int i = 0; i < sheet->count; i++)
		at += strlen(at) + 1;
	return (size_t)(at - cells);
}

void tl_sheet_row(struct tl_sheet *sheet, const char *cells)
{
	sheet->rows++;
	if (sheet->format == TL_SHEET_CSV)
		write_csv(sheet, cells);
	else if (sheet->format == TL_SHEET_JSON)
		write_json(sheet, cells);
	else
		tl_buffer_put(&sheet->cells, cells, cells_size(sheet, cells));
}

static void title_of(char title[64], const struct tl_sheet_column *column)
{
	size_t i;

	for (i = 0; column->key[i]; i++)
		title[i] = column->key[i] == '_' ? ' ' : (char)toupper((unsigned char)column->key[i]);
	title[i] = '\0';
}

#define DATE_LENGTH 10 /* "2026-11-20" */
#define TIME_LENGTH 19 /* "2026-11-20 09:00:01" */

/* What the lines of a table have in common. */
struct layout {
	unsigned int widths[TL_SHEET_COLUMNS];
	bool filled[TL_SHEET_COLUMNS];
	char dates[TL_SHEET_COLUMNS]
		  [DATE_LENGTH + 1]; /* of a column of times, if it is the same in all rows; else "" */
};

static void find_dates(const struct tl_sheet *sheet, struct layout *layout)
{
	const char *cells = (const char *)sheet->cells.bytes;
	bool differ[TL_SHEET_COLUMNS] = {false};

	for (size_t row = 0; row < sheet->rows; row++) {
		for (unsigned int i = 0; i < sheet->count; i++, cells += strlen(cells) + 1) {
			if (!sheet->columns[i].is_time || strlen(cells) < TIME_LENGTH)
				continue;
			if (!layout->dates[i][0])
				memcpy(layout->dates[i], cells, DATE_LENGTH);
			differ[i] |= strncmp(layout->dates[i], cells, DATE_LENGTH) != 0;
		}
	}
	for (unsigned int i = 0; i < sheet->count; i++)
		if (differ[i])
			layout->dates[i][0] = '\0';
}

/* A time without what is known or too much; other cells as they are. */
static const char *shown(const struct tl_sheet *sheet, const struct layout *layout, unsigned int column,
			 const char *cell, char room[TIME_LENGTH + 1])
{
	if (!sheet->columns[column].is_time || strlen(cell) < TIME_LENGTH)
		return cell;
	if (layout->dates[column][0] && !strncmp(layout->dates[column], cell, DATE_LENGTH))
		return cell + DATE_LENGTH + 1;
	snprintf(room, TIME_LENGTH + 1, "%s", cell);
	return room;
}

static void widen(const struct tl_sheet *sheet, struct layout *layout, const char *cells)
{
	for (unsigned int i = 0; i < sheet->count; i++, cells += strlen(cells) + 1) {
		char room[TIME_LENGTH + 1];
		unsigned int width = tl_text_width(shown(sheet, layout, i, cells, room));

		if (width > layout->widths[i])
			layout->widths[i] = width;
		layout->filled[i] |= cells[0] != '\0';
	}
}

static unsigned int total_width(const struct tl_sheet *sheet, const unsigned int widths[])
{
	unsigned int sum = 0;

	for (unsigned int i = 0; i < sheet->count; i++)
		if (widths[i])
			sum += widths[i] + (sum ? 1 : 0);
	return sum;
}

/* The widest of the texts that may be cut, down to `least`. False: there is none. */
static bool narrow(const struct tl_sheet *sheet, unsigned int widths[], unsigned int least)
{
	int widest = -1;

	for (unsigned int i = 0; i < sheet->count; i++)
		if (sheet->columns[i].is_wide && widths[i] > least && (widest < 0 || widths[i] > widths[widest]))
			widest = (int)i;
	if (widest < 0)
		return false;
	widths[widest]--;
	return true;
}

static bool drop_one(const struct tl_sheet *sheet, unsigned int widths[])
{
	int last = -1;

	for (unsigned int i = 0; i < sheet->count; i++)
		if (widths[i] && sheet->columns[i].drop &&
		    (last < 0 || sheet->columns[i].drop > sheet->columns[last].drop))
			last = (int)i;
	if (last < 0)
		return false;
	widths[last] = 0;
	return true;
}

/* Texts are cut to a readable rest, then columns go, then texts are cut to less. */
static void fit(const struct tl_sheet *sheet, unsigned int widths[])
{
	bool fits = !sheet->width || total_width(sheet, widths) <= sheet->width;

	for (unsigned int least = 2 * LEAST_WIDE; !fits && least >= LEAST_WIDE; least -= LEAST_WIDE) {
		while (!fits) {
			if (!narrow(sheet, widths, least) && (least == LEAST_WIDE || !drop_one(sheet, widths)))
				break;
			fits = total_width(sheet, widths) <= sheet->width;
		}
	}
}

static void print_line(const struct tl_sheet *sheet, const struct layout *layout, const char *cells, const char *style)
{
	char line[CELL_SIZE * 4] = "", cell[CELL_SIZE], room[TIME_LENGTH + 1];
	size_t used = 0;

	for (unsigned int i = 0; i < sheet->count; i++, cells += strlen(cells) + 1) {
		if (!layout->widths[i])
			continue;
		tl_text_fit(cell, sizeof(cell), shown(sheet, layout, i, cells, room), layout->widths[i],
			    sheet->columns[i].is_number);
		if (used + strlen(cell) + 2 > sizeof(line))
			break;
		used += (size_t)snprintf(line + used, sizeof(line) - used, "%s%s", used ? " " : "", cell);
	}
	while (used && line[used - 1] == ' ')
		line[--used] = '\0';
	fprintf(sheet->out, "%s%s%s\n", style, line, style[0] ? NORMAL : "");
}

/* The titles, packed like cells. */
static void put_titles(const struct tl_sheet *sheet, const struct layout *layout, struct tl_buffer *titles)
{
	for (unsigned int i = 0; i < sheet->count; i++) {
		char title[64];

		title_of(title, &sheet->columns[i]);
		if (layout->dates[i][0]) /* "2026-11-20" for "TIME", "FIRST 11-20" */
			strcpy(!strcmp(title, "TIME") ? title : stpcpy(title + strnlen(title, 32), " "),
			       layout->dates[i] + (strcmp(title, "TIME") ? 5 : 0));
		tl_buffer_put(titles, title, strlen(title) + 1);
	}
}

static void lay_out(const struct tl_sheet *sheet, struct layout *layout, const char *titles, const char *total)
{
	const char *cells = (const char *)sheet->cells.bytes;
	bool filled[TL_SHEET_COLUMNS];

	for (size_t i = 0; i < sheet->rows; i++, cells += cells_size(sheet, cells))
		widen(sheet, layout, cells);
	memcpy(filled, layout->filled, sizeof(filled));
	widen(sheet, layout, titles);
	if (total)
		widen(sheet, layout, total);
	for (unsigned int i = 0; i < sheet->count; i++)
		if (!filled[i] && sheet->columns[i].drop_if_empty)
			layout->widths[i] = 0;
	fit(sheet, layout->widths);
}

static void print_table(const struct tl_sheet *sheet, const struct layout *layout, const char *titles,
			const char *total)
{
	const char *style = sheet->has_colours ? BOLD : "", *cells = (const char *)sheet->cells.bytes;

	print_line(sheet, layout, titles, style);
	for (size_t i = 0; i < sheet->rows; i++, cells += cells_size(sheet, cells))
		print_line(sheet, layout, cells, "");
	if (total)
		print_line(sheet, layout, total, style);
}

static bool end_table(const struct tl_sheet *sheet, const char *total)
{
	struct layout *layout = calloc(1, sizeof(*layout));
	struct tl_buffer titles = {0};
	bool good = layout && !sheet->cells.failed;

	if (good) {
		find_dates(sheet, layout);
		put_titles(sheet, layout, &titles);
		good = !titles.failed;
	}
	if (good && (sheet->rows || total)) {
		lay_out(sheet, layout, (const char *)titles.bytes, total);
		print_table(sheet, layout, (const char *)titles.bytes, total);
	}
	tl_buffer_free(&titles);
	free(layout);
	return good;
}

bool tl_sheet_end(struct tl_sheet *sheet, const char *total)
{
	bool good = sheet->format != TL_SHEET_TABLE || end_table(sheet, total);

	tl_buffer_free(&sheet->cells);
	return good;
}

unsigned int tl_sheet_width(FILE *out)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (isatty(fileno(out)) && !ioctl(fileno(out), TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	return columns && atoi(columns) > 0 ? (unsigned int)atoi(columns) : 0;
}
