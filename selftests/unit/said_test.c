// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What was said on records, over and over through a small log, with the process ending at any point. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/said.h"

#define LAYOUT 4711

static _Alignas(4096) __u8 memory[16384];

static struct tl_said *open_log(__u64 committed)
{
	struct tl_said *said = tl_said_open(memory, sizeof(memory), LAYOUT, committed);

	assert_non_null(said);
	return said;
}

static int forget_all(void **state)
{
	(void)state;
	memset(memory, 0, sizeof(memory));
	return 0;
}

static struct tl_record_facts facts_of(__u64 sequence, __u32 transaction)
{
	struct tl_record_facts facts = {.kind = TL_FACTS_dns};

	facts.dns.known = true;
	facts.dns.id = (__u16)(sequence * 3 + transaction);
	snprintf(facts.dns.name, sizeof(facts.dns.name), "%llu.%u.example.org", sequence, transaction);
	if (sequence % 5 == 0) /* one that hardly packs */
		memset(tl_facts_tls(&facts), (int)(1 + sequence % 200), sizeof(facts.tls));
	return facts;
}

/* The record with this sequence has none of what is asked for if the number divides by 7, and transactions by 4. */
static unsigned int records_of(__u64 sequence)
{
	return sequence % 7 == 0 ? 0 : 1 + (unsigned int)(sequence % 4);
}

static void write_one(struct tl_said *said, __u64 sequence, bool is_ended)
{
	tl_said_begin(said, sequence);
	for (__u32 i = 0; i < records_of(sequence); i++) {
		const struct tl_record_facts facts = facts_of(sequence, i);
		struct tl_record_name name = {.basis = TL_NAMED_BY_DNS};
		struct tl_said_record record = {.start = sequence, .end = sequence + i, .transaction = i};

		record.is_interrupted = sequence % 2;
		strcpy(record.protocol, "dns");
		snprintf(name.text, sizeof(name.text), "%llu.example", sequence);
		record.destination_name = sequence % 2 ? &name : NULL;
		record.source_name = i ? &name : NULL;
		record.facts = sequence % 3 ? &facts : NULL;
		tl_said_add(said, &record);
	}
	if (is_ended)
		tl_said_end(said);
}

static void expect_one(const struct tl_said *said, __u64 sequence)
{
	struct tl_said_reading reading;
	struct tl_said_record record;

	assert_true(tl_said_find(said, sequence, &reading));
	for (__u32 i = 0; i < records_of(sequence); i++) {
		const struct tl_record_facts facts = facts_of(sequence, i);

		assert_true(tl_said_next(&reading, &record));
		assert_int_equal(record.start, sequence);
		assert_int_equal(record.end, sequence + i);
		assert_int_equal(record.transaction, i);
		assert_int_equal(!record.destination_name, sequence % 2 == 0);
		assert_int_equal(!record.source_name, !i);
		if (record.destination_name)
			assert_int_equal(strtoull(record.destination_name->text, NULL, 10), sequence);
		if (record.source_name)
			assert_int_equal(record.source_name->basis, TL_NAMED_BY_DNS);
		assert_int_equal(record.is_interrupted, sequence % 2);
		assert_string_equal(record.protocol, "dns");
		assert_int_equal(!record.facts, sequence % 3 == 0);
		if (record.facts)
			assert_memory_equal(record.facts, &facts, sizeof(facts));
	}
	assert_false(tl_said_next(&reading, &record));
}

static void what_was_said_is_found_by_the_next_process(void **state)
{
	struct tl_said *said = open_log(0);
	struct tl_said_reading reading;

	(void)state;
	for (__u64 sequence = 1; sequence < 6; sequence++)
		write_one(said, sequence * 8, true);
	assert_false(tl_said_find(said, 8, &reading)); /* its own it does not ask for */
	tl_said_close(said);
	said = open_log(0);
	for (__u64 sequence = 1; sequence < 6; sequence++)
		expect_one(said, sequence * 8);
	assert_false(tl_said_find(said, 9, &reading));
	tl_said_close(said);
}

