// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "query.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../lib/log.h"
#include "../lib/octets.h"
#include "../view/text.h"
#include "query_parts.h"

#define PROGRESS_AFTER TL_SECOND

static volatile sig_atomic_t interrupted;

static void take_interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

void tl_query_catch_interrupt(void)
{
	signal(SIGINT, take_interrupt);
}

static __u64 clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * TL_SECOND + (__u64)now.tv_nsec;
}

/* Each lane has its own filter. */
static int open_lanes(struct tl_query *query)
{
	const struct tl_query_options *options = &query->options;
	unsigned int count = options->threads ? options->threads : tl_archive_visitors();
	struct tl_condition_error error;

	count = !options->by ? 1 : count < TL_VISITORS_MAX ? count : TL_VISITORS_MAX;
	for (unsigned int i = 0; i < count; i++) {
		struct tl_lane *lane = &query->lanes[query->lane_count++];

		lane->query = query;
		tl_sums_init(&lane->total);
		lane->filter = tl_filter_parse(options->filter, &options->time, &error);
		if (lane->filter)
			continue;
		tl_filter_print_error(options->filter, &error);
		return -EINVAL;
	}
	return 0;
}

static int set_up(struct tl_query *query)
{
	if (tl_window_read(&query->window, &query->options.time) || open_lanes(query))
		return -EINVAL;
	return query->options.by ? tl_query_groups_set_up(query) : tl_query_rows_set_up(query);
}

struct tl_query *tl_query_create(const struct tl_query_options *options, FILE *out)
{
	struct tl_query *query = calloc(1, sizeof(*query));
	bool is_table = options->format == TL_SHEET_TABLE;

	if (!query) {
		tl_error("no memory for a question");
		return NULL;
	}
	query->options = *options;
	query->style = (struct tl_text_style){.exact = options->exact || !is_table,
					      .utc = options->time.utc,
					      .naming = is_table ? options->naming : NULL,
					      .with_all = is_table};
	query->sheet = (struct tl_sheet){
		.format = options->format,
		.out = out,
		.width = tl_sheet_width(out),
		.has_colours = isatty(fileno(out)) && !getenv("NO_COLOR"),
	};
	tl_sums_init(&query->total);
	if (!set_up(query))
		return query;
	tl_query_free(query);
	return NULL;
}

/* Has the row a part in the time that is asked for? One that tells no times has. */
static bool is_in_window(const struct tl_query *query, const struct tl_row *row)
{
	__u64 start, end;

	if (!tl_row_start(row, &start))
		return true;
	if (!tl_row_end(row, &end))
		end = start;
	return start < query->window.to && end >= query->window.from;
}

static bool take_row(void *context, const struct tl_row *row)
{
	struct tl_lane *lane = context;

	if (interrupted || ferror(lane->query->sheet.out))
		return false;
	if (!is_in_window(lane->query, row) || !tl_filter_match(lane->filter, row))
		return true;
	tl_sums_of_row(&lane->row, row);
	tl_sums_add(&lane->total, &lane->row);
	lane->error = lane->groups ? tl_query_groups_add(lane, row) : tl_query_rows_add(lane, row);
	return !lane->error;
}

/* What was found is that of this lane: with others beside it, their share is as large. */
static void show_progress(void *context, const struct tl_archive_progress *progress)
{
	struct tl_lane *lane = context;
	char rows[32], found[32], share[16] = "";

	if (clock_now() - lane->query->began < PROGRESS_AFTER)
		return;
	lane->query->has_progress = true;
	tl_text_amount(rows, sizeof(rows), progress->rows);
	tl_text_amount(found, sizeof(found), lane->total.records * lane->query->lane_count);
	if (progress->all)
		snprintf(share, sizeof(share), "%.0f %%, ", 100.0 * (double)progress->done / (double)progress->all);
	fprintf(stderr, "\r%s%s records, %s%s found\033[K", share, rows, lane->query->lane_count > 1 ? "about " : "",
		found);
}

/* Fields that the answer is made of; all, if the records themselves are wanted. */
static unsigned int wanted_fields(const struct tl_query *query, __u16 fields[TL_FIELD__COUNT])
{
	const bool all = query->is_whole || query->output;
	struct tl_field_set set = {0};
	unsigned int count = 0;

	tl_filter_fields(query->lanes[0].filter, &set);
	tl_columns_fields(&query->columns, &set);
	tl_group_keys_fields(&query->keys, &set);
	tl_quantity_fields(&query->sort, &set);
	tl_sums_fields(&set);
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++)
		if (all || tl_field_set_has(&set, field))
			fields[count++] = (__u16)field;
	return count;
}

static int finish(struct tl_query *query)
{
	int error = query->options.by ? tl_query_groups_end(query) : tl_query_rows_end(query);

	if (error || (!fflush(query->sheet.out) && !ferror(query->sheet.out)))
		return error;
	tl_error("cannot write to standard output: %s", strerror(errno));
	return -EIO;
}

