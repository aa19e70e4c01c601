// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "heap.h"

#include <errno.h>
#include <stdlib.h>

static bool is_before(const struct tl_heap *heap, const struct tl_heap_item *a, const struct tl_heap_item *b)
{
	int order = a->rank == b->rank && heap->compare ? heap->compare(a->data, b->data) : 0;

	if (a->rank != b->rank)
		return a->rank < b->rank;
	return order ? order < 0 : a->number < b->number;
}

static void swap(struct tl_heap_item *a, struct tl_heap_item *b)
{
	struct tl_heap_item kept = *a;

	*a = *b;
	*b = kept;
}

static void sift_up(struct tl_heap *heap, size_t at)
{
	while (at && is_before(heap, &heap->items[(at - 1) / 2], &heap->items[at])) {
		swap(&heap->items[(at - 1) / 2], &heap->items[at]);
		at = (at - 1) / 2;
	}
}

static void sift_down(struct tl_heap *heap)
{
	size_t at = 0;

	for (;;) {
		size_t left = 2 * at + 1, last = at;

		for (size_t child = left; child < heap->count && child < left + 2; child++)
			if (is_before(heap, &heap->items[last], &heap->items[child]))
				last = child;
		if (last == at)
			return;
		swap(&heap->items[at], &heap->items[last]);
		at = last;
	}
}

bool tl_heap_wants(const struct tl_heap *heap, __u64 rank)
{
	if (heap->count < heap->most)
		return true;
	return heap->count && (heap->compare ? rank <= heap->items[0].rank : rank < heap->items[0].rank);
}

static int grow(struct tl_heap *heap)
{
	size_t room = heap->room ? heap->room * 2 : 64;
	struct tl_heap_item *items = realloc(heap->items, room * sizeof(*items));

	if (!items)
		return -ENOMEM;
	heap->items = items;
	heap->room = room;
	return 0;
}

int tl_heap_add(struct tl_heap *heap, __u64 rank, void *data)
{
	struct tl_heap_item item = {rank, heap->offered++, data};

	if (!tl_heap_wants(heap, rank)) {
		free(data);
		return 0;
	}
	if (heap->count == heap->most && !is_before(heap, &item, &heap->items[0])) {
		free(data);
		return 0;
	}
	if (heap->count == heap->most) {
		free(heap->items[0].data);
		heap->items[0] = item;
		sift_down(heap);
		return 0;
	}
	if (heap->count == heap->room && grow(heap)) {
		free(data);
		return -ENOMEM;
	}
	heap->items[heap->count] = item;
	sift_up(heap, heap->count++);
	return 0;
}

static int compare(const void *a, const void *b, void *heap)
{
	return is_before(heap, a, b) ? -1 : 1;
}

void tl_heap_sort(struct tl_heap *heap)
{
	if (heap->count)
		qsort_r(heap->items, heap->count, sizeof(heap->items[0]), compare, heap);
}

void tl_heap_free(struct tl_heap *heap)
{
	for (size_t i = 0; i < heap->count; i++)
		free(heap->items[i].data);
	free(heap->items);
	*heap = (struct tl_heap){0};
}
