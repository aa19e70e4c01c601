// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "memory.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tapless.skel.h"

#define HASH_ELEMENT 48 /* struct htab_elem, in front of key and value */
#define HASH_BUCKET  16

static __u64 to_words(__u32 size)
{
	return ((__u64)size + 7) & ~7ull;
}

static __u64 power_of_two_from(__u32 entries)
{
	__u64 power = 1; /* as roundup_pow_of_two() */

	while (power < entries)
		power *= 2;
	return power;
}

static struct tl_memory of_hash(__u32 flags, __u64 entry, __u32 entries)
{
	__u64 buckets = power_of_two_from(entries) * HASH_BUCKET;
	struct tl_memory memory = {.now = buckets, .most = buckets + entries * (HASH_ELEMENT + entry)};

	if (!(flags & BPF_F_NO_PREALLOC))
		memory.now = memory.most;
	return memory;
}

struct tl_memory tl_memory_of_map(__u32 type, __u32 flags, __u32 key_size, __u32 value_size, __u32 entries,
				  unsigned int possible_cpus)
{
	struct tl_memory memory = {};

	switch (type) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
		return of_hash(flags, to_words(key_size) + to_words(value_size), entries);
	case BPF_MAP_TYPE_RINGBUF: /* an octet each */
		memory.most = entries;
		break;
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		memory.most = to_words(value_size) * entries * possible_cpus;
		break;
	default: /* arrays, of maps too */
		memory.most = to_words(value_size) * entries;
	}
	memory.now = memory.most;
	return memory;
}

static void add(struct tl_memory *sum, struct tl_memory more)
{
	sum->now += more.now;
	sum->most += more.most;
}

/* Online CPUs have shards, all of one size. */
static struct tl_memory of_shards(const struct tl_engine *engine)
{
	struct tl_memory one = tl_memory_of_map(BPF_MAP_TYPE_HASH, 0, sizeof(struct tl_flow_key),
						sizeof(struct tl_flow_value), engine->shard_entries, 1);
	struct tl_memory all = {};
	__u32 id;

	for (__u32 number = 0; number < engine->shard_count; number++)
		if (!bpf_map_lookup_elem(engine->shards_map, &number, &id))
			add(&all, one);
	return all;
}

struct tl_memory tl_engine_memory(const struct tl_engine *engine)
{
	struct tl_memory sum = of_shards(engine);
	int possible = libbpf_num_possible_cpus();
	const struct bpf_map *map;

	bpf_object__for_each_map(map, engine->skeleton->obj) if (bpf_map__autocreate(map))
		add(&sum, tl_memory_of_map(bpf_map__type(map), bpf_map__map_flags(map), bpf_map__key_size(map),
					   bpf_map__value_size(map), bpf_map__max_entries(map),
					   possible > 0 ? (unsigned int)possible : 1));
	return sum;
}
