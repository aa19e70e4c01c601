// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "memory.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "tapless.skel.h"

#define MAP_ITSELF   4096 /* what describes it, and the rest of its last page */
#define HASH_ELEMENT 48 /* struct htab_elem, in front of key and value */
#define HASH_BUCKET  16
#define HASH_PER_CPU 64 /* locks, a spare element's address */
#define LRU_PER_CPU  256 /* lists */

/* Elements of a map that grows are pieces of the kernel's allocator (kernel/bpf/memalloc.c). */
#define PIECE_LINK	8 /* in front of each */
#define PIECE_OWNER	8 /* whose memory it counts as */
#define PIECES_PER_CPU	512 /* lists of pieces */
#define PIECES_AT_START 4 /* that each possible CPU has at hand */
#define PIECES_AT_HAND	24576 /* octets of those that an online CPU has at hand, at most: 96 of 256 */

static __u64 to_words(__u32 size)
{
	return ((__u64)size + 7) & ~7ull;
}

static __u64 power_of_two_from(__u64 least)
{
	__u64 power = 1; /* as roundup_pow_of_two() */

	while (power < least)
		power *= 2;
	return power;
}

/* A piece's size is a power of two, 96 or 192. */
__u64 tl_memory_of_piece(__u64 octets)
{
	__u64 size = octets + PIECE_LINK, power = power_of_two_from(size), between = power / 4 * 3;

	return (size <= between && (between == 96 || between == 192) ? between : power) + PIECE_OWNER;
}

static struct tl_memory of_growing_hash(__u64 buckets, __u64 element, __u32 entries, const struct tl_cpus *cpus)
{
	__u64 piece = tl_memory_of_piece(element);
	__u64 start = buckets + (PIECES_PER_CPU + PIECES_AT_START * piece) * cpus->possible;

	return (struct tl_memory){.now = start, .most = start + entries * piece + PIECES_AT_HAND * (__u64)cpus->online};
}

static struct tl_memory of_hash(__u32 type, __u32 flags, __u64 entry, __u32 entries, const struct tl_cpus *cpus)
{
	__u64 buckets = MAP_ITSELF + power_of_two_from(entries) * HASH_BUCKET + HASH_PER_CPU * (__u64)cpus->possible;
	__u64 element = HASH_ELEMENT + entry, all;

	if (flags & BPF_F_NO_PREALLOC)
		return of_growing_hash(buckets, element, entries, cpus);
	if (type == BPF_MAP_TYPE_LRU_HASH)
		all = buckets + entries * element + LRU_PER_CPU * (__u64)cpus->possible;
	else /* each CPU has a spare element, to put in the place of one that it overwrites */
		all = buckets + ((__u64)entries + cpus->possible) * element;
	return (struct tl_memory){.now = all, .most = all};
}

/* Its pages are mapped twice in a row, so that a record may go on from the end to the beginning. */
static __u64 of_ring(__u32 size)
{
	return MAP_ITSELF * 4 + (__u64)size + (__u64)size / 4096 * 2 * sizeof(void *);
}

struct tl_memory tl_memory_of_map(__u32 type, __u32 flags, __u32 key_size, __u32 value_size, __u32 entries,
				  const struct tl_cpus *cpus)
{
	__u64 values = to_words(value_size) * entries, all;

	switch (type) {
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
		return of_hash(type, flags, to_words(key_size) + to_words(value_size), entries, cpus);
	case BPF_MAP_TYPE_RINGBUF: /* an octet each */
		all = of_ring(entries);
		break;
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		all = MAP_ITSELF + values * cpus->possible;
		break;
	default: /* arrays, of maps too */
		all = MAP_ITSELF * 2 + values;
	}
	return (struct tl_memory){.now = all, .most = all};
}

static void add(struct tl_memory *sum, struct tl_memory more)
{
	sum->now += more.now;
	sum->most += more.most;
}

struct tl_memory tl_memory_of_plan(const struct tl_engine *engine, unsigned int shards, const struct tl_cpus *cpus)
{
	struct tl_memory sum = {}, one = tl_memory_of_map(BPF_MAP_TYPE_HASH, 0, sizeof(__u64),
							  sizeof(struct tl_flow_value), engine->shard_entries, cpus);
	const struct bpf_map *map;

	for (unsigned int number = 0; number < shards; number++)
		add(&sum, one);
	bpf_object__for_each_map(map, engine->skeleton->obj) if (bpf_map__autocreate(map))
		add(&sum, tl_memory_of_map(bpf_map__type(map), bpf_map__map_flags(map), bpf_map__key_size(map),
					   bpf_map__value_size(map), bpf_map__max_entries(map), cpus));
	return sum;
}

/* CPUs that were online when the maps were made have shards. */
static unsigned int count_shards(const struct tl_engine *engine)
{
	unsigned int shards = 0;
	__u32 id;

	for (__u32 number = 0; number < engine->shard_count; number++)
		shards += !bpf_map_lookup_elem(engine->shards_map, &number, &id);
	return shards;
}

struct tl_memory tl_engine_memory(const struct tl_engine *engine)
{
	int possible = libbpf_num_possible_cpus();
	struct tl_cpus cpus = tl_cpus_here(possible > 0 ? (unsigned int)possible : 1);

	return tl_memory_of_plan(engine, count_shards(engine), &cpus);
}

unsigned long long tl_memory_mebibytes(__u64 octets)
{
	return (octets + (1u << 20) - 1) >> 20;
}
