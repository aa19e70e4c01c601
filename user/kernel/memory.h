/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the maps take of the kernel's memory: the budget that is told at the start. */
#ifndef TAPLESS_KERNEL_MEMORY_H
#define TAPLESS_KERNEL_MEMORY_H

#include "engine.h"

struct tl_memory {
	__u64 now; /* octets, from the start on */
	__u64 most; /* with every entry in use */
};

/* Of one map. As the kernel (since 6.4) counts it itself, to within a few KiB. */
struct tl_memory tl_memory_of_map(__u32 type, __u32 flags, __u32 key_size, __u32 value_size, __u32 entries,
				  unsigned int possible_cpus);

/* Of all maps, those of the flow cache included. */
struct tl_memory tl_engine_memory(const struct tl_engine *engine);

#endif
