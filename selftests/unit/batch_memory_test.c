// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Memory of batches: what is needed again stays, the rest goes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "export/batch.h"

#define BATCHES 100

static const struct tl_boundary boundary;

static void take_batches(struct tl_batch_memory *from, struct tl_batch *batches[BATCHES])
{
	for (unsigned int i = 0; i < BATCHES; i++)
		assert_non_null(batches[i] = tl_batch_create(from, &boundary, 0));
}

static void give_batches(struct tl_batch *batches[BATCHES])
{
	for (unsigned int i = 0; i < BATCHES; i++)
		tl_batch_release(batches[i]);
}

static void batches_that_are_needed_again_keep_their_memory(void **state)
{
	struct tl_batch *batches[BATCHES];
	struct tl_batch_memory own;

	(void)state;
	tl_batch_memory_init(&own);
	for (unsigned int round = 0; round < 10; round++) {
		take_batches(&own, batches);
		give_batches(batches);
		assert_int_equal(own.count, BATCHES);
		assert_false(tl_batch_memory_settle(&own)); /* and in every other round none is needed */
		assert_false(tl_batch_memory_settle(&own));
	}
	tl_batch_memory_fini(&own);
}

static void memory_of_batches_that_are_not_needed_goes_back(void **state)
{
	struct tl_batch *batches[BATCHES];
	struct tl_batch_memory own;
	size_t before = BATCHES;
	unsigned int rounds = 0;

	(void)state;
	tl_batch_memory_init(&own);
	take_batches(&own, batches);
	for (; rounds < 10; rounds++)
		assert_false(tl_batch_memory_settle(&own)); /* all are in use */
	give_batches(batches);
	for (; rounds < 40; rounds++) {
		bool gave = tl_batch_memory_settle(&own);

		assert_int_equal(gave, own.count < before);
		assert_true(own.count >= before / 2);
		before = own.count;
	}
	assert_int_equal(own.count, 16);
	take_batches(&own, batches); /* and can be had anew */
	give_batches(batches);
	tl_batch_memory_fini(&own);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_that_are_needed_again_keep_their_memory),
		cmocka_unit_test(memory_of_batches_that_are_not_needed_goes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
