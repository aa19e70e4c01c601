/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Objects of one size, many made at a time; what is given back is used again. Memory goes back by tl_pool_settle() (lib/need.h), and at
 * the end.
 */
#ifndef TAPLESS_FLOW_POOL_H
#define TAPLESS_FLOW_POOL_H

#include "../lib/need.h"

struct tl_pool_chunk;

struct tl_pool {
	size_t object_size; /* set by the owner, at least that of a pointer */
	size_t cleared; /* as well: the octets that are zeros in what is taken, the first ones; 0: all */
	void *unused;
	struct tl_pool_chunk *chunks;
	size_t room; /* objects there are */
	struct tl_need need;
};

void *tl_pool_take(struct tl_pool *pool); /* NULL without memory */
void tl_pool_give(struct tl_pool *pool, void *object);

/*
 * A round ends. What has not been needed for some of them goes back to the system: all once no object is in use, else chunks that have none.
 * True: something did.
 */
bool tl_pool_settle(struct tl_pool *pool);

void tl_pool_fini(struct tl_pool *pool); /* frees every object */

#endif
