/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Rows added up by key. There may be more groups than memory should be taken for: then they go to temporary files, parted
 * by their keys, and each part is added up by itself at the end. The sums are exact in any case.
 */
#ifndef TAPLESS_QUERY_GROUPS_H
#define TAPLESS_QUERY_GROUPS_H

#include "sums.h"

struct tl_groups;

/* At most this many in memory. NULL without memory. */
struct tl_groups *tl_groups_create(size_t most);

/* 0 or -errno: no memory, or no room for temporary files; printed. */
int tl_groups_add(struct tl_groups *groups, const __u8 *key, size_t length, const struct tl_sums *sums);

/* All of them, in no order. 0 or -errno, printed, or what `visit` returned. */
int tl_groups_each(struct tl_groups *groups,
		   int (*visit)(void *context, const __u8 *key, size_t length, const struct tl_sums *sums),
		   void *context);

void tl_groups_free(struct tl_groups *groups); /* NULL is fine */

#endif
