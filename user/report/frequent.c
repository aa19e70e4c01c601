// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Keys come and go all the time, a dozen for each record of a report. uthash, which is used elsewhere, stops widening its
 * table under such a change and was seen to walk long chains then (40 % of a report); a table of a known size does not.
 */
#include "frequent.h"

#include <stdlib.h>
#include <string.h>

#include "distinct.h"

#define SHORT_KEY 40 /* octets: two addresses, or one with a port, beside what is looked at with it */

struct held {
	__u8 *key; /* short_key or one of its own */
	__u32 hash, key_length;
	__u64 weight, error;
	__u8 short_key[SHORT_KEY];
	_Alignas(max_align_t) __u8 counts[];
};

/* What a key weighed when it came to its place: it may have grown since, and moves on when it matters. */
struct place {
	__u64 weight;
	__u32 number; /* of what is held there */
};

/* Keys by their hash, each in the first free slot from its own on; half of the slots are free, or more. */
struct slot {
	__u32 hash;
	__u32 number; /* of what is held, from 1; 0: free */
};

struct tl_frequent {
	struct slot *slots;
	__u32 mask; /* their number, a power of two, less one */
	struct place *heap; /* the lightest first */
	__u8 *held; /* all of them, one behind the other */
	size_t held_size, counts_size;
	struct tl_frequent_entry *sorted;
	unsigned int limit, count;
	__u64 made_way; /* the greatest weight that did */
	bool is_cut;
};

struct tl_frequent *tl_frequent_create(unsigned int limit, size_t counts_size)
{
	const size_t align = _Alignof(max_align_t);
	struct tl_frequent *frequent = calloc(1, sizeof(*frequent));
	__u32 slots = 2;

	if (!frequent)
		return NULL;
	while (slots < 2 * limit)
		slots *= 2;
	*frequent = (struct tl_frequent){
		.limit = limit,
		.counts_size = counts_size,
		.held_size = (sizeof(struct held) + counts_size + align - 1) / align * align,
		.mask = slots - 1,
	};
	frequent->heap = calloc(limit, sizeof(*frequent->heap));
	frequent->slots = calloc(slots, sizeof(*frequent->slots));
	frequent->held = calloc(limit, frequent->held_size); /* pages that nobody touches cost nothing */
	if (frequent->heap && frequent->slots && frequent->held)
		return frequent;
	tl_frequent_destroy(frequent);
	return NULL;
}

static struct held *held_at(const struct tl_frequent *frequent, __u32 number)
{
	return (struct held *)(frequent->held + number * frequent->held_size);
}

/* The key's slot, or the free one where it would be. */
static struct slot *find(const struct tl_frequent *frequent, __u32 hash, const void *key, unsigned int key_length)
{
	for (__u32 at = hash & frequent->mask;; at = (at + 1) & frequent->mask) {
		struct slot *slot = &frequent->slots[at];
		const struct held *held;

		if (!slot->number)
			return slot;
		if (slot->hash != hash)
			continue;
		held = held_at(frequent, slot->number - 1);
		if (held->key_length == key_length && !memcmp(held->key, key, key_length))
			return slot;
	}
}

static void index_key(struct tl_frequent *frequent, __u32 number)
{
	const struct held *held = held_at(frequent, number);

	*find(frequent, held->hash, held->key, held->key_length) = (struct slot){held->hash, number + 1};
}

/* Those behind it move up, as far as they are not before their own slot then. */
static void forget_key(struct tl_frequent *frequent, const struct held *held)
{
	__u32 mask = frequent->mask;
	__u32 gap = (__u32)(find(frequent, held->hash, held->key, held->key_length) - frequent->slots);

	for (__u32 at = (gap + 1) & mask; frequent->slots[at].number; at = (at + 1) & mask) {
		__u32 from_own = (at - frequent->slots[at].hash) & mask;

		if (from_own < ((at - gap) & mask))
			continue;
		frequent->slots[gap] = frequent->slots[at];
		gap = at;
	}
	frequent->slots[gap].number = 0;
}

static void rise(struct tl_frequent *frequent, unsigned int at)
{
	struct place place = frequent->heap[at];

	for (; at && frequent->heap[(at - 1) / 2].weight > place.weight; at = (at - 1) / 2)
		frequent->heap[at] = frequent->heap[(at - 1) / 2];
	frequent->heap[at] = place;
}

