// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "distinct.h"

#include <math.h>
#include <string.h>

static __u64 mix(__u64 hash)
{
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdull;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53ull;
	return hash ^ hash >> 33;
}

__u64 tl_distinct_hash(const void *octets, size_t length)
{
	__u64 hash = 0x9e3779b97f4a7c15ull + length, word;
	const __u8 *at = octets;

	for (; length >= sizeof(word); length -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		hash = mix(hash ^ word) + 0x9e3779b97f4a7c15ull;
	}
	word = 0;
	memcpy(&word, at, length);
	return mix(hash ^ word);
}

void tl_distinct_take(struct tl_distinct *distinct, const void *octets, size_t length)
{
	__u64 bit = tl_distinct_hash(octets, length) % TL_DISTINCT_BITS;

	distinct->bits[bit / 64] |= 1ull << bit % 64;
}

void tl_distinct_add(struct tl_distinct *distinct, const struct tl_distinct *other)
{
	for (unsigned int i = 0; i < TL_DISTINCT_BITS / 64; i++)
		distinct->bits[i] |= other->bits[i];
}

unsigned int tl_distinct_count(const struct tl_distinct *distinct)
{
	unsigned int left = TL_DISTINCT_BITS;

	for (unsigned int i = 0; i < TL_DISTINCT_BITS / 64; i++)
		left -= (unsigned int)__builtin_popcountll(distinct->bits[i]);
	if (!left)
		return TL_DISTINCT_MOST;
	return (unsigned int)(TL_DISTINCT_BITS * log((double)TL_DISTINCT_BITS / left) + 0.5);
}
