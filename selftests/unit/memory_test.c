// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The budget that is told at the start, against what Linux 6.18 says of such maps (bytes_memlock). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/bpf.h>

#include "kernel/memory.h"
#include "kernel/plan.h"
#include "kernel/shards.h"
#include "tapless.skel.h"

#define POSSIBLE_CPU_MOST 65536
#define SHARD_CPU_MOST	  400
#define FLOW_MOST	  780 /* octets at the start, all maps included; docs/profiles.md, "What is left of it" */

static const struct tl_cpus here = {.possible = 2, .online = 2, .end = 2};

static void maps_are_as_large_as_the_kernel_says(void **state)
{
	static const struct {
		__u32 type, key, value, entries;
		__u64 said;
	} maps[] = {
		{BPF_MAP_TYPE_LRU_HASH, 60, 272, 131072, 52429696}, {BPF_MAP_TYPE_LRU_HASH, 56, 160, 131072, 36701056},
		{BPF_MAP_TYPE_HASH, 8, 336, 65537, 27789352},	    {BPF_MAP_TYPE_RINGBUF, 0, 0, 33554432, 33698120},
		{BPF_MAP_TYPE_LRU_HASH, 8, 224, 16384, 4850560},    {BPF_MAP_TYPE_ARRAY, 4, 4096, 512, 2101248},
		{BPF_MAP_TYPE_PERCPU_ARRAY, 4, 13112, 1, 26544},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		struct tl_memory memory =
			tl_memory_of_map(maps[i].type, 0, maps[i].key, maps[i].value, maps[i].entries, &here);

		assert_in_range(memory.most, maps[i].said, maps[i].said + maps[i].said / 200 + 16384);
		assert_int_equal(memory.now, memory.most);
	}
}

/* What /proc/slabinfo has for them: element, list, and whose memory it is. */
static void elements_are_pieces_of_the_allocator(void **state)
{
	static const unsigned int pieces[][2] = {
		{56, 64},   {57, 96},	{88, 96},   {89, 128},	{120, 128}, {121, 192},	 {184, 192},
		{185, 256}, {248, 256}, {249, 512}, {376, 512}, {504, 512}, {505, 1024},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
		assert_int_equal(tl_memory_of_piece(pieces[i][0]), pieces[i][1] + 8);
}

/* Only the buckets are there at the start. */
static void others_grow(void **state)
{
	struct tl_memory memory = tl_memory_of_map(BPF_MAP_TYPE_HASH, BPF_F_NO_PREALLOC, 16, 192, 266240, &here);

	(void)state;
	assert_in_range(memory.now, 8389504, 8389504 + 16384);
	assert_int_equal(memory.most, memory.now + 266240ull * (512 + 8) + 2 * 24576);
}

/* A machine's whole budget; nothing is loaded for it. */
static struct tl_memory of_machine(const struct tl_cpus *cpus, unsigned int flows)
{
	struct tl_engine engine = {.config = {.instance = "unit", .flows = flows, .metrics = true, .samples = true}};
	struct tl_memory memory;

	engine.skeleton = tapless_bpf__open();
	assert_non_null(engine.skeleton);
	tl_shards_plan(&engine, cpus);
	assert_int_equal(tl_engine_set_sizes(&engine), 0);
	assert_int_equal(engine.shard_count, cpus->possible * engine.identity.shards_per_cpu);
	memory = tl_memory_of_plan(&engine, cpus->online * engine.identity.shards_per_cpu, cpus);
	tapless_bpf__destroy(engine.skeleton);
	return memory;
}

/* A CPU that may be plugged in one day takes its share of what each has for itself, and no shards. */
static void possible_cpus_are_cheap(void **state)
{
	static const struct tl_cpus small = {.possible = 4, .online = 4, .end = 4},
				    large = {.possible = 128, .online = 4, .end = 4};
	static const unsigned int flows[] = {4096, 131072, 1048576};

	(void)state;
	for (size_t i = 0; i < sizeof(flows) / sizeof(flows[0]); i++) {
		struct tl_memory four = of_machine(&small, flows[i]), many = of_machine(&large, flows[i]);

		print_message("# %u flows: 4 CPUs %llu KiB, at most %llu; 128 possible %llu, at most %llu\n", flows[i],
			      four.now >> 10, four.most >> 10, many.now >> 10, many.most >> 10);
		assert_true(many.now > four.now);
		assert_true(flows[i] < 131072 || four.now / flows[i] <= FLOW_MOST);
		assert_in_range(many.now - four.now, 1,
				124 * POSSIBLE_CPU_MOST + flows[i] / 4096 * 124 * SHARD_CPU_MOST);
		assert_int_equal(many.most - four.most, many.now - four.now);
	}
}

/* Many are larger, up to where a walk takes too long. */
static void many_shards_are_larger(void **state)
{
	static const struct {
		unsigned int online, flows, entries;
	} plans[] = {{2, 16, 64},	  {2, 131072, 4096},   {2, 1048576, 8192},
		     {2, 2097152, 16384}, {1, 8388608, 16384}, {64, 2097152, 4096}};

	(void)state;
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		const struct tl_cpus cpus = {plans[i].online, plans[i].online, plans[i].online};
		struct tl_engine engine = {.config.flows = plans[i].flows};

		tl_shards_plan(&engine, &cpus);
		assert_int_equal(engine.shard_entries, plans[i].entries);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_are_as_large_as_the_kernel_says),
		cmocka_unit_test(elements_are_pieces_of_the_allocator),
		cmocka_unit_test(others_grow),
		cmocka_unit_test(possible_cpus_are_cheap),
		cmocka_unit_test(many_shards_are_larger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
