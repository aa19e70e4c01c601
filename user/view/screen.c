// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "screen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define LINE_SIZE    4096 /* eight octets a column: characters with marks may be cut, none of ours are */
#define GAP	     8 /* as many octets as it takes to move the cursor over what stays */
#define CLEAR_SCREEN "\033[H\033[2J"
#define CLEAR_TO_END "\033[K"
#define NO_STYLE     "\033[m"

struct tl_screen_line {
	enum tl_style style;
	bool is_known; /* of a line that is shown */
	char text[LINE_SIZE]; /* as many columns as the screen has */
};

/* SGR sequences (ECMA-48 8.3.117): without colour, with it. */
static const char *const styles[TL_STYLE__MAX][2] = {
	[TL_STYLE_PLAIN] = {"", ""},
	[TL_STYLE_STRONG] = {"\033[1m", "\033[1m"},
	[TL_STYLE_TITLES] = {"\033[4m", "\033[1;36;4m"},
	[TL_STYLE_CHOSEN] = {"\033[7m", "\033[7m"},
	[TL_STYLE_QUIET] = {"", "\033[36m"},
	[TL_STYLE_ALERT] = {"\033[1m", "\033[1;33m"},
};

int tl_screen_resize(struct tl_screen *screen, unsigned int columns, unsigned int rows)
{
	tl_screen_free(screen);
	columns = columns < TL_SCREEN_COLUMNS ? columns : TL_SCREEN_COLUMNS;
	rows = rows < TL_SCREEN_COLUMNS ? rows : TL_SCREEN_COLUMNS;
	screen->wanted = calloc(rows, sizeof(*screen->wanted));
	screen->shown = calloc(rows, sizeof(*screen->shown));
	if (!screen->wanted || !screen->shown) {
		tl_screen_free(screen);
		return -ENOMEM;
	}
	screen->columns = columns;
	screen->rows = rows;
	screen->is_foreign = true;
	tl_screen_clear(screen);
	return 0;
}

void tl_screen_free(struct tl_screen *screen)
{
	free(screen->wanted);
	free(screen->shown);
	screen->wanted = screen->shown = NULL;
	screen->rows = 0;
}

void tl_screen_forget(struct tl_screen *screen)
{
	screen->is_foreign = true;
}

void tl_screen_distrust(struct tl_screen *screen)
{
	for (unsigned int row = 0; row < screen->rows; row++)
		screen->shown[row].is_known = false;
}

void tl_screen_clear(struct tl_screen *screen)
{
	for (unsigned int row = 0; row < screen->rows; row++)
		tl_screen_put(screen, row, TL_STYLE_PLAIN, "");
}

void tl_screen_put(struct tl_screen *screen, unsigned int row, enum tl_style style, const char *text)
{
	struct tl_screen_line *line;

	if (row >= screen->rows)
		return;
	line = &screen->wanted[row];
	line->style = style;
	tl_text_fit(line->text, sizeof(line->text), text, screen->columns, false);
	if (!screen->looks.has_utf8)
		tl_text_ascii(line->text);
}

const char *tl_screen_text(const struct tl_screen *screen, unsigned int row)
{
	return screen->wanted[row].text;
}

/* What stands in each column of a line. */
struct cells {
	const char *text;
	unsigned short offset[TL_SCREEN_COLUMNS];
	unsigned short length[TL_SCREEN_COLUMNS];
	bool begins[TL_SCREEN_COLUMNS]; /* false: the second half of a wide character */
};

static void split(struct cells *cells, const char *text, unsigned int columns)
{
	size_t offset = 0;

	cells->text = text;
	for (unsigned int column = 0; column < columns;) {
		unsigned int width;
		size_t length = tl_text_cell(text + offset, &width);

		for (unsigned int half = 0; half < (width ? width : 1) && column < columns; half++) {
			cells->offset[column] = (unsigned short)offset;
			cells->length[column] = (unsigned short)length;
			cells->begins[column++] = !half;
		}
		offset += length;
	}
}

static bool same_cell(const struct cells *a, const struct cells *b, unsigned int column)
{
	return a->length[column] == b->length[column] && a->begins[column] == b->begins[column] &&
	       !memcmp(a->text + a->offset[column], b->text + b->offset[column], a->length[column]);
}

/* The column behind a run of changes that begins at `column`; what stays in it is shorter than a movement over it. */
static unsigned int end_of_run(const struct cells *wanted, const struct cells *shown, unsigned int column,
			       unsigned int columns)
{
	unsigned int end = column + 1;

	for (unsigned int at = end; at < columns && at < end + GAP; at++)
		if (!same_cell(wanted, shown, at))
			end = at + 1;
	return end;
}

static void move(FILE *out, unsigned int row, unsigned int column)
{
	if (column)
		fprintf(out, "\033[%u;%uH", row + 1, column + 1);
	else
		fprintf(out, "\033[%uH", row + 1);
}

static const char *style_of(const struct tl_screen *screen, const struct tl_screen_line *line)
{
	return styles[line->style][screen->looks.has_colour];
}

static void write_run(const struct tl_screen *screen, FILE *out, unsigned int row, const struct cells *wanted,
		      unsigned int from, unsigned int to)
{
	const char *style = style_of(screen, &screen->wanted[row]);
	size_t begin = wanted->offset[from], end = wanted->offset[to - 1] + wanted->length[to - 1];
	size_t blanks = 0;

	move(out, row, from);
	/* blanks up to the line's end are cleared, where they have no attribute to lose */
	while (!style[0] && !wanted->text[end + strspn(wanted->text + end, " ")] && end - blanks > begin &&
	       wanted->text[end - blanks - 1] == ' ')
		blanks++;
	if (blanks <= strlen(CLEAR_TO_END))
		blanks = 0;
	fprintf(out, "%s%.*s%s", style, (int)(end - blanks - begin), wanted->text + begin, style[0] ? NO_STYLE : "");
	if (blanks)
		fputs(CLEAR_TO_END, out);
}

static void draw_line(struct tl_screen *screen, unsigned int row, FILE *out)
{
	static struct cells wanted, shown; /* large */
	struct tl_screen_line *old = &screen->shown[row], *new = &screen->wanted[row];

	if (old->is_known && old->style == new->style && !strcmp(old->text, new->text))
		return;
	split(&wanted, new->text, screen->columns);
	split(&shown, old->text, screen->columns);
	if (!old->is_known || old->style != new->style) {
		write_run(screen, out, row, &wanted, 0, screen->columns);
	} else {
		for (unsigned int column = 0; column < screen->columns; column++) {
			unsigned int end;

			if (same_cell(&wanted, &shown, column))
				continue;
			end = end_of_run(&wanted, &shown, column, screen->columns);
			write_run(screen, out, row, &wanted, column, end);
			column = end - 1;
		}
	}
	*old = *new;
	old->is_known = true;
}

/* What was cleared are lines of blanks. */
static void clear(struct tl_screen *screen, FILE *out)
{
	fputs(CLEAR_SCREEN, out);
	for (unsigned int row = 0; row < screen->rows; row++) {
		struct tl_screen_line *line = &screen->shown[row];

		tl_text_fit(line->text, sizeof(line->text), "", screen->columns, false);
		line->style = TL_STYLE_PLAIN;
		line->is_known = true;
	}
	screen->is_foreign = false;
}

void tl_screen_draw(struct tl_screen *screen, FILE *out)
{
	if (screen->is_foreign)
		clear(screen, out);
	for (unsigned int row = 0; row < screen->rows; row++)
		draw_line(screen, row, out);
}
