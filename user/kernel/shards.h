/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The flow cache's inner maps: several for each online CPU, each small enough to be walked within about a millisecond. */
#ifndef TAPLESS_KERNEL_SHARDS_H
#define TAPLESS_KERNEL_SHARDS_H

#include "engine.h"

struct tl_cpus {
	unsigned int possible; /* may be plugged in one day */
	unsigned int online;
	unsigned int end; /* of the numbers of those online */
};

struct tl_cpus tl_cpus_here(unsigned int possible);

/* How many entries an inner map has and how many of them a CPU gets. Before loading. */
void tl_shards_plan(struct tl_engine *engine, const struct tl_cpus *cpus);

/* What inner maps are made from; must be read between opening and loading: libbpf frees the template at load. */
struct tl_shard_template {
	__u32 key_type;
	__u32 value_type;
};

struct tl_shard_template tl_shards_template(struct tl_engine *engine);

/* Makes the inner maps, and pins them in a live instance; one that was taken over has them. 0 or -errno, printed. */
int tl_shards_create(struct tl_engine *engine, struct tl_shard_template template);

/* Waits until every packet program that runs now has ended. 0 or -errno, printed. */
int tl_shards_wait_for_grace_period(struct tl_engine *engine);

/*
 * The same by a map of flow maps alone: its last slot is there for nothing else, and any flow map goes into it, since no packet looks
 * there. `slots`: all that it has. 0 or -errno.
 */
int tl_shards_wait_by(int shards, __u32 slots, int shard);

#endif
