// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "table.h"

#include <errno.h>
#include <stdlib.h>

#define INITIAL_BUCKETS 1024

int tl_table_init(struct tl_table *table)
{
	table->buckets = calloc(INITIAL_BUCKETS, sizeof(*table->buckets));
	table->mask = INITIAL_BUCKETS - 1;
	table->count = 0;
	return table->buckets ? 0 : -ENOMEM;
}

static void link_in(struct tl_table *table, struct tl_table_link *link)
{
	struct tl_table_link **bucket = &table->buckets[link->hash & table->mask];

	link->next = *bucket;
	*bucket = link;
}

/* Without memory for more buckets the chains get longer, which is slower and still right. */
static void grow(struct tl_table *table)
{
	struct tl_table old = *table, new = {.mask = old.mask * 2 + 1, .count = old.count};

	new.buckets = calloc(new.mask + 1, sizeof(*new.buckets));
	if (!new.buckets)
		return;
	for (size_t i = 0; i <= old.mask; i++) {
		struct tl_table_link *next;

		for (struct tl_table_link *link = old.buckets[i]; link; link = next) {
			next = link->next;
			link_in(&new, link);
		}
	}
	free(old.buckets);
	*table = new;
}

void tl_table_add(struct tl_table *table, struct tl_table_link *link, __u64 hash)
{
	if (table->count > table->mask)
		grow(table);
	link->hash = hash;
	link_in(table, link);
	table->count++;
}

void tl_table_remove(struct tl_table *table, struct tl_table_link *link)
{
	struct tl_table_link **place = &table->buckets[link->hash & table->mask];

	while (*place != link)
		place = &(*place)->next;
	*place = link->next;
	table->count--;
}

void tl_table_fini(struct tl_table *table)
{
	free(table->buckets);
	table->buckets = NULL;
}
