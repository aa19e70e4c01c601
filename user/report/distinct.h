/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How many different ones there were, about, in 64 octets (linear counting: Whang, Vander-Zanden, Taylor, 1990): within 5 % up to 500,
 * 15 % up to 2000; more is told as 3192.
 */
#ifndef TAPLESS_REPORT_DISTINCT_H
#define TAPLESS_REPORT_DISTINCT_H

#include <stddef.h>

#include <linux/types.h>

#define TL_DISTINCT_BITS 512
#define TL_DISTINCT_MOST 3192 /* with one bit left: 512 * ln 512 */

struct tl_distinct {
	__u64 bits[TL_DISTINCT_BITS / 64];
};

void tl_distinct_take(struct tl_distinct *distinct, const void *octets, size_t length);
void tl_distinct_add(struct tl_distinct *distinct, const struct tl_distinct *other); /* those of both */
unsigned int tl_distinct_count(const struct tl_distinct *distinct);

/* A hash of 64 bits whose bits are all as good: eight octets at a time, each time the finish of MurmurHash3. */
__u64 tl_distinct_hash(const void *octets, size_t length);

#endif
