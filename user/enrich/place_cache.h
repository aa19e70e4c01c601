/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Bounded cache from address to place: sets of a few entries, of which the one used longest ago makes room. */
#ifndef TAPLESS_ENRICH_PLACE_CACHE_H
#define TAPLESS_ENRICH_PLACE_CACHE_H

#include <stdbool.h>

#include "../flow/record.h"

struct tl_place_cache;

/* entries is rounded up to a power of two; NULL: out of memory */
struct tl_place_cache *tl_place_cache_new(unsigned int entries);
void tl_place_cache_free(struct tl_place_cache *cache); /* NULL is fine */
void tl_place_cache_clear(struct tl_place_cache *cache);

/*
 * The place of this address. *known says whether it was there; if not, it is an empty place that the caller must fill in
 * before the next call.
 */
struct tl_record_place *tl_place_cache_find(struct tl_place_cache *cache, const __u8 address[16], bool *known);

void tl_place_cache_counts(const struct tl_place_cache *cache, __u64 *hits, __u64 *misses);

#endif
