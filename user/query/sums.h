/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is counted of rows. A flow of minutes has several records: it is counted by the one that ends it, so that the
 * number is that of flows; one that goes on is counted when it has ended. Records of single transactions end none.
 */
#ifndef TAPLESS_QUERY_SUMS_H
#define TAPLESS_QUERY_SUMS_H

#include "../export/encode.h"
#include "row.h"

struct tl_sums {
	__u64 records; /* with those of transactions, which count nothing */
	__u64 flows; /* that ended */
	__u64 packets, bytes; /* of both directions */
	__u64 first, last; /* packets: when; first is UINT64_MAX if it is unknown */
};

void tl_sums_init(struct tl_sums *sums);
void tl_sums_of_row(struct tl_sums *sums, const struct tl_row *row);
void tl_sums_add(struct tl_sums *sums, const struct tl_sums *more);

bool tl_row_ends_flow(const struct tl_row *row);

/* Adds what sums are made of. */
void tl_sums_fields(struct tl_field_set *set);

#endif
