/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A hash table of links that live inside their objects. Unlike uthash it takes several objects of one key and a
 * hash with a secret seed: who can choose ports must not be able to make one long chain.
 */
#ifndef TAPLESS_FLOW_TABLE_H
#define TAPLESS_FLOW_TABLE_H

#include <stddef.h>

#include <tapless/types.h>

#include "../lib/fetch.h"

struct tl_table_link {
	struct tl_table_link *next;
	__u64 hash;
};

struct tl_table {
	struct tl_table_link **buckets;
	/* Of each bucket a bit for each of eight classes of hashes that it may have: most of what is not there is not looked for in
	 * objects, which are not at hand. */
	__u8 *classes;
	size_t mask;
	size_t count;
};

int tl_table_init(struct tl_table *table); /* 0 or -ENOMEM */
void tl_table_add(struct tl_table *table, struct tl_table_link *link, __u64 hash);
void tl_table_remove(struct tl_table *table, struct tl_table_link *link);
void tl_table_clear(struct tl_table *table);
void tl_table_fini(struct tl_table *table); /* the objects belong to the caller */

/* The next link of this hash in a chain, `link` itself included. The order of links of one hash means nothing. */
static inline struct tl_table_link *tl_table_same(struct tl_table_link *link, __u64 hash)
{
	while (link && link->hash != hash)
		link = link->next;
	return link;
}

static inline __u8 tl_table_class(__u64 hash)
{
	return (__u8)(1 << (hash >> 61));
}

static inline struct tl_table_link *tl_table_first(const struct tl_table *table, __u64 hash)
{
	size_t bucket = hash & table->mask;

	return table->classes[bucket] & tl_table_class(hash) ? tl_table_same(table->buckets[bucket], hash) : NULL;
}

static inline struct tl_table_link *tl_table_next(const struct tl_table_link *link)
{
	return tl_table_same(link->next, link->hash);
}

/* What has this hash will be asked for soon: first its place comes, then, in another step, the first object there, of `size` octets. */
static inline void tl_table_expect(const struct tl_table *table, __u64 hash)
{
	tl_fetch(&table->buckets[hash & table->mask], sizeof(*table->buckets));
	tl_fetch(&table->classes[hash & table->mask], sizeof(*table->classes));
}

static inline void tl_table_fetch(const struct tl_table *table, __u64 hash, size_t size)
{
	size_t bucket = hash & table->mask;

	if (table->classes[bucket] & tl_table_class(hash))
		tl_fetch(table->buckets[bucket], size);
}

#endif
