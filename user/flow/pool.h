/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects of one size, made many at a time; what is given back is used again. Memory goes back to the system when all objects
 * have been given back, if lately not even half of them were in use at a time.
 */
#ifndef TAPLESS_FLOW_POOL_H
#define TAPLESS_FLOW_POOL_H

#include <stddef.h>

struct tl_pool_chunk;

struct tl_pool {
	size_t object_size; /* set by the owner, at least that of a pointer */
	void *unused;
	struct tl_pool_chunk *chunks;
	size_t room; /* objects there are, */
	size_t taken; /* in use, */
	size_t most; /* in use at a time, since there were none */
};

void *tl_pool_take(struct tl_pool *pool); /* zeroed, or NULL without memory */
void tl_pool_give(struct tl_pool *pool, void *object);
void tl_pool_fini(struct tl_pool *pool); /* frees every object */

#endif