static void sink(struct tl_frequent *frequent)
{
	struct place place = frequent->heap[0];
	unsigned int at = 0, child;

	while ((child = 2 * at + 1) < frequent->count) {
		if (child + 1 < frequent->count && frequent->heap[child + 1].weight < frequent->heap[child].weight)
			child++;
		if (frequent->heap[child].weight >= place.weight)
			break;
		frequent->heap[at] = frequent->heap[child];
		at = child;
	}
	frequent->heap[at] = place;
}

/* No key is lighter than its place says, so the first that weighs what it says is the lightest. */
static __u32 lightest(struct tl_frequent *frequent)
{
	struct place *first = &frequent->heap[0];

	while (first->weight != held_at(frequent, first->number)->weight) {
		first->weight = held_at(frequent, first->number)->weight;
		sink(frequent);
	}
	return first->number;
}

static void free_key(struct held *held)
{
	if (held->key != held->short_key)
		free(held->key);
}

static bool set_key(struct held *held, __u32 hash, const void *key, unsigned int key_length)
{
	__u8 *place = key_length <= SHORT_KEY ? held->short_key : malloc(key_length);

	if (!place)
		return false;
	memcpy(place, key, key_length);
	free_key(held);
	held->key = place;
	held->key_length = key_length;
	held->hash = hash;
	return true;
}

static struct held *add_more(struct tl_frequent *frequent, __u32 hash, const void *key, unsigned int key_length)
{
	__u32 number = frequent->count;
	struct held *held = held_at(frequent, number);

	if (!set_key(held, hash, key, key_length))
		return NULL;
	frequent->heap[frequent->count] = (struct place){0, number};
	rise(frequent, frequent->count++);
	index_key(frequent, number);
	return held;
}

/* The lightest gives its place, and its weight. */
static struct held *evict(struct tl_frequent *frequent, __u32 hash, const void *key, unsigned int key_length)
{
	__u32 number = lightest(frequent);
	struct held *held = held_at(frequent, number);
	bool has_key;

	forget_key(frequent, held);
	has_key = set_key(held, hash, key, key_length);
	index_key(frequent, number);
	if (!has_key)
		return NULL;
	held->error = held->weight;
	memset(held->counts, 0, frequent->counts_size);
	frequent->is_cut = true;
	if (held->weight > frequent->made_way)
		frequent->made_way = held->weight;
	return held;
}

static struct held *take(struct tl_frequent *frequent, const void *key, unsigned int key_length, __u64 weight)
{
	__u32 hash = (__u32)tl_distinct_hash(key, key_length);
	const struct slot *slot = find(frequent, hash, key, key_length);
	struct held *held;

	if (slot->number)
		held = held_at(frequent, slot->number - 1);
	else if (frequent->count < frequent->limit)
		held = add_more(frequent, hash, key, key_length);
	else
		held = evict(frequent, hash, key, key_length);
	if (held)
		held->weight += weight;
	return held;
}

void *tl_frequent_take(struct tl_frequent *frequent, const void *key, unsigned int key_length, __u64 weight)
{
	struct held *held = take(frequent, key, key_length, weight);

	return held ? held->counts : NULL;
}

/* Weights and errors add up (Agarwal and others, "Mergeable Summaries", 2013): what both left out weighs at most both bounds. */
void tl_frequent_add(struct tl_frequent *frequent, struct tl_frequent *other,
		     void (*add)(void *counts, const void *more))
{
	const struct tl_frequent_entry *sorted = tl_frequent_sort(other, NULL);

	for (unsigned int i = 0; sorted && i < other->count; i++) {
		struct held *held = take(frequent, sorted[i].key, sorted[i].key_length, sorted[i].weight);

		if (!held)
			continue;
		held->error += sorted[i].error;
		add(held->counts, sorted[i].counts);
	}
	frequent->is_cut |= other->is_cut;
	frequent->made_way += other->made_way;
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
		struct held *held = held_at(frequent, i);

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
	for (unsigned int i = 0; i < frequent->count; i++)
		free_key(held_at(frequent, i));
	free(frequent->sorted);
	free(frequent->slots);
	free(frequent->held);
	free(frequent->heap);
	free(frequent);
}
