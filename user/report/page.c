// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A document as one HTML page that needs no other file: no script, no link that leads out. Texts come from the wire: each goes
 * through put_text(), which leaves nothing that HTML could take for its own; and the page forbids scripts besides.
 */
#include <string.h>

#include "../view/text.h"
#include "page_style.h"
#include "views.h"

#define COURSE_HEIGHT 100u
#define TIGHT_MOST    22 /* columns of a text that is kept in one line: an IPv4 address, a short name */

static void put_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			fputc(*text, out);
		}
	}
}

static const char *tone_class(enum tl_tone tone)
{
	static const char *const classes[] = {"plain", "note", "warning", "good"};

	return classes[tone];
}

static void put_sentence(FILE *out, const struct tl_block *block)
{
	static const char *const marks[] = {"", "", "⚠ ", "✓ "};
	char clean[2048];

	tl_text_clean(clean, sizeof(clean), block->sentence);
	fprintf(out, "<p class=\"%s\">%s", tone_class(block->tone), marks[block->tone]);
	put_text(out, clean);
	fputs("</p>\n", out);
}

static bool has_any(const struct tl_table *table, unsigned int column)
{
	for (unsigned int row = 0; row < tl_table_rows(table); row++)
		if (tl_table_cell(table, row, column)->is_present)
			return true;
	return false;
}

/* What the style sheet aligns, keeps in one line, and hides first where the page is narrow. */
static void put_class(FILE *out, const struct tl_column *column, const char *text)
{
	bool is_tight = column->kind != TL_CELL_TEXT || tl_text_width(text) <= TIGHT_MOST;

	fprintf(out, " class=\"%s%s%s\"", tl_cell_is_left(column->kind) ? "t" : "n", column->rank ? " minor" : "",
		is_tight ? " tight" : "");
}

static void put_cell(FILE *out, const struct tl_table *table, unsigned int row, unsigned int i, double most)
{
	const struct tl_column *column = &table->columns[i];
	const struct tl_cell *cell = tl_table_cell(table, row, i);
	char text[TL_CELL_SIZE];

	tl_cell_print(text, column, cell);
	fputs("<td", out);
	put_class(out, column, text);
	if (table->is_list)
		fprintf(out, " data-label=\"%s\"%s", column->title, text[0] ? "" : " data-none");
	fputc('>', out);
	if (column->has_bar && most > 0)
		fprintf(out,
			"<div class=\"meter\"><svg class=\"bar\" aria-hidden=\"true\"><rect width=\"%.1f%%\" "
			"height=\"100%%\"/></svg><span>",
			100 * tl_cell_size(column, cell) / most);
	put_text(out, text);
	fputs(column->has_bar && most > 0 ? "</span></div></td>" : "</td>", out);
}

