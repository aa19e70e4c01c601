/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A hash table of links that live inside their objects. Unlike uthash it takes several objects of one key and a
 * hash with a secret seed: who can choose ports must not be able to make one long chain.
 */
#ifndef TAPLESS_FLOW_TABLE_H
#define TAPLESS_FLOW_TABLE_H

#include <stddef.h>

#include <tapless/types.h>

struct tl_table_link {
	struct tl_table_link *next;
	__u64 hash;
};

struct tl_table {
	struct tl_table_link **buckets;
	size_t mask;
	size_t count;
};

int tl_table_init(struct tl_table *table); /* 0 or -ENOMEM */
void tl_table_add(struct tl_table *table, struct tl_table_link *link, __u64 hash);
void tl_table_remove(struct tl_table *table, struct tl_table_link *link);
void tl_table_fini(struct tl_table *table); /* the objects belong to the caller */

/* The next link of this hash in a chain, `link` itself included. The order of links of one hash means nothing. */
static inline struct tl_table_link *tl_table_same(struct tl_table_link *link, __u64 hash)
{
	while (link && link->hash != hash)
		link = link->next;
	return link;
}

static inline struct tl_table_link *tl_table_first(const struct tl_table *table, __u64 hash)
{
	return tl_table_same(table->buckets[hash & table->mask], hash);
}

static inline struct tl_table_link *tl_table_next(const struct tl_table_link *link)
{
	return tl_table_same(link->next, link->hash);
}

#endif
