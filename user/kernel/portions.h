/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which shards a sweep has to walk. A portion is the shards of one number, on all CPUs: a connection has no entry in others. A walk
 * tells when one of its entries can be due next; until then there is nothing to do there, unless a connection ends, of which
 * the packet path leaves a mark, or the cache fills. A large cache with few flows in it so costs next to nothing.
 */
#ifndef TAPLESS_KERNEL_PORTIONS_H
#define TAPLESS_KERNEL_PORTIONS_H

#include "engine.h"

struct tl_portion {
	__u64 due; /* on the flows' clock; 0: at once */
	__u32 fullest; /* entries that its last walk left in the fullest of its shards */
};

struct tl_portions {
	struct tl_portion *list;
	__u64 *created; /* entries made by each CPU, when the last sweep of all portions began */
	unsigned int whole; /* sweeps that are to walk all of them, whatever they told */
	__u64 now; /* of the last sweep */
};

/* Of the engine's identity, all due. 0 or -ENOMEM. */
int tl_portions_open(struct tl_engine *engine);
void tl_portions_close(struct tl_engine *engine);

/* May a shard be so full by now that flows have to leave before their idle timeout (sweep.c)? */
bool tl_portions_are_filling(const struct tl_engine *engine);

/* A sweep begins. Must it walk all of them? */
bool tl_portions_begin(struct tl_engine *engine, __u64 now);

bool tl_portion_is_due(const struct tl_engine *engine, __u32 portion, __u64 now);

/* Its walk begins: an end of a connection from here on is heard of by a later one. */
void tl_portion_begin(struct tl_engine *engine, __u32 portion);

/*
 * How often packets took an entry out of one of its shards; differences count. Not told while programs of the process before may be under
 * way, which count where that reads it.
 */
__u32 tl_portion_taken_out(const struct tl_engine *engine, __u32 portion);
bool tl_portions_are_told(const struct tl_engine *engine);

/* It has ended: `due` is the earliest of what its entries told. */
void tl_portion_note(struct tl_engine *engine, __u32 portion, __u64 now, __u64 due, __u32 fullest);

/* Entries in the fullest shard of all, as their last walks left them. */
__u32 tl_portions_fullest(const struct tl_engine *engine);

#endif
