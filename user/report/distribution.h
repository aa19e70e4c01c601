/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where measured times lie, in bounded memory: counts in classes whose width grows with the value, 1/16 of it at most. */
#ifndef TAPLESS_REPORT_DISTRIBUTION_H
#define TAPLESS_REPORT_DISTRIBUTION_H

#include <linux/types.h>

#define TL_DISTRIBUTION_CLASSES (16 + 28 * 16) /* values below 16 exactly, then 16 for each doubling up to 32 bits */

struct tl_distribution {
	__u64 count;
	__u32 classes[TL_DISTRIBUTION_CLASSES];
};

void tl_distribution_take(struct tl_distribution *distribution, __u32 value, __u32 times);

/* Adds what another one has. */
void tl_distribution_add(struct tl_distribution *distribution, const struct tl_distribution *other);

/* The middle of the class that `share` (0 to 1) of all values do not exceed: within 3.2 % of the value. 0 if there are none. */
__u32 tl_distribution_quantile(const struct tl_distribution *distribution, double share);

#endif
