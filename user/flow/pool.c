// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pool.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../lib/fetch.h"

#define OBJECTS_PER_CHUNK 256
#define OBJECTS_KEPT	  1024

/* Of its own mapping, so that the system has it back at once, whatever else stands on the heap. */
struct tl_pool_chunk {
	struct tl_pool_chunk *next;
	size_t size;
	size_t unused; /* objects, while shrink() is counting */
	_Alignas(16) char objects[];
};

static void put_unused(struct tl_pool *pool, void *object)
{
	memcpy(object, &pool->unused, sizeof(pool->unused));
	pool->unused = object;
}

static void refill(struct tl_pool *pool)
{
	size_t step = (pool->object_size + 15) & ~(size_t)15,
	       size = sizeof(struct tl_pool_chunk) + step * OBJECTS_PER_CHUNK;
	struct tl_pool_chunk *chunk =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (chunk == MAP_FAILED)
		return;
	chunk->size = size;
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	pool->room += OBJECTS_PER_CHUNK;
	for (size_t i = OBJECTS_PER_CHUNK; i-- > 0;)
		put_unused(pool, chunk->objects + i * step);
}

void *tl_pool_take(struct tl_pool *pool)
{
	size_t cleared = pool->cleared ? pool->cleared : pool->object_size;
	void *object;

	if (!pool->unused)
		refill(pool);
	object = pool->unused;
	if (!object)
		return NULL;
	memcpy(&pool->unused, object, sizeof(pool->unused));
	tl_fetch(pool->unused, cleared); /* the next one */
	tl_need_take(&pool->need);
	return memset(object, 0, cleared);
}

void tl_pool_give(struct tl_pool *pool, void *object)
{
	put_unused(pool, object);
	tl_need_give(&pool->need);
}

static int by_address(const void *left, const void *right)
{
	const char *a = *(char *const *)left, *b = *(char *const *)right;

	return a < b ? -1 : a > b;
}

/* Of all chunks, sorted. */
static struct tl_pool_chunk *chunk_of(struct tl_pool_chunk *const *chunks, size_t count, const void *object)
{
	size_t first = 0, behind = count;

	while (behind - first > 1) {
		size_t middle = first + (behind - first) / 2;

		if ((const char *)chunks[middle] <= (const char *)object)
			first = middle;
		else
			behind = middle;
	}
	return chunks[first];
}

static void *next_unused(const void *object)
{
	void *next;

	memcpy(&next, object, sizeof(next));
	return next;
}

/* Those of chunks that have one in use stay. */
static void keep_unused(struct tl_pool *pool, struct tl_pool_chunk *const *chunks, size_t count)
{
	void *next, *object = pool->unused;

	for (const void *one = object; one; one = next_unused(one))
		chunk_of(chunks, count, one)->unused++;
	for (pool->unused = NULL; object; object = next) {
		next = next_unused(object);
		if (chunk_of(chunks, count, object)->unused < OBJECTS_PER_CHUNK)
			put_unused(pool, object);
	}
}

static void shrink(struct tl_pool *pool)
{
	size_t count = pool->room / OBJECTS_PER_CHUNK, at = 0;
	struct tl_pool_chunk *next, *chunk = pool->chunks, **chunks = malloc(count * sizeof(struct tl_pool_chunk *));

	if (!chunks)
		return;
	for (; chunk; chunk = chunk->next)
		chunks[at++] = chunk;
	qsort(chunks, count, sizeof(struct tl_pool_chunk *), by_address);
	keep_unused(pool, chunks, count);
	free(chunks);
	for (chunk = pool->chunks, pool->chunks = NULL; chunk; chunk = next) {
		next = chunk->next;
		if (chunk->unused == OBJECTS_PER_CHUNK) {
			munmap(chunk, chunk->size);
			pool->room -= OBJECTS_PER_CHUNK;
			continue;
		}
		chunk->unused = 0;
		chunk->next = pool->chunks;
		pool->chunks = chunk;
	}
}

bool tl_pool_settle(struct tl_pool *pool)
{
	if (!tl_need_settle(&pool->need, pool->room) || pool->room <= OBJECTS_KEPT)
		return false;
	if (pool->need.taken)
		shrink(pool);
	else
		tl_pool_fini(pool);
	return true;
}

void tl_pool_fini(struct tl_pool *pool)
{
	struct tl_pool_chunk *next;

	for (struct tl_pool_chunk *chunk = pool->chunks; chunk; chunk = next) {
		next = chunk->next;
		munmap(chunk, chunk->size);
	}
	*pool = (struct tl_pool){.object_size = pool->object_size, .cleared = pool->cleared};
}
