// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A document as one JSON object. */
#include <string.h>

#include "../export/json_render.h"
#include "../view/text.h"
#include "views.h"

static void put_text(struct tl_buffer *out, const char *text)
{
	tl_json_string(out, (const __u8 *)text, strlen(text));
}

static void put_cell(struct tl_buffer *out, const struct tl_column *column, const struct tl_cell *cell)
{
	if (column->kind == TL_CELL_TEXT)
		put_text(out, cell->text);
	else if (column->kind == TL_CELL_SHARE || column->kind == TL_CELL_RATIO)
		tl_buffer_print(out, "%.6g", cell->real);
	else
		tl_buffer_print(out, "%llu", (unsigned long long)cell->number);
}

static void put_table(struct tl_buffer *out, const struct tl_table *table)
{
	put_text(out, table->key);
	tl_buffer_text(out, ":[");
	for (unsigned int row = 0; row < tl_table_rows(table); row++) {
		const char *before = "";

		tl_buffer_text(out, row ? ",\n{" : "\n{");
		for (unsigned int i = 0; i < table->column_count; i++) {
			const struct tl_cell *cell = tl_table_cell(table, row, i);

			if (!cell->is_present)
				continue;
			tl_buffer_text(out, before);
			put_text(out, table->columns[i].key);
			tl_buffer_text(out, ":");
			put_cell(out, &table->columns[i], cell);
			before = ",";
		}
		tl_buffer_text(out, "}");
	}
	tl_buffer_text(out, "]");
}

static void put_part(struct tl_buffer *out, const struct tl_chapter *chapter)
{
	const char *before = "";

	put_text(out, chapter->key);
	tl_buffer_text(out, ":{\"sentences\":[");
	for (unsigned int i = 0; i < chapter->count; i++) {
		if (!chapter->blocks[i].sentence || chapter->blocks[i].tone == TL_TONE_NOTE)
			continue;
		tl_buffer_text(out, before);
		put_text(out, chapter->blocks[i].sentence);
		before = ",";
	}
	tl_buffer_text(out, "]");
	for (unsigned int i = 0; i < chapter->count; i++) {
		if (!chapter->blocks[i].table)
			continue;
		tl_buffer_text(out, ",\n");
		put_table(out, chapter->blocks[i].table);
	}
	tl_buffer_text(out, "}");
}

bool tl_view_json(const struct tl_document *document, FILE *out)
{
	struct tl_buffer buffer = {0};
	bool good;

	tl_buffer_text(&buffer, "{\"title\":");
	put_text(&buffer, document->title);
	tl_buffer_text(&buffer, ",\"time\":");
	put_text(&buffer, document->subtitle);
	for (unsigned int i = 0; i < document->count; i++) {
		tl_buffer_text(&buffer, ",\n");
		put_part(&buffer, document->chapters[i]);
	}
	tl_buffer_text(&buffer, "}\n");
	good = !buffer.failed;
	if (good)
		fwrite(buffer.bytes, 1, buffer.used, out);
	tl_buffer_free(&buffer);
	return good;
}
