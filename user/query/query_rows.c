// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Answers of records, one by one. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "naming.h"
#include "query_parts.h"
#include "row_json.h"

#define TABLE_ROWS 1000 /* of a table, if -n does not say otherwise */

static int set_columns(struct tl_query *query)
{
	struct tl_text where;

	if (!query->options.columns) {
		query->is_whole = query->sheet.format == TL_SHEET_JSON;
		tl_columns_default(&query->columns, &query->sheet, query->lanes[0].filter);
		return 0;
	}
	if (tl_columns_read(&query->columns, &query->sheet, query->options.columns, &where))
		return 0;
	if (query->columns.count == TL_SHEET_COLUMNS)
		tl_error("--columns: more than %d columns", TL_SHEET_COLUMNS);
	else
		tl_error("--columns: no column `%.*s`%s%s%s; `--columns help` lists them", (int)where.length,
			 where.text, tl_word_suggest(where.text, where.length) ? ", did you mean `" : "",
			 tl_word_suggest(where.text, where.length) ?: "",
			 tl_word_suggest(where.text, where.length) ? "`?" : "");
	return -EINVAL;
}

static int set_order(struct tl_query *query)
{
	const char *sort = query->options.sort;

	query->is_sorted = sort || query->options.rows || query->sheet.format == TL_SHEET_TABLE;
	query->heap.most = query->options.rows			   ? query->options.rows
			   : query->sheet.format == TL_SHEET_TABLE ? TABLE_ROWS
								   : TL_ROWS_KEPT;
	query->from_least = !sort || sort[0] == '+';
	if (sort && (sort[0] == '+' || sort[0] == '-'))
		sort++;
	if (!tl_quantity_find(&query->sort, sort ? sort : "start", strlen(sort ? sort : "start"))) {
		tl_error("--sort %s: no such column; `--columns help` lists them", query->options.sort);
		return -EINVAL;
	}
	if (tl_meaning_is_numeric(query->sort.meaning))
		return 0;
	tl_error("--sort %s: sorting is by numbers and times", query->options.sort);
	return -EINVAL;
}

int tl_query_rows_set_up(struct tl_query *query)
{
	int error = set_columns(query);

	if (!error)
		error = set_order(query);
	if (error)
		return error;
	if (query->options.ipfix) {
		query->output = tl_ipfix_output_open(query->options.ipfix);
		return query->output ? 0 : -EIO;
	}
	if (!query->is_whole)
		tl_sheet_begin(&query->sheet);
	return 0;
}

__u64 tl_query_rank(const struct tl_query *query, __u64 value)
{
	__u64 rank = query->from_least ? value : ~value;

	return rank == UINT64_MAX ? rank - 1 : rank; /* the last rank is of what has no value */
}

static void render(struct tl_query *query, const struct tl_row *row)
{
	tl_buffer_clear(&query->cells);
	if (query->is_whole)
		tl_row_json(&query->cells, row);
	else
		tl_columns_cells(&query->columns, row, &query->style, &query->cells);
}

static void write_row(struct tl_query *query, const void *cells, size_t length)
{
	if (query->is_whole)
		fwrite(cells, 1, length, query->sheet.out);
	else
		tl_sheet_row(&query->sheet, cells);
}

static int no_memory(void)
{
	tl_error("no memory for the answer; ask for fewer rows (-n)");
	return -ENOMEM;
}

static int keep(struct tl_query *query, const struct tl_row *row)
{
	struct tl_datum value;
	__u64 rank = UINT64_MAX;
	char *data;

	if (tl_quantity_first(&query->sort, row, &value))
		rank = tl_query_rank(query, value.number);
	if (!tl_heap_wants(&query->heap, rank))
		return 0;
	render(query, row);
	data = query->cells.failed ? NULL : malloc(query->cells.used + 1);
	if (!data)
		return no_memory();
	memcpy(data, query->cells.bytes, query->cells.used);
	data[query->cells.used] = '\0';
	return tl_heap_add(&query->heap, rank, data) ? no_memory() : 0;
}

int tl_query_rows_add(struct tl_lane *lane, const struct tl_row *row)
{
	struct tl_query *query = lane->query;

	if (query->output) {
		if (query->options.rows && lane->total.records > query->options.rows)
			return 0;
		return tl_ipfix_output_row(query->output, row);
	}
	if (query->is_sorted)
		return keep(query, row);
	render(query, row);
	if (query->cells.failed)
		return no_memory();
	write_row(query, query->cells.bytes, query->cells.used);
	return 0;
}

static bool is_looked_up(const struct tl_query *query)
{
	return query->style.naming && tl_naming_looks_up(query->options.naming) && !query->is_whole;
}

/* All that are shown, at once; of very many the first. */
static void look_up(struct tl_query *query)
{
	__u8(*addresses)[16] = calloc(TL_LOOKED_UP + TL_SHEET_COLUMNS, sizeof(*addresses));
	unsigned int count = 0;

	for (size_t i = 0; addresses && i < query->heap.count && count < TL_LOOKED_UP; i++)
		count += tl_columns_addresses(&query->columns, query->heap.items[i].data, addresses + count);
	tl_naming_fetch(query->options.naming, (const __u8(*)[16])addresses, count);
	free(addresses);
}

static void write_named(struct tl_query *query, const char *cells)
{
	tl_buffer_clear(&query->cells);
	tl_columns_name(&query->columns, cells, query->style.naming, &query->cells);
	if (!query->cells.failed)
		write_row(query, query->cells.bytes, query->cells.used);
}

static void write_kept(struct tl_query *query)
{
	bool with_names = is_looked_up(query);

	tl_heap_sort(&query->heap);
	if (with_names)
		look_up(query);
	for (size_t i = 0; i < query->heap.count; i++) {
		const char *cells = query->heap.items[i].data;

		if (with_names)
			write_named(query, cells);
		else
			write_row(query, cells, strlen(cells));
	}
}

int tl_query_rows_end(struct tl_query *query)
{
	bool is_table = query->sheet.format == TL_SHEET_TABLE;

	if (query->output) {
		struct tl_ipfix_output *output = query->output;

		query->output = NULL;
		return tl_ipfix_output_close(output);
	}
	write_kept(query);
	if (query->cells.failed || !tl_sheet_end(&query->sheet, NULL))
		return no_memory();
	if (is_table)
		tl_query_print_total(query);
	else if (query->is_sorted && !query->options.rows && query->total.records > query->heap.most)
		tl_warning("only %zu of %llu records are sorted and shown; -n says how many", query->heap.most,
			   query->total.records);
	return 0;
}
