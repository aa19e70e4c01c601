// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Answers of groups, and their shares of the whole. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "naming.h"
#include "query_parts.h"

#define GROUPS_IN_MEMORY 4000000 /* of all lanes: some 400 MB */

static const char *const measures[] = {
	[TL_MEASURE_BYTES] = "bytes", [TL_MEASURE_PACKETS] = "packets", [TL_MEASURE_FLOWS] = "flows",
	[TL_MEASURE_FIRST] = "first", [TL_MEASURE_LAST] = "last",
};

static const struct tl_sheet_column sum_columns[] = {
	{.key = "flows", .is_number = true, .drop = 3},
	{.key = "packets", .is_number = true, .drop = 4},
	{.key = "bytes", .is_number = true},
	{.key = "share", .is_number = true, .drop = 1},
	{.key = "first", .is_time = true, .drop = 6},
	{.key = "last", .is_time = true, .drop = 5},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct kept_group {
	struct tl_sums sums;
	size_t length;
	__u8 key[];
};

/* Of equal ones the first is told by the key: not by which thread came first. */
static int compare_groups(const void *a, const void *b)
{
	const struct kept_group *left = a, *right = b;
	size_t shorter = left->length < right->length ? left->length : right->length;
	int order = memcmp(left->key, right->key, shorter);

	return order ? order : left->length < right->length ? -1 : left->length > right->length;
}

static bool find_key(struct tl_query *query, const char *name)
{
	for (unsigned int i = 0; i < query->keys.count; i++) {
		if (strcmp(query->keys.keys[i].name, name) != 0 ||
		    !tl_meaning_is_numeric(query->keys.keys[i].quantity.meaning))
			continue;
		query->measure = TL_MEASURE_KEY;
		query->sort_key = i;
		return true;
	}
	return false;
}

/* Times by themselves, from the first on; the rest by bytes, from the most on. */
static int set_order(struct tl_query *query)
{
	const char *sort = query->options.sort;

	query->from_least = sort ? sort[0] == '+' : query->keys.keys[0].step != TL_STEP_NONE;
	if (!sort)
		sort = query->from_least ? query->keys.keys[0].name : "bytes";
	if (sort[0] == '+' || sort[0] == '-')
		sort++;
	for (unsigned int i = 0; i < COUNT(measures); i++) {
		if (strcmp(measures[i], sort) != 0)
			continue;
		query->measure = i;
		return 0;
	}
	if (find_key(query, sort)) {
		query->from_least |= !query->options.sort || query->options.sort[0] != '-';
		return 0;
	}
	tl_error("--sort %s: groups are sorted by bytes, packets, flows, first, last, or what is a number in --by",
		 query->options.sort);
	return -EINVAL;
}

static int make_groups(struct tl_query *query)
{
	size_t most = query->options.groups_in_memory ?: GROUPS_IN_MEMORY;

	for (unsigned int i = 0; i < query->lane_count; i++) {
		query->lanes[i].groups = tl_groups_create(most / query->lane_count);
		if (query->lanes[i].groups)
			continue;
		tl_error("no memory for groups");
		return -ENOMEM;
	}
	return 0;
}

int tl_query_groups_set_up(struct tl_query *query)
{
	struct tl_text where;
	tl_literal_error why = tl_group_keys_read(&query->keys, query->options.by, &where);

	if (why) {
		tl_error("--by: `%.*s`: %s; --by takes app, src,dst, srcnet/24, hour, 5m; `--columns help` lists words",
			 (int)where.length, where.text, why);
		return -EINVAL;
	}
	if (query->options.columns || query->options.ipfix) {
		tl_error("--by has columns of its own; leave out --%s", query->options.columns ? "columns" : "ipfix");
		return -EINVAL;
	}
	query->heap.most = query->options.rows ? query->options.rows : TL_ROWS_KEPT;
	query->heap.compare = compare_groups;
	query->sheet.count = 0;
	tl_group_keys_columns(&query->keys, &query->sheet);
	for (unsigned int i = 0; i < COUNT(sum_columns); i++)
		query->sheet.columns[query->sheet.count++] = sum_columns[i];
	tl_sheet_begin(&query->sheet);
	return set_order(query) ? -EINVAL : make_groups(query);
}

static void add_group(void *context, const __u8 *key, size_t length)
{
	struct tl_lane *lane = context;

	if (!lane->error)
		lane->error = tl_groups_add(lane->groups, key, length, &lane->row);
}

int tl_query_groups_add(struct tl_lane *lane, const struct tl_row *row)
{
	tl_group_keys_each(&lane->query->keys, row, lane->query->style.utc, add_group, lane);
	return lane->error;
}

static int take_over(void *context, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	return tl_groups_add(context, key, length, sums);
}

/* The first lane's groups become those of all. */
static int join_lanes(struct tl_query *query)
{
	int error = 0;

	for (unsigned int i = 1; i < query->lane_count && !error; i++) {
		error = tl_groups_each(query->lanes[i].groups, take_over, query->lanes[0].groups);
		tl_groups_free(query->lanes[i].groups);
		query->lanes[i].groups = NULL;
	}
	return error;
}

static __u64 measure_of(const struct tl_query *query, const struct tl_sums *sums)
{
	switch (query->measure) {
	case TL_MEASURE_PACKETS:
		return sums->packets;
	case TL_MEASURE_FLOWS:
		return sums->flows;
	case TL_MEASURE_FIRST:
		return sums->first;
	case TL_MEASURE_LAST:
		return sums->last;
	default:
		return sums->bytes;
	}
}

static int keep(void *context, const __u8 *key, size_t length, const struct tl_sums *sums)
{
	struct tl_query *query = context;
	__u64 value = measure_of(query, sums), rank;
	struct kept_group *group;
	bool has_value =
		query->measure != TL_MEASURE_KEY || tl_group_keys_number(&query->keys, key, query->sort_key, &value);

	rank = has_value ? tl_query_rank(query, value) : UINT64_MAX;
	if (!tl_heap_wants(&query->heap, rank)) {
		query->heap.offered++;
		return 0;
	}
	group = malloc(sizeof(*group) + length);
	if (group) {
		group->sums = *sums;
		group->length = length;
		memcpy(group->key, key, length);
	}
	if (group && !tl_heap_add(&query->heap, rank, group))
		return 0;
	tl_error("no memory for the answer; ask for fewer rows (--top)");
	return -ENOMEM;
}

static void put(struct tl_query *query, enum tl_meaning meaning, __u64 number)
{
	const struct tl_datum value = {.is_present = true, .number = number};
	char text[TL_VALUE_SIZE] = "";

	if (meaning != TL_MEANING_TIME || (number && number != UINT64_MAX))
		tl_value_text(text, sizeof(text), meaning, &value, &query->style);
	tl_buffer_put(&query->cells, text, strlen(text) + 1);
}

static void put_sums(struct tl_query *query, const struct tl_sums *sums)
{
	enum tl_measure measure = query->measure <= TL_MEASURE_FLOWS ? query->measure : TL_MEASURE_BYTES;
	const struct tl_query by = {.measure = measure};
	__u64 part = measure_of(&by, sums), whole = measure_of(&by, &query->total);
	double share = whole ? (double)part / (double)whole : 0;
	char text[32];

	put(query, TL_MEANING_NUMBER, sums->flows);
	put(query, TL_MEANING_NUMBER, sums->packets);
	put(query, TL_MEANING_NUMBER, sums->bytes);
	snprintf(text, sizeof(text), query->sheet.format == TL_SHEET_TABLE ? "%.1f %%" : "%.6f",
		 query->sheet.format == TL_SHEET_TABLE ? share * 100 : share);
	tl_buffer_put(&query->cells, text, strlen(text) + 1);
	put(query, TL_MEANING_TIME, sums->first);
	put(query, TL_MEANING_TIME, sums->last);
}

static const char *total_cells(struct tl_query *query)
{
	tl_buffer_clear(&query->cells);
	tl_buffer_put(&query->cells, "TOTAL", sizeof("TOTAL"));
	for (unsigned int i = 1; i < query->keys.count; i++)
		tl_buffer_put(&query->cells, "", 1);
	put_sums(query, &query->total);
	return query->cells.failed ? NULL : (const char *)query->cells.bytes;
}

/* All that are shown, at once; of very many the first. */
static void look_up(struct tl_query *query)
{
	__u8(*addresses)[16];
	unsigned int count = 0;

	if (!query->style.naming || !tl_naming_looks_up(query->options.naming))
		return;
	addresses = calloc(TL_LOOKED_UP + TL_GROUP_KEYS, sizeof(*addresses));
	for (size_t i = 0; addresses && i < query->heap.count && count < TL_LOOKED_UP; i++) {
		const struct kept_group *group = query->heap.items[i].data;

		count += tl_group_keys_addresses(&query->keys, group->key, addresses + count);
	}
	tl_naming_fetch(query->options.naming, (const __u8(*)[16])addresses, count);
	free(addresses);
}

int tl_query_groups_end(struct tl_query *query)
{
	bool is_table = query->sheet.format == TL_SHEET_TABLE;
	int error = join_lanes(query);

	if (!error)
		error = tl_groups_each(query->lanes[0].groups, keep, query);
	if (error)
		return error;
	tl_heap_sort(&query->heap);
	look_up(query);
	for (size_t i = 0; i < query->heap.count && !query->cells.failed; i++) {
		const struct kept_group *group = query->heap.items[i].data;

		tl_buffer_clear(&query->cells);
		tl_group_keys_cells(&query->keys, group->key, &query->style, &query->cells);
		put_sums(query, &group->sums);
		if (!query->cells.failed)
			tl_sheet_row(&query->sheet, (const char *)query->cells.bytes);
	}
	if (query->cells.failed || !tl_sheet_end(&query->sheet, query->heap.count ? total_cells(query) : NULL)) {
		tl_error("no memory for the answer; ask for fewer rows (--top)");
		return -ENOMEM;
	}
	if (is_table && query->heap.offered > query->heap.count)
		fprintf(query->sheet.out, "\nThe first %zu of %llu groups.\n", query->heap.count, query->heap.offered);
	else if (is_table && !query->heap.count)
		tl_query_print_total(query);
	else if (!query->options.rows && query->heap.offered > query->heap.count)
		tl_warning("only %zu of %llu groups are shown; --top says how many", query->heap.count,
			   query->heap.offered);
	return 0;
}
