/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The record that a flow would be if it ended now: what its cache entries, facts of order, details and names say, put together by
 * the join of `tapless run`. Counters are those since the flow came into the cache, not since its last record.
 */
#ifndef TAPLESS_VIEW_LIVE_RECORD_H
#define TAPLESS_VIEW_LIVE_RECORD_H

#include "../flow/record.h"
#include "facts.h"

/* False if nothing of it is in the cache any more, or without memory. `now`: CLOCK_BOOTTIME, nanoseconds. */
bool tl_live_record(struct tl_record *record, const struct tl_source *source, const struct tl_enrichers *enrichers,
		    const struct tl_tally_row *row, __u64 now);

#endif
