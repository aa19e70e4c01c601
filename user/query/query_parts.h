/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a question is made of; for query*.c. */
#ifndef TAPLESS_QUERY_QUERY_PARTS_H
#define TAPLESS_QUERY_QUERY_PARTS_H

#include "columns.h"
#include "group_key.h"
#include "groups.h"
#include "heap.h"
#include "ipfix_output.h"
#include "query.h"

#define TL_ROWS_KEPT 1000000 /* at most, to be sorted */
#define TL_LOOKED_UP 1000 /* addresses by reverse DNS, at most */

enum tl_measure { /* by which groups are sorted */
		  TL_MEASURE_BYTES,
		  TL_MEASURE_PACKETS,
		  TL_MEASURE_FLOWS,
		  TL_MEASURE_FIRST,
		  TL_MEASURE_LAST,
		  TL_MEASURE_KEY, /* one of the keys: a time or another number */
};

/* What a thread of a question has for itself: filters take notes while they look at a row. */
struct tl_lane {
	struct tl_query *query;
	struct tl_filter *filter;
	struct tl_groups *groups; /* NULL: rows, of which there is one lane only */
	struct tl_sums total; /* of what was found */
	struct tl_sums row; /* of the one at hand */
	int error;
};

struct tl_query {
	struct tl_query_options options;
	struct tl_lane lanes[TL_VISITORS_MAX];
	unsigned int lane_count;
	struct tl_window window;
	struct tl_text_style style;
	struct tl_sheet sheet;
	struct tl_columns columns;
	bool is_whole; /* JSON of all fields */
	bool is_sorted; /* else rows are written as they come */
	bool from_least; /* sorted */
	struct tl_quantity sort; /* rows */
	enum tl_measure measure; /* groups */
	unsigned int sort_key; /* its number */
	struct tl_group_keys keys;
	struct tl_heap heap;
	struct tl_ipfix_output *output;
	struct tl_buffer cells; /* of the row at hand */
	struct tl_sums total; /* of what was found, by all lanes */
	bool has_progress;
	__u64 began; /* on the monotonic clock */
};

/* Of rows. 0 or -errno, printed. */
int tl_query_rows_set_up(struct tl_query *query);
int tl_query_rows_add(struct tl_lane *lane, const struct tl_row *row);
int tl_query_rows_end(struct tl_query *query);

/* Of groups, likewise. */
int tl_query_groups_set_up(struct tl_query *query);
int tl_query_groups_add(struct tl_lane *lane, const struct tl_row *row);
int tl_query_groups_end(struct tl_query *query);

/* "23 records (21 flows), 1.2 M packets, ..." below a table. */
void tl_query_print_total(const struct tl_query *query);

/* The rank of a value in a heap. */
__u64 tl_query_rank(const struct tl_query *query, __u64 value);

#endif