static void put_head(FILE *out, const struct tl_table *table)
{
	fputs("<thead><tr>", out);
	for (unsigned int i = 0; i < table->column_count; i++) {
		if (!has_any(table, i))
			continue;
		fputs("<th", out);
		put_class(out, &table->columns[i], table->columns[i].title);
		fputc('>', out);
		put_text(out, table->columns[i].title);
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n", out);
}

static void put_rows(FILE *out, const struct tl_table *table)
{
	bool shown[64] = {false};
	double most[64] = {0};

	for (unsigned int i = 0; i < table->column_count && i < 64; i++) {
		shown[i] = has_any(table, i);
		most[i] = table->columns[i].has_bar ? tl_table_greatest(table, i) : 0;
	}
	fputs("<tbody>\n", out);
	for (unsigned int row = 0; row < tl_table_rows(table); row++) {
		fputs("<tr>", out);
		for (unsigned int i = 0; i < table->column_count && i < 64; i++)
			if (shown[i])
				put_cell(out, table, row, i, most[i]);
		fputs("</tr>\n", out);
	}
	fputs("</tbody>", out);
}

/* A bar for each step; the axis has the greatest amount, the first and the last time. */
static void put_course(FILE *out, const struct tl_table *table)
{
	unsigned int rows = tl_table_rows(table);
	double most = tl_table_greatest(table, 1);
	char first[TL_CELL_SIZE], last[TL_CELL_SIZE], amount[TL_CELL_SIZE];

	tl_cell_print(first, &table->columns[0], tl_table_cell(table, 0, 0));
	tl_cell_print(last, &table->columns[0], tl_table_cell(table, rows - 1, 0));
	tl_cell_print(amount, &table->columns[1], &(struct tl_cell){.is_present = true, .number = (__u64)most});
	fprintf(out,
		"<figure><figcaption>highest step: %s</figcaption><svg class=\"course\" viewBox=\"0 0 %u %u\" "
		"preserveAspectRatio=\"none\" role=\"img\">\n",
		amount, rows * 4, COURSE_HEIGHT);
	for (unsigned int row = 0; row < rows; row++) {
		double size = tl_cell_size(&table->columns[1], tl_table_cell(table, row, 1));
		double height = most > 0 ? size / most * COURSE_HEIGHT : 0;
		char time[TL_CELL_SIZE];

		if (height <= 0)
			continue;
		height = height < 1 ? 1 : height;
		tl_cell_print(time, &table->columns[0], tl_table_cell(table, row, 0));
		tl_cell_print(amount, &table->columns[1], tl_table_cell(table, row, 1));
		fprintf(out,
			"<rect x=\"%u\" y=\"%.1f\" width=\"3.4\" height=\"%.1f\"><title>%.19s: %s</title></rect>\n",
			row * 4, COURSE_HEIGHT - height, height, time, amount);
	}
	fprintf(out, "</svg><div class=\"axis\"><span>%.19s</span><span>%.19s</span></div></figure>\n", first, last);
}

static void put_table(FILE *out, const struct tl_table *table)
{
	if (!table->used)
		return;
	if (table->title) {
		fputs("<h3>", out);
		put_text(out, table->title);
		fputs("</h3>\n", out);
	}
	if (table->is_course) {
		put_course(out, table);
		return;
	}
	fprintf(out, "<div class=\"scroll\"><table class=\"%s\">\n", table->is_list ? "list" : "sheet");
	put_head(out, table);
	put_rows(out, table);
	fputs("</table></div>\n", out);
}

static void put_part(FILE *out, const struct tl_chapter *chapter)
{
	fprintf(out, "<section id=\"%s\">\n<h2>", chapter->key);
	put_text(out, chapter->title);
	fputs("</h2>\n", out);
	for (unsigned int i = 0; i < chapter->count; i++) {
		if (chapter->blocks[i].table)
			put_table(out, chapter->blocks[i].table);
		else
			put_sentence(out, &chapter->blocks[i]);
	}
	fputs("</section>\n", out);
}

static void put_contents(FILE *out, const struct tl_document *document)
{
	fputs("<nav>", out);
	for (unsigned int i = 0; i < document->count; i++) {
		fprintf(out, "<a href=\"#%s\">", document->chapters[i]->key);
		put_text(out, document->chapters[i]->title);
		fputs("</a> ", out);
	}
	fputs("</nav>\n", out);
}

void tl_view_page(const struct tl_document *document, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
	      "'unsafe-inline'\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
	      out);
	put_text(out, document->title);
	fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>", tl_page_style);
	put_text(out, document->title);
	fputs("</h1>\n<p>", out);
	put_text(out, document->subtitle);
	fputs("</p>\n", out);
	put_contents(out, document);
	fputs("</header>\n<main>\n", out);
	for (unsigned int i = 0; i < document->count; i++)
		put_part(out, document->chapters[i]);
	fputs("</main>\n<footer>Made by tapless. Nothing in this page is fetched from elsewhere.</footer>\n</body>\n"
	      "</html>\n",
	      out);
}
