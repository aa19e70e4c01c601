/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The most frequent of many keys in bounded memory ("space-saving": Metwally, Agrawal, El Abbadi, 2005): when there is no room, the
 * lightest key makes way for the new one, which inherits its weight as a possible error. Whatever weighs more than the greatest
 * error is surely among them. What is counted beside the weight begins anew with each key: a lower bound, exact if nothing made way.
 */
#ifndef TAPLESS_REPORT_FREQUENT_H
#define TAPLESS_REPORT_FREQUENT_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

struct tl_frequent;

struct tl_frequent_entry {
	const __u8 *key;
	unsigned int key_length;
	__u64 weight; /* at most; at least weight - error */
	__u64 error;
	void *counts; /* the caller's, zeros at first */
};

/* NULL without memory. At most `limit` keys, each with `counts_size` octets for what is counted of it. */
struct tl_frequent *tl_frequent_create(unsigned int limit, size_t counts_size);

/* Adds to the weight of a key; returns its counts. NULL without memory: the key is left out. */
void *tl_frequent_take(struct tl_frequent *frequent, const void *key, unsigned int key_length, __u64 weight);

/* Adds what another one has, which is not asked any more; `add` adds the counts of a key to those of the same key here. */
void tl_frequent_add(struct tl_frequent *frequent, struct tl_frequent *other,
		     void (*add)(void *counts, const void *more));

/* Have keys made way? Then *error is what a key that is not there can weigh at most. */
bool tl_frequent_is_cut(const struct tl_frequent *frequent, __u64 *error);
unsigned int tl_frequent_count(const struct tl_frequent *frequent);

/* The keys, heaviest first (or as `compare` has them, of two const struct tl_frequent_entry *); valid until the next take. */
struct tl_frequent_entry *tl_frequent_sort(struct tl_frequent *frequent, int (*compare)(const void *, const void *));
void tl_frequent_destroy(struct tl_frequent *frequent); /* NULL is fine */

#endif
