// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define INITIAL_BUCKETS 1024

static int make(struct tl_table *table, size_t buckets)
{
	*table = (struct tl_table){.mask = buckets - 1};
	table->buckets = calloc(buckets, sizeof(*table->buckets));
	table->classes = calloc(buckets, sizeof(*table->classes));
	if (table->buckets && table->classes)
		return 0;
	tl_table_fini(table);
	return -ENOMEM;
}

int tl_table_init(struct tl_table *table)
{
	return make(table, INITIAL_BUCKETS);
}

static void link_in(struct tl_table *table, struct tl_table_link *link)
{
	size_t bucket = link->hash & table->mask;

	link->next = table->buckets[bucket];
	table->buckets[bucket] = link;
	table->classes[bucket] |= tl_table_class(link->hash);
	table->count++;
}

/* Without memory for more buckets the chains get longer, which is slower and still right. */
static void grow(struct tl_table *table)
{
	struct tl_table old = *table, new;

	if (make(&new, (old.mask + 1) * 2))
		return;
	for (size_t i = 0; i <= old.mask; i++) {
		struct tl_table_link *next;

		for (struct tl_table_link *link = old.buckets[i]; link; link = next) {
			next = link->next;
			link_in(&new, link);
		}
	}
	tl_table_fini(&old);
	*table = new;
}

void tl_table_add(struct tl_table *table, struct tl_table_link *link, __u64 hash)
{
	if (2 * table->count > table->mask) /* who looks for objects of one hash passes over all others of the chain */
		grow(table);
	link->hash = hash;
	link_in(table, link);
}

/* Classes stay until the bucket is empty. */
void tl_table_remove(struct tl_table *table, struct tl_table_link *link)
{
	size_t bucket = link->hash & table->mask;
	struct tl_table_link **place = &table->buckets[bucket];

	while (*place != link)
		place = &(*place)->next;
	*place = link->next;
	if (!table->buckets[bucket])
		table->classes[bucket] = 0;
	table->count--;
}

void tl_table_clear(struct tl_table *table)
{
	memset(table->buckets, 0, (table->mask + 1) * sizeof(*table->buckets));
	memset(table->classes, 0, (table->mask + 1) * sizeof(*table->classes));
	table->count = 0;
}

void tl_table_fini(struct tl_table *table)
{
	free(table->buckets);
	free(table->classes);
	table->buckets = NULL;
	table->classes = NULL;
}
