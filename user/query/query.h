/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A question to an archive, and its answer as a table, CSV, JSON or an IPFIX file. */
#ifndef TAPLESS_QUERY_QUERY_H
#define TAPLESS_QUERY_QUERY_H

#include <stdio.h>

#include "../store/archive.h"
#include "sheet.h"
#include "window.h"

struct tl_query_options {
	const char *filter;
	struct tl_window_words time;
	enum tl_sheet_format format;
	const char *columns; /* NULL: those that go with the filter */
	const char *by; /* NULL: rows, not groups */
	const char *sort; /* "bytes", "+bytes" from the least on; NULL: by time, groups by bytes */
	unsigned int rows; /* at most; 0: as many as are meant to be read */
	const char *ipfix; /* a path: the records go there; NULL */
	bool exact;
	size_t groups_in_memory; /* 0: default */
	struct tl_naming *naming; /* names beside values in tables; NULL: none */
	unsigned int threads; /* at most; 0: as many as there are CPUs */
};

struct tl_query;

/* NULL after an error in the question, which has been printed. */
struct tl_query *tl_query_create(const struct tl_query_options *options, FILE *out);

/* 0, or -errno after an error that has been printed; what was found until then is written. */
int tl_query_ask(struct tl_query *query, struct tl_archive *archive);

/* From now on, of a question that SIGINT comes in between, what was found until then is the answer. */
void tl_query_catch_interrupt(void);

void tl_query_free(struct tl_query *query); /* NULL is fine */

/* The words, for --columns help. */
void tl_query_print_words(FILE *out);

#endif
