// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The hash table of links against a list of what is in it: added, removed, cleared, grown, in whatever order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "flow/table.h"

#define OBJECTS 6000
#define HASHES	2500 /* so that some objects share one */

static struct object {
	struct tl_table_link link;
	__u64 hash;
	bool is_in;
} objects[OBJECTS];

static __u64 mixed(unsigned int number)
{
	return (number % HASHES + 1) * 0x9e3779b97f4a7c15ull;
}

static void expect_all(const struct tl_table *table)
{
	size_t in = 0, found = 0;

	for (unsigned int i = 0; i < OBJECTS; i++)
		in += objects[i].is_in;
	for (unsigned int i = 0; i < HASHES; i++) {
		__u64 hash = mixed(i);

		tl_table_expect(table, hash);
		tl_table_fetch(table, hash, sizeof(struct object));
		for (struct tl_table_link *link = tl_table_first(table, hash); link; link = tl_table_next(link)) {
			assert_true(((struct object *)link)->is_in);
			assert_int_equal(((struct object *)link)->hash, hash);
			found++;
		}
	}
	assert_int_equal(found, in);
	assert_int_equal(table->count, in);
}

static void what_is_in_is_found(void **state)
{
	struct tl_table table;

	(void)state;
	srand(1);
	assert_int_equal(tl_table_init(&table), 0);
	for (unsigned int step = 0; step < 60000; step++) {
		struct object *object = &objects[(unsigned int)rand() % (step < 20000 ? 500 : OBJECTS)];

		object->hash = object->is_in ? object->hash : mixed((unsigned int)rand());
		if (object->is_in)
			tl_table_remove(&table, &object->link);
		else
			tl_table_add(&table, &object->link, object->hash);
		object->is_in = !object->is_in;
		if (step % 5000 == 0)
			expect_all(&table);
	}
	expect_all(&table);
	tl_table_clear(&table);
	for (unsigned int i = 0; i < OBJECTS; i++)
		objects[i].is_in = false;
	expect_all(&table);
	tl_table_fini(&table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
