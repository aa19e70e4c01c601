// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "view.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../lib/log.h"
#include "cells.h"
#include "columns.h"
#include "source.h"
#include "tally.h"
#include "text.h"

#define PLAIN_CONNECTIONS  10
#define SCREEN_CONNECTIONS 500
#define LINE_SIZE	   4096
#define CHUNK		   512
#define PATIENCE	   20 /* milliseconds for a chunk */
#define HOME		   "\033[H"
#define CLEAR_LINE	   "\033[K"
#define CLEAR_BELOW	   "\033[J"
#define BOLD		   "\033[1m"
#define REVERSE		   "\033[7m"
#define NORMAL		   "\033[0m"

struct tl_view {
	struct tl_source *source;
	struct tl_places *places;
	struct tl_tally tallies[2]; /* this refresh and the one before, in turns */
	unsigned int current;
	bool cut;
	char name[80];
};

struct tl_view *tl_view_open(const char *pin_folder, struct tl_places *places)
{
	struct tl_view *view = calloc(1, sizeof(*view));
	const char *slash = strrchr(pin_folder, '/');

	if (!view) {
		tl_error("out of memory");
		return NULL;
	}
	view->places = places;
	snprintf(view->name, sizeof(view->name), "%s", slash ? slash + 1 : pin_folder);
	view->source = tl_source_open(pin_folder);
	if (!view->source) {
		free(view);
		return NULL;
	}
	return view;
}

int tl_view_refresh(struct tl_view *view, __u64 now)
{
	const struct tl_tally *previous = &view->tallies[view->current];
	struct tl_tally *tally = &view->tallies[!view->current];
	int error;

	tl_tally_clear(tally);
	error = tl_source_read(view->source, tally, &view->cut);
	if (error)
		return error;
	tally->time = now;
	tl_tally_rates(tally, previous);
	view->current = !view->current;
	return 0;
}

static void print_line(FILE *out, const char *line, unsigned int columns, const char *style)
{
	char fitted[LINE_SIZE];

	if (style) {
		tl_text_fit(fitted, sizeof(fitted), line, columns, false);
		fprintf(out, "%s%s%s" CLEAR_LINE, style, fitted, style[0] ? NORMAL : "");
		return;
	}
	/* plain: no blanks at the end of a line */
	tl_text_fit(fitted, sizeof(fitted), line, tl_text_width(line) < columns ? tl_text_width(line) : columns, false);
	for (size_t end = strlen(fitted); end && fitted[end - 1] == ' '; end--)
		fitted[end - 1] = '\0';
	fprintf(out, "%s", fitted);
}

static void print_summary(const struct tl_view *view, FILE *out, unsigned int columns, bool terminal)
{
	const struct tl_tally *tally = &view->tallies[view->current];
	char packets[TL_NUMBER_SIZE], bits[TL_NUMBER_SIZE], line[256];

	tl_text_number(packets, sizeof(packets), tally->packet_rate);
	tl_text_number(bits, sizeof(bits), tally->bit_rate);
	snprintf(line, sizeof(line), "tapless %s: %llu flows in cache%s, %u connections, %s packets/s, %s bit/s",
		 view->name, (unsigned long long)tally->entries, view->cut ? " (more were not read)" : "", tally->count,
		 packets, bits);
	print_line(out, line, columns, terminal ? BOLD : NULL);
}

static void print_cells(const char *const texts[TL_COLUMN__MAX], const unsigned int widths[TL_COLUMN__MAX], FILE *out,
			unsigned int columns, const char *style)
{
	char line[LINE_SIZE] = "", cell[TL_CELL_SIZE * 2];
	size_t used = 0;

	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++) {
		if (!widths[i])
			continue;
		tl_text_fit(cell, sizeof(cell), texts[i], widths[i], tl_columns[i].right);
		used += snprintf(line + used, sizeof(line) - used, "%s%s", used ? " " : "", cell);
		if (used >= sizeof(line))
			break;
	}
	print_line(out, line, columns, style);
}

static void print_titles(const unsigned int widths[TL_COLUMN__MAX], FILE *out, unsigned int columns, bool terminal)
{
	const char *texts[TL_COLUMN__MAX];

	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++)
		texts[i] = tl_columns[i].title;
	print_cells(texts, widths, out, columns, terminal ? REVERSE : NULL);
}

static void print_connection(struct tl_view *view, const struct tl_tally_row *row,
			     const unsigned int widths[TL_COLUMN__MAX], FILE *out, unsigned int columns, bool terminal)
{
	const char *texts[TL_COLUMN__MAX];
	struct tl_cells cells;

	tl_cells_fill(&cells, row, view->source, view->places, view->tallies[view->current].time);
	for (unsigned int i = 0; i < TL_COLUMN__MAX; i++)
		texts[i] = cells.text[i];
	print_cells(texts, widths, out, columns, terminal ? "" : NULL);
}

/* Lines are parted, not ended, by newlines: one after the last line would scroll a full screen. */
static void draw(struct tl_view *view, FILE *out, unsigned int columns, unsigned int rows, bool terminal)
{
	const struct tl_tally_row *top[SCREEN_CONNECTIONS];
	unsigned int widths[TL_COLUMN__MAX], count, room = terminal ? SCREEN_CONNECTIONS : PLAIN_CONNECTIONS;

	if (rows < room + 2)
		room = rows > 2 ? rows - 2 : 0;
	count = tl_tally_top(&view->tallies[view->current], top, room);
	tl_columns_layout(columns, view->places, widths);
	print_summary(view, out, columns, terminal);
	if (rows > 1) {
		fputc('\n', out);
		print_titles(widths, out, columns, terminal);
	}
	for (unsigned int i = 0; i < count; i++) {
		fputc('\n', out);
		print_connection(view, top[i], widths, out, columns, terminal);
	}
}

/*
 * The daemon draws too, and must not wait for a terminal that somebody has stopped (Ctrl-S): what it does not take at
 * once is left out; the next refresh begins anew. A pipe that is writable takes PIPE_BUF bytes, 4096, without waiting.
 */
static void write_without_waiting(FILE *out, const char *text, size_t size)
{
	struct pollfd ready = {.fd = fileno(out), .events = POLLOUT};

	fflush(out);
	if (ready.fd < 0) {
		fwrite(text, 1, size, out);
		fflush(out);
		return;
	}
	while (size && poll(&ready, 1, PATIENCE) == 1 && ready.revents & POLLOUT) {
		ssize_t written = write(ready.fd, text, size < CHUNK ? size : CHUNK);

		if (written <= 0)
			return;
		text += written;
		size -= written;
	}
}

/* Composed in memory and written at once: a terminal shows no half-drawn table. */
void tl_view_draw(struct tl_view *view, FILE *out, unsigned int columns, unsigned int rows, bool terminal)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	if (columns > LINE_SIZE / 8)
		columns = LINE_SIZE / 8;
	if (terminal)
		fputs(HOME, memory);
	draw(view, memory, columns, rows, terminal);
	fputs(terminal ? CLEAR_BELOW : "\n\n", memory);
	if (!fclose(memory))
		write_without_waiting(out, text, size);
	free(text);
}

void tl_view_close(struct tl_view *view)
{
	if (!view)
		return;
	tl_source_close(view->source);
	tl_tally_free(&view->tallies[0]);
	tl_tally_free(&view->tallies[1]);
	free(view);
}
