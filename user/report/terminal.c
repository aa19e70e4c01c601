// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A document at a terminal: tables that fit its width. Where they do not, texts are cut, and then columns left out. */
#include <stdlib.h>
#include <string.h>

#include "../view/text.h"
#include "views.h"

#define COLUMNS_MOST 24
#define GAP	     2
#define BAR_MOST     24 /* columns of a drawn size */
#define BOLD	     "\033[1m"
#define FAINT	     "\033[2m"
#define NORMAL	     "\033[0m"

struct sheet {
	FILE *out;
	unsigned int columns;
	bool colours;
};

struct layout {
	unsigned int widths[COLUMNS_MOST]; /* 0: left out */
	unsigned int bar; /* of the last column that has one, behind the table */
};

static void style(const struct sheet *sheet, const char *code)
{
	if (sheet->colours)
		fputs(code, sheet->out);
}

/* Words of a sentence, in lines with the indent. */
static void print_wrapped(const struct sheet *sheet, const char *mark, const char *sentence)
{
	unsigned int indent = tl_text_width(mark), at = indent;
	char word[TL_CELL_SIZE];

	fputs(mark, sheet->out);
	while (*sentence) {
		size_t length = strcspn(sentence, " ");
		unsigned int width;

		snprintf(word, sizeof(word), "%.*s", (int)length, sentence);
		width = tl_text_width(word);
		if (at > indent && at + 1 + width > sheet->columns) {
			fprintf(sheet->out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (at > indent) {
			fputc(' ', sheet->out);
			at++;
		}
		fputs(word, sheet->out);
		at += width;
		sentence += length;
		sentence += strspn(sentence, " ");
	}
	fputc('\n', sheet->out);
}

static void print_sentence(const struct sheet *sheet, const struct tl_block *block)
{
	static const struct {
		const char *mark, *code;
	} tones[] = {
		[TL_TONE_PLAIN] = {"", ""},
		[TL_TONE_NOTE] = {"  ", FAINT},
		[TL_TONE_WARNING] = {"! ", "\033[33m"},
		[TL_TONE_GOOD] = {"✓ ", "\033[32m"},
	};
	char clean[2048];

	tl_text_clean(clean, sizeof(clean), block->sentence);
	style(sheet, tones[block->tone].code);
	print_wrapped(sheet, tones[block->tone].mark, clean);
	style(sheet, NORMAL);
}

static unsigned int natural_width(const struct tl_table *table, unsigned int column)
{
	const struct tl_column *of = &table->columns[column];
	unsigned int width = tl_text_width(of->title), cell;
	char text[TL_CELL_SIZE];

	for (unsigned int row = 0; row < tl_table_rows(table); row++) {
		tl_cell_print(text, of, tl_table_cell(table, row, column));
		cell = tl_text_width(text);
		width = cell > width ? cell : width;
	}
	return of->most && width > of->most ? of->most : width;
}

static unsigned int whole_width(const struct tl_table *table, const struct layout *layout)
{
	unsigned int whole = 0;

	for (unsigned int i = 0; i < table->column_count; i++)
		whole += layout->widths[i] ? layout->widths[i] + GAP : 0;
	return whole ? whole - GAP : 0;
}

/* The widest text gives way, one column at a time; false if none can. */
static bool shrink(const struct tl_table *table, struct layout *layout)
{
	unsigned int widest = table->column_count, room = 0;

	for (unsigned int i = 0; i < table->column_count; i++) {
		unsigned int least = table->columns[i].least;

		if (table->columns[i].kind == TL_CELL_TEXT && layout->widths[i] > least &&
		    layout->widths[i] - least > room) {
			room = layout->widths[i] - least;
			widest = i;
		}
	}
	if (widest == table->column_count)
		return false;
	layout->widths[widest]--;
	return true;
}

/* False if all that are left must stay. */
static bool leave_out(const struct tl_table *table, struct layout *layout)
{
	unsigned int which = table->column_count, rank = 0;

	for (unsigned int i = 0; i < table->column_count; i++) {
		if (layout->widths[i] && table->columns[i].rank > rank) {
			rank = table->columns[i].rank;
			which = i;
		}
	}
	if (which == table->column_count)
		return false;
	layout->widths[which] = 0;
	return true;
}

/* Columns that have nothing anywhere are not shown; then what the width allows, the most important ones first. */
static struct layout lay_out(const struct tl_table *table, unsigned int columns)
{
	struct layout natural = {0}, layout;

	for (unsigned int i = 0; i < table->column_count; i++) {
		bool has_any = false;

		for (unsigned int row = 0; row < tl_table_rows(table) && !has_any; row++)
			has_any = tl_table_cell(table, row, i)->is_present;
		natural.widths[i] = has_any ? natural_width(table, i) : 0;
	}
	for (;;) {
		layout = natural;
		while (whole_width(table, &layout) > columns && shrink(table, &layout))
			;
		if (whole_width(table, &layout) <= columns || !leave_out(table, &natural))
			break;
	}
	if (whole_width(table, &layout) + GAP + 8 <= columns)
		layout.bar = columns - whole_width(table, &layout) - GAP;
	if (layout.bar > BAR_MOST)
		layout.bar = BAR_MOST;
	return layout;
}

static void print_cell(const struct sheet *sheet, const struct tl_column *column, const char *text, unsigned int width,
		       bool is_first)
{
	char fitted[2 * TL_CELL_SIZE];

	tl_text_fit(fitted, sizeof(fitted), text, width, !tl_cell_is_left(column->kind));
	fprintf(sheet->out, "%*s%s", is_first ? 0 : GAP, "", fitted);
}

static void print_head(const struct sheet *sheet, const struct tl_table *table, const struct layout *layout)
{
	bool is_first = true;

	style(sheet, "\033[4m");
	for (unsigned int i = 0; i < table->column_count; i++) {
		if (!layout->widths[i])
			continue;
		print_cell(sheet, &table->columns[i], table->columns[i].title, layout->widths[i], is_first);
		is_first = false;
	}
	style(sheet, NORMAL);
	fputc('\n', sheet->out);
}

/* In eighths of a character. */
static void print_bar(const struct sheet *sheet, double share, unsigned int columns)
{
	static const char *const ends[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	unsigned int eighths = (unsigned int)(share * columns * 8 + 0.5);

	style(sheet, "\033[36m");
	for (unsigned int i = 0; i < eighths / 8; i++)
		fputs("█", sheet->out);
	fputs(ends[eighths % 8], sheet->out);
	style(sheet, NORMAL);
}

static void print_row(const struct sheet *sheet, const struct tl_table *table, const struct layout *layout,
		      unsigned int row, const double most[COLUMNS_MOST])
{
	unsigned int bar = table->column_count;
	char text[TL_CELL_SIZE];
	bool is_first = true;

	for (unsigned int i = 0; i < table->column_count; i++) {
		if (!layout->widths[i])
			continue;
		tl_cell_print(text, &table->columns[i], tl_table_cell(table, row, i));
		print_cell(sheet, &table->columns[i], text, layout->widths[i], is_first);
		is_first = false;
		if (table->columns[i].has_bar)
			bar = i;
	}
	if (layout->bar && bar < table->column_count && most[bar] > 0) {
		fprintf(sheet->out, "%*s", GAP, "");
		print_bar(sheet, tl_cell_size(&table->columns[bar], tl_table_cell(table, row, bar)) / most[bar],
			  layout->bar);
	}
	fputc('\n', sheet->out);
}

static void print_left_out(const struct sheet *sheet, const struct tl_table *table, const struct layout *layout)
{
	char sentence[512] = "No room for: ";
	bool any = false;

	for (unsigned int i = 0; i < table->column_count; i++) {
		size_t used = strlen(sentence);

		if (layout->widths[i] || !table->columns[i].title[0])
			continue;
		for (unsigned int row = 0; row < tl_table_rows(table); row++) {
			if (!tl_table_cell(table, row, i)->is_present)
				continue;
			snprintf(sentence + used, sizeof(sentence) - used, "%s%s", any ? ", " : "",
				 table->columns[i].title);
			any = true;
			break;
		}
	}
	if (!any || !table->is_list)
		return;
	style(sheet, FAINT);
	print_wrapped(sheet, "  ", sentence);
	print_wrapped(sheet, "  ", "A wider terminal, --html or --format json has them.");
	style(sheet, NORMAL);
}

/* One line: eight heights for as many steps as there is room for; several may share one. */
static void print_course(const struct sheet *sheet, const struct tl_table *table)
{
	static const char *const heights[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	unsigned int rows = tl_table_rows(table), room = sheet->columns - 2;
	unsigned int count = rows < room ? rows : room;
	double *sums = calloc(count + 1, sizeof(*sums)), most = 0;
	char first[TL_CELL_SIZE], last[TL_CELL_SIZE];

	for (unsigned int row = 0; sums && row < rows; row++) {
		double *sum = &sums[(__u64)row * count / rows];

		*sum += tl_cell_size(&table->columns[1], tl_table_cell(table, row, 1));
		most = *sum > most ? *sum : most;
	}
	fputs("  ", sheet->out);
	style(sheet, "\033[36m");
	for (unsigned int i = 0; sums && i < count; i++)
		fputs(heights[most > 0 ? (unsigned int)(sums[i] / most * 7.99 + (sums[i] > 0)) : 0], sheet->out);
	style(sheet, NORMAL);
	tl_cell_print(first, &table->columns[0], tl_table_cell(table, 0, 0));
	tl_cell_print(last, &table->columns[0], tl_table_cell(table, rows - 1, 0));
	fprintf(sheet->out, "\n  %.19s to %.19s\n", first, last);
	free(sums);
}

static void print_table(const struct sheet *sheet, const struct tl_table *table)
{
	double most[COLUMNS_MOST] = {0};
	struct layout layout;

	if (!table->used || table->column_count > COLUMNS_MOST)
		return;
	fputc('\n', sheet->out);
	if (table->title) {
		style(sheet, BOLD);
		fprintf(sheet->out, "%s\n", table->title);
		style(sheet, NORMAL);
	}
	if (table->is_course) {
		print_course(sheet, table);
		return;
	}
	layout = lay_out(table, sheet->columns);
	for (unsigned int i = 0; i < table->column_count; i++)
		most[i] = table->columns[i].has_bar ? tl_table_greatest(table, i) : 0;
	print_head(sheet, table, &layout);
	for (unsigned int row = 0; row < tl_table_rows(table); row++)
		print_row(sheet, table, &layout, row, most);
	print_left_out(sheet, table, &layout);
}

static void print_part(const struct sheet *sheet, const struct tl_chapter *chapter)
{
	fputc('\n', sheet->out);
	style(sheet, BOLD "\033[7m");
	fprintf(sheet->out, " %s ", chapter->title);
	style(sheet, NORMAL);
	fputc('\n', sheet->out);
	for (unsigned int i = 0; i < chapter->count; i++) {
		if (chapter->blocks[i].table)
			print_table(sheet, chapter->blocks[i].table);
		else
			print_sentence(sheet, &chapter->blocks[i]);
	}
}

void tl_view_terminal(const struct tl_document *document, FILE *out, unsigned int columns, bool colours)
{
	const struct sheet sheet = {out, columns < TL_TERMINAL_LEAST ? TL_TERMINAL_LEAST : columns, colours};

	style(&sheet, BOLD);
	print_wrapped(&sheet, "", document->title);
	style(&sheet, NORMAL);
	print_wrapped(&sheet, "", document->subtitle);
	for (unsigned int i = 0; i < document->count; i++)
		print_part(&sheet, document->chapters[i]);
}
