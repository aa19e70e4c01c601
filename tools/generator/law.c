// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "law.h"

#include <errno.h>
#include <stdlib.h>

int tl_law_init(struct tl_law *law, enum tl_law_kind kind, __u32 flows, __u64 seed)
{
	double sum = 0;

	*law = (struct tl_law){.kind = kind, .flows = flows, .random = seed};
	if (kind != TL_LAW_ZIPF)
		return 0;
	law->shares = calloc(flows, sizeof(*law->shares));
	if (!law->shares)
		return -ENOMEM;
	for (__u32 i = 0; i < flows; i++)
		law->shares[i] = sum += 1.0 / (i + 1);
	return 0;
}

/* A counter stepped by an odd constant, its bits mixed by multiplications and shifts. */
static __u64 next_random(struct tl_law *law)
{
	__u64 value = law->random += 0x9e3779b97f4a7c15;

	value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
	value = (value ^ value >> 27) * 0x94d049bb133111eb;
	return value ^ value >> 31;
}

static __u32 zipf(struct tl_law *law)
{
	double point = (double)(next_random(law) >> 11) / (1ull << 53) * law->shares[law->flows - 1];
	__u32 low = 0, high = law->flows - 1;

	while (low < high) {
		__u32 middle = low + (high - low) / 2;

		if (law->shares[middle] > point)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

__u32 tl_law_next(struct tl_law *law, __u64 packet)
{
	switch (law->kind) {
	case TL_LAW_UNIFORM:
		return next_random(law) % law->flows;
	case TL_LAW_ZIPF:
		return zipf(law);
	default:
		return packet % law->flows;
	}
}

void tl_law_free(struct tl_law *law)
{
	free(law->shares);
}
