/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The arithmetic of network performance: sums of the kernel's facts of order, and what a record tells of them. */
#ifndef TAPLESS_FLOW_METRICS_H
#define TAPLESS_FLOW_METRICS_H

#include <stdbool.h>

#include <tapless/exchange.h>

#include "record.h"

struct tl_span_sums {
	__u64 count;
	__u64 sum; /* ticks, as all of these */
	__u32 minimum;
	__u32 maximum;
};

/* Of one direction, added up over a record's parts. */
struct tl_metrics {
	bool known;
	__u64 retransmitted;
	__u64 out_of_order;
	__u64 duplicated;
	__u64 duplicate_acknowledgements;
	__u64 zero_windows;
	__u64 resets;
	struct tl_span_sums round_trips;
	struct tl_span_sums responses;
	struct tl_span_sums gaps;
	double gap_squares;
	struct tl_syn syn; /* length 0: none */
	__u32 handshake_span; /* 0: not seen */
};

/* Sums that were reported before and not begun anew are left out; a SYN and a handshake stay. */
void tl_metrics_add(struct tl_metrics *metrics, const struct tl_exchange *exchange, unsigned int side);

void tl_metrics_merge(struct tl_metrics *metrics, const struct tl_metrics *from);

/* What each direction's element says; `record` has its sides and key already. */
void tl_metrics_fill(struct tl_record *record, const struct tl_metrics *forward, const struct tl_metrics *reverse);

#endif
