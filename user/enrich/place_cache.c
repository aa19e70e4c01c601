// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "place_cache.h"

#include <stdlib.h>
#include <string.h>

#define WAYS 4 /* entries of a set: what one lookup compares at most, whatever addresses somebody chooses to send */

struct entry {
	__u8 address[16];
	__u32 used; /* reading of the clock at the last use; 0: empty */
	struct tl_record_place place;
};

struct tl_place_cache {
	unsigned int sets; /* a power of two */
	__u32 clock;
	__u64 hits;
	__u64 misses;
	struct entry entries[];
};

struct tl_place_cache *tl_place_cache_new(unsigned int entries)
{
	struct tl_place_cache *cache;
	unsigned int sets = 1;

	while (sets * WAYS < entries)
		sets *= 2;
	cache = calloc(1, sizeof(*cache) + (size_t)sets * WAYS * sizeof(struct entry));
	if (cache)
		cache->sets = sets;
	return cache;
}

void tl_place_cache_free(struct tl_place_cache *cache)
{
	free(cache);
}

void tl_place_cache_clear(struct tl_place_cache *cache)
{
	cache->clock = 0;
	memset(cache->entries, 0, (size_t)cache->sets * WAYS * sizeof(struct entry));
}

/* Two rounds of multiply and fold: neighbours, which networks are full of, spread over all sets. */
static struct entry *set_of(struct tl_place_cache *cache, const __u8 address[16])
{
	__u64 high, low, mixed;

	memcpy(&high, address, 8);
	memcpy(&low, address + 8, 8);
	mixed = (high ^ (low >> 32) ^ (low << 32)) * 0x9e3779b97f4a7c15ULL; /* 2^64 divided by the golden ratio */
	mixed ^= (mixed >> 32) ^ low;
	mixed *= 0xc2b2ae3d27d4eb4fULL;
	mixed ^= mixed >> 32;
	return cache->entries + (mixed & (cache->sets - 1)) * WAYS;
}

/* When the clock wraps all ages are lost, so all entries go: once in four billion lookups. */
static __u32 tick(struct tl_place_cache *cache)
{
	if (cache->clock == 0xffffffffu)
		tl_place_cache_clear(cache);
	return ++cache->clock;
}

struct tl_record_place *tl_place_cache_find(struct tl_place_cache *cache, const __u8 address[16], bool *known)
{
	__u32 now = tick(cache);
	struct entry *set = set_of(cache, address);
	struct entry *oldest = set;

	for (struct entry *entry = set; entry < set + WAYS; entry++) {
		if (entry->used && memcmp(entry->address, address, sizeof(entry->address)) == 0) {
			entry->used = now;
			cache->hits++;
			*known = true;
			return &entry->place;
		}
		if (entry->used < oldest->used)
			oldest = entry;
	}
	memcpy(oldest->address, address, sizeof(oldest->address));
	memset(&oldest->place, 0, sizeof(oldest->place));
	oldest->used = now;
	cache->misses++;
	*known = false;
	return &oldest->place;
}

void tl_place_cache_counts(const struct tl_place_cache *cache, __u64 *hits, __u64 *misses)
{
	*hits = cache->hits;
	*misses = cache->misses;
}
