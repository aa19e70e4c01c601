/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The live table: what a running instance has in its cache, grouped, filtered and sorted. Serves `tapless top` and
 * `tapless run --table`.
 */
#ifndef TAPLESS_VIEW_VIEW_H
#define TAPLESS_VIEW_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include <linux/types.h>

#include "facts.h"
#include "grouping.h"
#include "order.h"
#include "screen.h"

#define TL_FILTER_SIZE 128
#define TL_KEY_SIZE    256 /* of a group: a name is the longest */

/* Which line: its key, as it was in the refresh before. */
struct tl_kept_key {
	__u8 octets[TL_KEY_SIZE];
	unsigned int size;
};

/* What of it is shown. */
struct tl_choice {
	enum tl_grouping grouping;
	struct tl_order order;
	char filter[TL_FILTER_SIZE];
	bool is_within; /* of one group only: */
	enum tl_grouping within;
	struct tl_kept_key group;
	char group_name[TL_FILTER_SIZE]; /* as it was shown */
};

extern const struct tl_choice tl_busiest_flows; /* what it begins with */

struct tl_view {
	struct tl_source *source;
	struct tl_enrichers enrichers;
	struct tl_facts_cache *facts;
	struct tl_tally tallies[2]; /* this refresh and the one before, in turns */
	unsigned int current;
	bool is_cut; /* there were more than are read */
	struct tl_interface_names interfaces;
	struct tl_lines lines; /* what is shown, in order */
	struct tl_screen screen; /* of `run --table` */
	char folder[256];
	char name[80];
};

/* `folder`: /sys/fs/bpf/tapless/INSTANCE. The enrichers stay the caller's. NULL after a printed error. */
struct tl_view *tl_view_open(const char *folder, const struct tl_enrichers *enrichers);

/*
 * Reads the flow cache; `now` is CLOCK_BOOTTIME in nanoseconds. Rates are those since the last refresh, or after the
 * first one since each flow began. 0 or -errno after a printed error.
 */
int tl_view_refresh(struct tl_view *view, __u64 now);

/* Groups, filters and sorts what the last refresh found. 0 or -ENOMEM after a printed error. */
int tl_view_arrange(struct tl_view *view, const struct tl_choice *choice);

struct tl_cell_context tl_view_context(const struct tl_view *view);

/* enum tl_known, together: what there is to show columns of. */
unsigned int tl_view_known(const struct tl_view *view);

/* Number of the line with that key; view->lines.count if there is none. */
unsigned int tl_view_find(const struct tl_view *view, const struct tl_kept_key *key);

void tl_view_close(struct tl_view *view); /* NULL is fine */

#endif
