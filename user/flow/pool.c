// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#define OBJECTS_PER_CHUNK 256

struct tl_pool_chunk {
	struct tl_pool_chunk *next;
	_Alignas(16) char objects[];
};

static void refill(struct tl_pool *pool)
{
	size_t step = (pool->object_size + 15) & ~(size_t)15;
	struct tl_pool_chunk *chunk = malloc(sizeof(*chunk) + step * OBJECTS_PER_CHUNK);

	if (!chunk)
		return;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	for (size_t i = OBJECTS_PER_CHUNK; i-- > 0;)
		tl_pool_give(pool, chunk->objects + i * step);
}

void *tl_pool_take(struct tl_pool *pool)
{
	void *object;

	if (!pool->unused)
		refill(pool);
	object = pool->unused;
	if (!object)
		return NULL;
	memcpy(&pool->unused, object, sizeof(pool->unused));
	return memset(object, 0, pool->object_size);
}

void tl_pool_give(struct tl_pool *pool, void *object)
{
	memcpy(object, &pool->unused, sizeof(pool->unused));
	pool->unused = object;
}

void tl_pool_fini(struct tl_pool *pool)
{
	struct tl_pool_chunk *next;

	for (struct tl_pool_chunk *chunk = pool->chunks; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	pool->chunks = NULL;
	pool->unused = NULL;
}
