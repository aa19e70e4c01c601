/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which records the store has already: after a crash the flow ring brings again what its exporters had not settled
 * (invariant I3), and the daemon may have been killed between the store's commit and that. What came last before the
 * start is remembered, more than a ring can bring.
 */
#ifndef TAPLESS_STORE_ARRIVALS_H
#define TAPLESS_STORE_ARRIVALS_H

#include "../query/row.h"
#include "folder.h"

struct tl_arrivals {
	__u64 *seen; /* a hash table of identities; 0: free */
	size_t room, count;
};

/* What the latest segments of `list`, which is the folder's, have. 0 or -ENOMEM; segments that cannot be read are passed over. */
int tl_arrivals_open(struct tl_arrivals *arrivals, const char *folder, const struct tl_segment_list *list);
void tl_arrivals_close(struct tl_arrivals *arrivals);

/* Was this record there at the start? */
bool tl_arrivals_has(const struct tl_arrivals *arrivals, const struct tl_row *row);

#endif
