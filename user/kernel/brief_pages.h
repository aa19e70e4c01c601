/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The map `brief_flows` (tapless/open_flow.h): rows are added to the last page, and a page without a row that counts is deleted. */
#ifndef TAPLESS_KERNEL_BRIEF_PAGES_H
#define TAPLESS_KERNEL_BRIEF_PAGES_H

#include <stdbool.h>

#include <tapless/open_flow.h>

struct tl_brief_count;

struct tl_brief_pages {
	int map;
	struct tl_brief_count *counts; /* of pages before the last one that have rows which count */
	struct tl_brief_page last;
	__u64 number; /* of the last page */
	__u32 count; /* of its rows that count */
	bool is_changed; /* since it was written to the map */
	__u64 refused; /* pages that the map had no room for */
};

void tl_brief_pages_init(struct tl_brief_pages *pages, int map);
void tl_brief_pages_fini(struct tl_brief_pages *pages); /* what is in the map stays */

/* All rows that are there, in whatever order. */
typedef void tl_brief_visit(void *context, __u64 row, const struct tl_open_version *version);
void tl_brief_pages_each(const struct tl_brief_pages *pages, tl_brief_visit *visit, void *context);

/* A row that was visited counts. 0 or -ENOMEM. */
int tl_brief_pages_keep(struct tl_brief_pages *pages, __u64 row);

/* All have been kept that shall be: deletes pages without. The number of the first row that may be written. */
__u64 tl_brief_pages_begin(struct tl_brief_pages *pages);

/* Rows come in the order of their numbers. They are in the map behind tl_brief_pages_flush(). */
void tl_brief_pages_write(struct tl_brief_pages *pages, __u64 row, const struct tl_open_version *version);
void tl_brief_pages_flush(struct tl_brief_pages *pages);

/* It counts no more. */
void tl_brief_pages_drop(struct tl_brief_pages *pages, __u64 row);

/* Nor is it found again. Of the last page this is in the map by the next flush. */
void tl_brief_pages_wipe(struct tl_brief_pages *pages, __u64 row);

/* The same for one that has not been kept. */
void tl_brief_pages_erase(struct tl_brief_pages *pages, __u64 row);

#endif
