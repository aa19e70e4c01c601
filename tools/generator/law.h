/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which flow the next packet belongs to. Deterministic by seed. */
#ifndef TAPLESS_GENERATOR_LAW_H
#define TAPLESS_GENERATOR_LAW_H

#include <linux/types.h>

enum tl_law_kind {
	TL_LAW_ROUND_ROBIN,
	TL_LAW_UNIFORM,
	TL_LAW_ZIPF, /* flow k has a share proportional to 1/(k+1) */
};

struct tl_law {
	enum tl_law_kind kind;
	__u32 flows;
	__u64 random;
	double *shares; /* Zipf: cumulative */
};

int tl_law_init(struct tl_law *law, enum tl_law_kind kind, __u32 flows, __u64 seed);
__u32 tl_law_next(struct tl_law *law, __u64 packet);
void tl_law_free(struct tl_law *law);

#endif
