/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Filters: `host 10.0.0.5 and dst port 443 and sni ~ example.org and bytes > 1M`. The words are in words.c; nothing at
 * all is a filter that every row meets.
 */
#ifndef TAPLESS_QUERY_FILTER_H
#define TAPLESS_QUERY_FILTER_H

#include "condition.h"

#define TL_FILTER_LONGEST 65536

struct tl_filter;

/* NULL with *error. The times of conditions are read by `clock`. */
struct tl_filter *tl_filter_parse(const char *text, const struct tl_window_words *clock,
				  struct tl_condition_error *error);

bool tl_filter_match(const struct tl_filter *filter, const struct tl_row *row);

/* Adds the fields that it looks at. */
void tl_filter_fields(const struct tl_filter *filter, struct tl_field_set *fields);

/*
 * Addresses one of which is source or destination of every row that meets it, IPv4 mapped, as struct tl_question has
 * them. 0: it does not tell.
 */
unsigned int tl_filter_hosts(const struct tl_filter *filter, __u8 (*hosts)[16], unsigned int room);

/* What its conditions are about, in their order. */
void tl_filter_each(const struct tl_filter *filter, void (*visit)(void *context, const struct tl_quantity *quantity),
		    void *context);

void tl_filter_free(struct tl_filter *filter); /* NULL is fine */

/* The message, the question below it, and a ^ below the place. */
void tl_filter_print_error(const char *text, const struct tl_condition_error *error);

#endif
