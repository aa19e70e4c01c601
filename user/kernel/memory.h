/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the maps take of the kernel's memory: the budget that is told at the start. */
#ifndef TAPLESS_KERNEL_MEMORY_H
#define TAPLESS_KERNEL_MEMORY_H

#include "engine.h"
#include "shards.h"

struct tl_memory {
	__u64 now; /* octets, from the start on */
	__u64 most; /* with every entry in use */
};

/* What an element of this size takes in a map that grows. */
__u64 tl_memory_of_piece(__u64 octets);

/* Of one map: never less than the kernel counts itself (since 6.4), and a few KiB more. */
struct tl_memory tl_memory_of_map(__u32 type, __u32 flags, __u32 key_size, __u32 value_size, __u32 entries,
				  const struct tl_cpus *cpus);

/* Of all maps as they are going to be, or are; the flow cache is so many of them. */
struct tl_memory tl_memory_of_plan(const struct tl_engine *engine, unsigned int shards, const struct tl_cpus *cpus);

/* Of all maps, those of the flow cache included. */
struct tl_memory tl_engine_memory(const struct tl_engine *engine);

/* Rounded up, for it is a promise. */
unsigned long long tl_memory_mebibytes(__u64 octets);

#endif