/* The first error of the lanes, which has been printed. */
static int ask_lanes(struct tl_query *query, struct tl_archive *archive, const struct tl_question *question)
{
	struct tl_archive_visitor visitors[TL_VISITORS_MAX];
	int error;

	for (unsigned int i = 0; i < query->lane_count; i++)
		visitors[i] = (struct tl_archive_visitor){.row = take_row, .context = &query->lanes[i]};
	visitors[0].progress = isatty(STDERR_FILENO) ? show_progress : NULL;
	error = archive->kind->ask(archive, question, visitors, query->lane_count);
	for (unsigned int i = 0; i < query->lane_count; i++) {
		tl_sums_add(&query->total, &query->lanes[i].total);
		error = query->lanes[i].error ? query->lanes[i].error : error;
	}
	return error;
}

static bool has_failed(const struct tl_query *query)
{
	for (unsigned int i = 0; i < query->lane_count; i++)
		if (query->lanes[i].error)
			return true;
	return false;
}

int tl_query_ask(struct tl_query *query, struct tl_archive *archive)
{
	__u16 fields[TL_FIELD__COUNT];
	__u8 hosts[TL_HOSTS_MAX][16];
	const struct tl_question question = {
		.from = query->window.from,
		.to = query->window.to,
		.fields = fields,
		.field_count = wanted_fields(query, fields),
		.hosts = (const __u8(*)[16])hosts,
		.host_count = tl_filter_hosts(query->lanes[0].filter, hosts, TL_HOSTS_MAX),
	};
	int error, end_error;

	query->began = clock_now();
	error = ask_lanes(query, archive, &question);
	if (query->has_progress)
		fputs("\r\033[K", stderr);
	if (has_failed(query))
		return error;
	if (interrupted)
		tl_warning("interrupted: this is of the %llu records that had been found", query->total.records);
	end_error = finish(query);
	if (error)
		return error;
	return interrupted && !end_error ? -EINTR : end_error;
}

void tl_query_print_total(const struct tl_query *query)
{
	const struct tl_sums *total = &query->total;
	char packets[32], bytes[32], first[40] = "", last[40] = "";
	struct tl_text_style style = query->style;
	FILE *out = query->sheet.out;

	if (!total->records) {
		fputs("No records.\n", out);
		return;
	}
	style.with_date = true;
	style.with_all = false;
	if (style.exact) {
		snprintf(packets, sizeof(packets), "%llu", total->packets);
		snprintf(bytes, sizeof(bytes), "%llu ", total->bytes);
	} else {
		tl_text_amount(packets, sizeof(packets), total->packets);
		tl_text_amount(bytes, sizeof(bytes), total->bytes);
	}
	if (total->first != UINT64_MAX) {
		tl_time_text(first, sizeof(first), total->first, &style);
		tl_time_text(last, sizeof(last), total->last, &style);
	}
	fprintf(out, "\n%llu record%s (%llu flow%s), %s packets, %s%sbytes", total->records,
		total->records == 1 ? "" : "s", total->flows, total->flows == 1 ? "" : "s", packets, bytes,
		style.exact ? "" : " ");
	fprintf(out, first[0] ? "\n%s to %s\n" : "\n", first, last);
	if (query->heap.count < total->records && query->is_sorted)
		fprintf(out, "The first %zu are shown; -n says how many.\n", query->heap.count);
}

void tl_query_free(struct tl_query *query)
{
	if (!query)
		return;
	if (query->output)
		tl_ipfix_output_close(query->output);
	for (unsigned int i = 0; i < query->lane_count; i++) {
		tl_filter_free(query->lanes[i].filter);
		tl_groups_free(query->lanes[i].groups);
	}
	tl_heap_free(&query->heap);
	tl_buffer_free(&query->cells);
	tl_buffer_free(&query->sheet.cells);
	free(query);
}

void tl_query_print_words(FILE *out)
{
	fputs("Columns and words of filters; with `src` or `dst` before those that have a *:\n\n", out);
	for (unsigned int i = 0; i < tl_word_count; i++)
		fprintf(out, "  %-16s%c %s\n", tl_words[i].name, tl_words[i].source.count ? '*' : ' ',
			tl_words[i].help);
	fputs("\nColumns besides: `src`, `dst` (addresses), `src:port`, `dst:port`; every name that `tapless fields` "
	      "lists.\nGroups besides: `srcnet/24` (or another length; /24/48 for IPv4 and IPv6), `minute`, `hour`, "
	      "`day`, `5m`.\nFilters besides: ",
	      out);
	for (unsigned int i = 0; i < tl_shorthand_count; i++)
		fprintf(out, "%s`%s`", i ? ", " : "", tl_shorthands[i].name);
	fputs(".\n", out);
}
