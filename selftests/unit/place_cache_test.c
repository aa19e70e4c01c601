// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "enrich/place_cache.h"

static void set_number(__u8 address[16], __u32 number)
{
	memset(address, 0, 16);
	memcpy(address + 12, &number, sizeof(number));
}

/* Looks number up and remembers it as its own AS; true if it was known, which must be as the same AS. */
static bool look_up(struct tl_place_cache *cache, __u32 number)
{
	struct tl_record_place *place;
	__u8 address[16];
	bool known;

	set_number(address, number);
	place = tl_place_cache_find(cache, address, &known);
	if (known)
		assert_int_equal(place->as_number, number);
	else
		assert_true(place->as_number == 0 && place->country[0] == '\0');
	place->as_number = number;
	return known;
}

static void test_hits_and_misses(void **state)
{
	struct tl_place_cache *cache = tl_place_cache_new(64);
	__u64 hits, misses;

	(void)state;
	assert_false(look_up(cache, 1));
	assert_true(look_up(cache, 1));
	assert_false(look_up(cache, 2));
	assert_true(look_up(cache, 1));
	tl_place_cache_counts(cache, &hits, &misses);
	assert_int_equal(hits, 2);
	assert_int_equal(misses, 2);
	tl_place_cache_clear(cache);
	assert_false(look_up(cache, 1));
	tl_place_cache_free(cache);
	tl_place_cache_free(NULL);
}

/* One set of four: the fifth address takes the place of the one used longest ago. */
static void test_oldest_makes_room(void **state)
{
	struct tl_place_cache *cache = tl_place_cache_new(4);

	(void)state;
	for (__u32 number = 1; number <= 4; number++)
		assert_false(look_up(cache, number));
	assert_true(look_up(cache, 1));
	assert_false(look_up(cache, 5)); /* in the place of 2 */
	assert_true(look_up(cache, 1));
	assert_true(look_up(cache, 3));
	assert_true(look_up(cache, 4));
	assert_true(look_up(cache, 5));
	assert_false(look_up(cache, 2));
	tl_place_cache_free(cache);
}

/* Neighbouring addresses must not crowd in few sets: half as many as there are entries stay, nearly all of them. */
static void test_spreads(void **state)
{
	struct tl_place_cache *cache = tl_place_cache_new(4096);
	unsigned int known = 0;

	(void)state;
	for (__u32 number = 0; number < 2048; number++)
		look_up(cache, number << 24 | number >> 8);
	for (__u32 number = 0; number < 2048; number++)
		known += look_up(cache, number << 24 | number >> 8);
	assert_true(known > 2048 * 8 / 10);
	tl_place_cache_free(cache);
}

static void test_bounded(void **state)
{
	struct tl_place_cache *cache = tl_place_cache_new(1000);
	unsigned int known = 0;

	(void)state;
	for (__u32 number = 0; number < 100000; number++)
		assert_false(look_up(cache, number));
	for (__u32 number = 100000; number-- > 0;)
		known += look_up(cache, number);
	assert_true(known > 500 && known <= 1024);
	tl_place_cache_free(cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hits_and_misses),
		cmocka_unit_test(test_oldest_makes_room),
		cmocka_unit_test(test_spreads),
		cmocka_unit_test(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
