// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "document.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tl_document *tl_document_create(const char *title, const char *subtitle)
{
	struct tl_document *document = calloc(1, sizeof(*document));

	if (!document)
		return NULL;
	document->title = strdup(title);
	document->subtitle = strdup(subtitle);
	document->failed = !document->title || !document->subtitle;
	return document;
}

static void free_table(struct tl_table *table)
{
	if (!table)
		return;
	for (unsigned int i = 0; i < table->used; i++)
		if (table->columns[i % table->column_count].kind == TL_CELL_TEXT && table->cells[i].is_present)
			free(table->cells[i].text);
	free(table->cells);
	free(table->title);
	free(table);
}

void tl_document_destroy(struct tl_document *document)
{
	if (!document)
		return;
	for (unsigned int i = 0; i < document->count; i++) {
		struct tl_chapter *chapter = document->chapters[i];

		for (unsigned int j = 0; j < chapter->count; j++) {
			free(chapter->blocks[j].sentence);
			free_table(chapter->blocks[j].table);
		}
		free(chapter->blocks);
		free(chapter);
	}
	free(document->chapters);
	free(document->title);
	free(document->subtitle);
	free(document);
}

struct tl_chapter *tl_document_chapter(struct tl_document *document, const char *key, const char *title)
{
	struct tl_chapter **chapters = realloc(document->chapters, (document->count + 1) * sizeof(*chapters));
	struct tl_chapter *chapter = calloc(1, sizeof(*chapter));

	if (chapters)
		document->chapters = chapters;
	if (!chapters || !chapter) {
		free(chapter);
		document->failed = true;
		return NULL;
	}
	*chapter = (struct tl_chapter){.document = document, .key = key, .title = title};
	chapters[document->count++] = chapter;
	return chapter;
}

static struct tl_block *add_block(struct tl_chapter *chapter)
{
	struct tl_block *blocks = realloc(chapter->blocks, (chapter->count + 1) * sizeof(*blocks));

	if (!blocks) {
		chapter->document->failed = true;
		return NULL;
	}
	chapter->blocks = blocks;
	blocks[chapter->count] = (struct tl_block){0};
	return &blocks[chapter->count++];
}

void tl_chapter_say(struct tl_chapter *chapter, enum tl_tone tone, const char *format, ...)
{
	struct tl_block *block = chapter ? add_block(chapter) : NULL;
	va_list arguments;

	if (!block)
		return;
	block->tone = tone;
	va_start(arguments, format);
	if (vasprintf(&block->sentence, format, arguments) < 0) {
		chapter->count--;
		chapter->document->failed = true;
	}
	va_end(arguments);
}

struct tl_table *tl_chapter_table(struct tl_chapter *chapter, const char *key, const char *title,
				  const struct tl_column *columns, unsigned int column_count)
{
	struct tl_table *table = chapter ? calloc(1, sizeof(*table)) : NULL;
	struct tl_block *block = table ? add_block(chapter) : NULL;

	if (!block) {
		free(table);
		if (chapter)
			chapter->document->failed = true;
		return NULL;
	}
	*table = (struct tl_table){
		.document = chapter->document, .key = key, .columns = columns, .column_count = column_count};
	table->title = title ? strdup(title) : NULL;
	block->table = table;
	return table;
}

/* An absent cell; NULL without memory. */
static struct tl_cell *add_cell(struct tl_table *table)
{
	struct tl_cell *cells;
	unsigned int room;

	if (!table)
		return NULL;
	if (table->used == table->room) {
		room = table->room ? 2 * table->room : 16 * table->column_count;
		cells = realloc(table->cells, room * sizeof(*cells));
		if (!cells) {
			table->document->failed = true;
			return NULL;
		}
		table->cells = cells;
		table->room = room;
	}
	table->cells[table->used] = (struct tl_cell){0};
	return &table->cells[table->used++];
}

void tl_table_text(struct tl_table *table, const char *text)
{
	struct tl_cell *cell = add_cell(table);

	if (cell && text[0]) {
		cell->text = strdup(text);
		cell->is_present = cell->text;
		table->document->failed |= !cell->text;
	}
}

void tl_table_number(struct tl_table *table, __u64 number)
{
	struct tl_cell *cell = add_cell(table);

	if (cell)
		*cell = (struct tl_cell){.is_present = true, .number = number};
}

void tl_table_real(struct tl_table *table, double real)
{
	struct tl_cell *cell = add_cell(table);

	if (cell)
		*cell = (struct tl_cell){.is_present = true, .real = real};
}

void tl_table_none(struct tl_table *table)
{
	add_cell(table);
}

double tl_cell_size(const struct tl_column *column, const struct tl_cell *cell)
{
	if (!cell->is_present)
		return 0;
	return column->kind == TL_CELL_SHARE || column->kind == TL_CELL_RATIO ? cell->real : (double)cell->number;
}

double tl_table_greatest(const struct tl_table *table, unsigned int column)
{
	double most = 0;

	for (unsigned int row = 0; row < tl_table_rows(table); row++) {
		double size = tl_cell_size(&table->columns[column], tl_table_cell(table, row, column));

		most = size > most ? size : most;
	}
	return most;
}