static void what_is_not_ended_was_not_said(void **state)
{
	struct tl_said *said = open_log(0);
	struct tl_said_reading reading;

	(void)state;
	write_one(said, 1, true);
	write_one(said, 2, false);
	tl_said_close(said);
	said = open_log(0);
	expect_one(said, 1);
	assert_false(tl_said_find(said, 2, &reading));
	write_one(said, 2, true);
	tl_said_close(said);
	said = open_log(0);
	expect_one(said, 2);
	tl_said_close(said);
}

static void what_is_committed_is_forgotten(void **state)
{
	struct tl_said *said = open_log(0);
	struct tl_said_reading reading;

	(void)state;
	for (__u64 sequence = 1; sequence < 6; sequence++)
		write_one(said, sequence, true);
	tl_said_commit(said, 3);
	tl_said_close(said);
	said = open_log(5);
	assert_false(tl_said_find(said, 2, &reading));
	assert_false(tl_said_find(said, 4, &reading));
	expect_one(said, 5);
	tl_said_close(said);
}

/* Thousands of records through a log of a few: of each life the latest ones are there, oldest first to go. */
static void the_oldest_make_room(void **state)
{
	__u64 sequence = 1;

	(void)state;
	for (unsigned int life = 0; life < 300; life++) {
		struct tl_said *said = open_log(0);
		struct tl_said_reading reading;
		unsigned int found = 0;

		for (__u64 back = 1; back < 40 && back < sequence; back++)
			if (tl_said_find(said, sequence - back, &reading)) {
				assert_int_equal(found, back - 1);
				expect_one(said, sequence - back);
				found++;
			}
		assert_true(sequence == 1 || found);
		for (unsigned int i = 0; i < 1 + life % 23; i++)
			write_one(said, sequence++, true);
		write_one(said, sequence, false);
		tl_said_close(said);
	}
}

static void what_has_no_room_at_all_is_left_out(void **state)
{
	struct tl_said *said = tl_said_open(memory, 1024, LAYOUT, 0);
	struct tl_said_reading reading;

	(void)state;
	assert_non_null(said);
	write_one(said, 1, true);
	write_one(said, 5, true);
	tl_said_close(said);
	said = tl_said_open(memory, 1024, LAYOUT, 0);
	assert_non_null(said);
	assert_false(tl_said_find(said, 5, &reading));
	tl_said_close(said);
}

static void another_layout_is_not_read(void **state)
{
	struct tl_said *said = open_log(0);
	struct tl_said_reading reading;

	(void)state;
	write_one(said, 1, true);
	tl_said_sample(said, 77);
	tl_said_close(said);
	said = tl_said_open(memory, sizeof(memory), LAYOUT + 1, 0);
	assert_non_null(said);
	assert_false(tl_said_find(said, 1, &reading));
	assert_int_equal(tl_said_interrupted_at(said), 77);
	tl_said_close(said);
}

/* Its owner alone writes the map; what stands there still leads nowhere outside. */
static void any_content_is_borne(void **state)
{
	(void)state;
	for (unsigned int round = 0; round < 2000; round++) {
		struct tl_said *said = open_log(0);
		struct tl_said_reading reading;
		struct tl_said_record record;

		for (__u64 sequence = 1; sequence < 12; sequence++)
			write_one(said, sequence, true);
		tl_said_close(said);
		for (unsigned int i = 0; i < 3; i++)
			memory[(unsigned int)rand() % (round % 2 ? 2048 : sizeof(memory))] = (__u8)rand();
		said = open_log(0);
		for (__u64 sequence = 0; sequence < 14; sequence++)
			if (tl_said_find(said, sequence, &reading))
				for (unsigned int i = 0; i < 10 && tl_said_next(&reading, &record); i++)
					assert_true(!record.facts || record.facts == &reading.facts);
		write_one(said, 20, true);
		tl_said_close(said);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_was_said_is_found_by_the_next_process, forget_all),
		cmocka_unit_test_setup(what_is_not_ended_was_not_said, forget_all),
		cmocka_unit_test_setup(what_is_committed_is_forgotten, forget_all),
		cmocka_unit_test_setup(the_oldest_make_room, forget_all),
		cmocka_unit_test_setup(what_has_no_room_at_all_is_left_out, forget_all),
		cmocka_unit_test_setup(another_layout_is_not_read, forget_all),
		cmocka_unit_test_setup(any_content_is_borne, forget_all),
	};

	srand(1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
