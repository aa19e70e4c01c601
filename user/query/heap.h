/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The first N of many by a number, without memory for more than these N. */
#ifndef TAPLESS_QUERY_HEAP_H
#define TAPLESS_QUERY_HEAP_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

struct tl_heap_item {
	__u64 rank; /* the smallest come first */
	__u64 number;
	void *data; /* freed by free() */
};

struct tl_heap {
	size_t most; /* N */
	int (*compare)(const void *a, const void *b); /* data of equal rank; NULL: the earlier one is first */
	size_t count, room;
	struct tl_heap_item *items; /* the last of the order is at the top */
	__u64 offered;
};

/* Would it be among the first? Else nothing needs to be made of it. */
bool tl_heap_wants(const struct tl_heap *heap, __u64 rank);

/* Takes over `data`. -ENOMEM: it was freed. */
int tl_heap_add(struct tl_heap *heap, __u64 rank, void *data);

/* In their order, from then on. */
void tl_heap_sort(struct tl_heap *heap);

void tl_heap_free(struct tl_heap *heap);

#endif
