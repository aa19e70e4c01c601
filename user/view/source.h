/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads the pinned maps of an instance for the live table; changes nothing in them. */
#ifndef TAPLESS_VIEW_SOURCE_H
#define TAPLESS_VIEW_SOURCE_H

#include <stdbool.h>

#include <tapless/details.h>
#include <tapless/exchange.h>
#include <tapless/media.h>
#include <tapless/flow.h>

#include "tally.h"

/* Cache entries that one refresh reads at most. */
#define TL_SOURCE_ENTRIES_MAX 200000

struct tl_source;

/* `folder`: the instance's, with `flows/` and `names` in it. NULL after an error that has been printed. */
struct tl_source *tl_source_open(const char *folder);

/*
 * Adds all cache entries to the tally. 0 or -errno after an error that has been printed; *cut is set if there were more
 * than TL_SOURCE_ENTRIES_MAX.
 */
int tl_source_read(struct tl_source *source, struct tl_tally *tally, bool *cut);

/* Calls `take` with each CPU's entry of that uniflow; `shard` tells them apart. */
typedef void tl_source_take(void *context, const struct tl_flow_value *value, unsigned int shard);
void tl_source_values(const struct tl_source *source, const struct tl_flow_key *key, tl_source_take *take,
		      void *context);

/* What few flows have, and the facts of order of the conversation: *side is the uniflow's in it. False: there is none. */
bool tl_source_details(const struct tl_source *source, const struct tl_flow_key *key, struct tl_details *details);
bool tl_source_exchange(const struct tl_source *source, const struct tl_flow_key *key, struct tl_exchange *exchange,
			unsigned int *side);

/* The stream of RTP that the uniflow is, if nobody doubts it. */
bool tl_source_media(const struct tl_source *source, const struct tl_flow_key *key, struct tl_media *media);

/* The name of that kind found in a uniflow; false if there is none. */
bool tl_source_name(const struct tl_source *source, const struct tl_flow_key *flow, enum tl_name_kind kind,
		    char name[TL_NAME_SIZE]);

void tl_source_close(struct tl_source *source); /* NULL is fine */

#endif
