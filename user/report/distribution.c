// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "distribution.h"

static unsigned int class_of(__u32 value)
{
	unsigned int doubling;

	if (value < 16)
		return value;
	doubling = 31 - (unsigned int)__builtin_clz(value) - 4;
	return 16 + doubling * 16 + ((value >> doubling) & 15);
}

static __u32 middle_of(unsigned int class)
{
	unsigned int doubling = (class - 16) / 16;

	if (class < 16)
		return class;
	return ((16 + (class - 16) % 16) << doubling) + ((1u << doubling) >> 1);
}

void tl_distribution_take(struct tl_distribution *distribution, __u32 value, __u32 times)
{
	distribution->count += times;
	distribution->classes[class_of(value)] += times;
}

void tl_distribution_add(struct tl_distribution *distribution, const struct tl_distribution *other)
{
	distribution->count += other->count;
	for (unsigned int class = 0; class < TL_DISTRIBUTION_CLASSES; class ++)
		distribution->classes[class] += other->classes[class];
}

__u32 tl_distribution_quantile(const struct tl_distribution *distribution, double share)
{
	double wanted = share * (double)distribution->count;
	__u64 below = 0;

	for (unsigned int class = 0; distribution->count && class < TL_DISTRIBUTION_CLASSES; class ++) {
		below += distribution->classes[class];
		if (below && (double)below >= wanted)
			return middle_of(class);
	}
	return 0;
}
