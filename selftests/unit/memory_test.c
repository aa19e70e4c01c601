// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The budget that is told at the start, against what Linux 6.18 says of such maps (bytes_memlock). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/bpf.h>

#include "kernel/memory.h"

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
			tl_memory_of_map(maps[i].type, 0, maps[i].key, maps[i].value, maps[i].entries, 2);

		assert_in_range(memory.most, maps[i].said - maps[i].said / 50, maps[i].said + maps[i].said / 50);
		assert_int_equal(memory.now, memory.most);
	}
}

/* Only the buckets are there at the start. */
static void others_grow(void **state)
{
	struct tl_memory memory = tl_memory_of_map(BPF_MAP_TYPE_HASH, BPF_F_NO_PREALLOC, 16, 192, 266240, 2);

	(void)state;
	assert_in_range(memory.now, 8389504 - 100000, 8389504 + 100000);
	assert_int_equal(memory.most, memory.now + 266240ull * (48 + 16 + 192));
}

/* A CPU that may be plugged in takes its share of what each CPU has for itself, and of nothing else. */
static void possible_cpus_are_cheap(void **state)
{
	(void)state;
	assert_int_equal(tl_memory_of_map(BPF_MAP_TYPE_HASH, 0, 56, 152, 4096, 128).most,
			 tl_memory_of_map(BPF_MAP_TYPE_HASH, 0, 56, 152, 4096, 4).most);
	assert_int_equal(tl_memory_of_map(BPF_MAP_TYPE_PERCPU_ARRAY, 0, 4, 1000, 1, 128).most, 128000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(maps_are_as_large_as_the_kernel_says),
		cmocka_unit_test(others_grow),
		cmocka_unit_test(possible_cpus_are_cheap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
