// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "frequent.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) ((void)0)
#define HASH_NONFATAL_OOM     1
#include <uthash.h>

struct held {
	UT_hash_handle hh;
	__u8 *key;
	unsigned int key_length;
	unsigned int at; /* in the heap */
	__u64 weight, error;
	_Alignas(max_align_t) __u8 counts[];
};

struct tl_frequent {
	struct held *by_key;
	struct held **heap; /* the lightest first */
	struct tl_frequent_entry *sorted;
	unsigned int limit, count;
	size_t counts_size;
	__u64 made_way; /* the greatest weight that did */
	bool is_cut;
};

struct tl_frequent *tl_frequent_create(unsigned int limit, size_t counts_size)
{
	struct tl_frequent *frequent = calloc(1, sizeof(*frequent));

	if (!frequent)
		return NULL;
	*frequent = (struct tl_frequent){.limit = limit, .counts_size = counts_size};
	frequent->heap = calloc(limit, sizeof(*frequent->heap));
	if (frequent->heap)
		return frequent;
	free(frequent);
	return NULL;
}

static void put(struct tl_frequent *frequent, struct held *held, unsigned int at)
{
	frequent->heap[at] = held;
	held->at = at;
}

static void rise(struct tl_frequent *frequent, struct held *held)
{
	unsigned int at = held->at;

	for (; at && frequent->heap[(at - 1) / 2]->weight > held->weight; at = (at - 1) / 2)
		put(frequent, frequent->heap[(at - 1) / 2], at);
	put(frequent, held, at);
}

static void sink(struct tl_frequent *frequent, struct held *held)
{
	unsigned int at = held->at, child;

	while ((child = 2 * at + 1) < frequent->count) {
		if (child + 1 < frequent->count && frequent->heap[child + 1]->weight < frequent->heap[child]->weight)
			child++;
		if (frequent->heap[child]->weight >= held->weight)
			break;
		put(frequent, frequent->heap[child], at);
		at = child;
	}
	put(frequent, held, at);
}

static struct held *make(const struct tl_frequent *frequent)
{
	return calloc(1, sizeof(struct held) + frequent->counts_size);
}

/* The lightest gives its place, and its weight. */
static struct held *evict(struct tl_frequent *frequent)
{
	struct held *held = frequent->heap[0];

	HASH_DEL(frequent->by_key, held);
	free(held->key);
	held->key = NULL;
	held->error = held->weight;
	memset(held->counts, 0, frequent->counts_size);
	frequent->is_cut = true;
	if (held->weight > frequent->made_way)
		frequent->made_way = held->weight;
	return held;
}

static struct held *add(struct tl_frequent *frequent, const void *key, unsigned int key_length)
{
	__u8 *copy = malloc(key_length ? key_length : 1);
	bool has_room = frequent->count < frequent->limit;
	struct held *held;

	if (!copy)
		return NULL;
	held = has_room ? make(frequent) : evict(frequent);
	if (!held) {
		free(copy);
		return NULL;
	}
	memcpy(copy, key, key_length);
	held->key = copy;
	held->key_length = key_length;
	if (has_room) {
		held->at = frequent->count++;
		rise(frequent, held);
	}
	HASH_ADD_KEYPTR(hh, frequent->by_key, held->key, held->key_length, held);
	return held;
}

void *tl_frequent_take(struct tl_frequent *frequent, const void *key, unsigned int key_length, __u64 weight)
{
	struct held *held;

	HASH_FIND(hh, frequent->by_key, key, key_length, held);
	if (!held)
		held = add(frequent, key, key_length);
	if (!held)
		return NULL;
	held->weight += weight;
	sink(frequent, held);
	return held->counts;
}

bool tl_frequent_is_cut(const struct tl_frequent *frequent, __u64 *error)
{
	*error = frequent->made_way;
	return frequent->is_cut;
}

unsigned int tl_frequent_count(const struct tl_frequent *frequent)
{
	return frequent->count;
}

static int by_weight(const void *a, const void *b)
{
	const struct tl_frequent_entry *left = a, *right = b;
	unsigned int shorter = left->key_length < right->key_length ? left->key_length : right->key_length;
	int order;

	if (left->weight != right->weight)
		return left->weight < right->weight ? 1 : -1;
	order = memcmp(left->key, right->key, shorter);
	return order ? order : (int)left->key_length - (int)right->key_length;
}

struct tl_frequent_entry *tl_frequent_sort(struct tl_frequent *frequent, int (*compare)(const void *, const void *))
{
	free(frequent->sorted);
	frequent->sorted = calloc(frequent->count + 1, sizeof(*frequent->sorted));
	for (unsigned int i = 0; frequent->sorted && i < frequent->count; i++) {
		struct held *held = frequent->heap[i];

		frequent->sorted[i] = (struct tl_frequent_entry){held->key, held->key_length, held->weight, held->error,
								 held->counts};
	}
	if (frequent->sorted)
		qsort(frequent->sorted, frequent->count, sizeof(*frequent->sorted), compare ? compare : by_weight);
	return frequent->sorted;
}

void tl_frequent_destroy(struct tl_frequent *frequent)
{
	if (!frequent)
		return;
	HASH_CLEAR(hh, frequent->by_key);
	for (unsigned int i = 0; i < frequent->count; i++) {
		free(frequent->heap[i]->key);
		free(frequent->heap[i]);
	}
	free(frequent->sorted);
	free(frequent->heap);
	free(frequent);
}
