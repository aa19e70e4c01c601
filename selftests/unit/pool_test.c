// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "flow/pool.h"

#define MANY 10000

static struct tl_pool pool;
static unsigned char *objects[MANY];

static void take(unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		objects[i] = tl_pool_take(&pool);
		assert_non_null(objects[i]);
		for (size_t octet = 0; octet < pool.object_size; octet++)
			assert_int_equal(objects[i][octet], 0);
		memset(objects[i], 0xff, pool.object_size);
	}
}

static void give(unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		tl_pool_give(&pool, objects[i]);
}

static int begin(void **state)
{
	(void)state;
	pool = (struct tl_pool){.object_size = 40};
	return 0;
}

static int end(void **state)
{
	(void)state;
	tl_pool_fini(&pool);
	return 0;
}

static void what_was_given_back_is_used_again(void **state)
{
	size_t room;

	(void)state;
	take(MANY);
	assert_in_range(pool.room, MANY, MANY + 255);
	room = pool.room;
	give(MANY);
	take(MANY);
	assert_int_equal(pool.room, room);
	give(MANY);
}

static void what_is_not_needed_any_more_goes_back(void **state)
{
	(void)state;
	take(MANY);
	give(MANY);
	for (unsigned int round = 0; round < 20 && pool.room; round++) {
		tl_pool_settle(&pool);
		if (!pool.room)
			break;
		take(10);
		give(10);
	}
	assert_int_equal(pool.room, 0);
	take(MANY); /* and can be had anew */
	give(MANY);
}

static void what_is_in_use_or_needed_again_stays(void **state)
{
	(void)state;
	take(MANY);
	for (unsigned int round = 0; round < 20; round++)
		tl_pool_settle(&pool);
	assert_true(pool.room >= MANY);
	give(MANY);
	for (unsigned int round = 0; round < 20; round++) {
		take(round % 2 ? MANY : 10);
		give(round % 2 ? MANY : 10);
		tl_pool_settle(&pool);
		assert_true(pool.room >= MANY);
	}
}

/* Those that stay were taken last: all but theirs are chunks without any. */
static void chunks_go_back_while_others_are_in_use(void **state)
{
	(void)state;
	take(MANY);
	give(MANY - 300);
	memset(objects[MANY - 300], 7, pool.object_size);
	for (unsigned int round = 0; round < 20; round++)
		tl_pool_settle(&pool);
	assert_in_range(pool.room, 300, 1024 + 256);
	assert_int_equal(pool.need.taken, 300);
	for (size_t octet = 0; octet < pool.object_size; octet++)
		assert_int_equal(objects[MANY - 300][octet], 7);
	for (unsigned int i = MANY - 300; i < MANY; i++)
		tl_pool_give(&pool, objects[i]);
	take(MANY);
	assert_in_range(pool.room, MANY, MANY + 255);
	give(MANY);
}

static void what_is_not_to_be_cleared_is_as_it_was(void **state)
{
	unsigned char *object;

	(void)state;
	pool.cleared = 16;
	object = tl_pool_take(&pool);
	memset(object, 0xff, pool.object_size);
	tl_pool_give(&pool, object);
	assert_ptr_equal(tl_pool_take(&pool), object);
	for (size_t octet = 0; octet < pool.object_size; octet++)
		assert_int_equal(object[octet], octet < 16 ? 0 : 0xff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_given_back_is_used_again, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_needed_any_more_goes_back, begin, end),
		cmocka_unit_test_setup_teardown(what_is_in_use_or_needed_again_stays, begin, end),
		cmocka_unit_test_setup_teardown(chunks_go_back_while_others_are_in_use, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_to_be_cleared_is_as_it_was, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
