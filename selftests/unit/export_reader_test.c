// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The reader: templates, withdrawal, and whatever broken bytes may come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/duplicates.h"
#include "export/learned.h"
#include "lib/octets.h"
#include "export/reader.h"

struct seen {
	struct tl_reader *reader;
	unsigned int records, problems;
	size_t offset;
	char what[160];
	size_t octets; /* of the last record */
	struct tl_learned *learned;
	struct tl_duplicates *duplicates;
	unsigned int duplicate_records;
};

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct seen *seen = context;

	seen->records++;
	seen->octets = record->length;
	tl_learned_add(seen->learned, record);
	seen->duplicate_records += tl_duplicates_seen(seen->duplicates, record);
}

static void take_problem(void *context, size_t offset, const char *what)
{
	struct seen *seen = context;

	seen->problems++;
	seen->offset = offset;
	strncpy(seen->what, what, sizeof(seen->what) - 1);
}

static int set_up(void **state)
{
	struct seen *seen = calloc(1, sizeof(*seen));

	if (!seen)
		return -1;
	seen->reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, seen});
	seen->learned = tl_learned_create();
	seen->duplicates = tl_duplicates_create();
	*state = seen;
	return 0;
}

static int tear_down(void **state)
{
	struct seen *seen = *state;

	tl_reader_destroy(seen->reader);
	tl_learned_destroy(seen->learned);
	tl_duplicates_destroy(seen->duplicates);
	free(seen);
	return 0;
}

/* A message of these sets, in memory of exactly its size: a read beyond is seen by ASan. */
static int read_sets(struct seen *seen, const void *sets, size_t length)
{
	size_t whole = 16 + length;
	__u8 *bytes = calloc(1, whole);
	int status;

	assert_non_null(bytes);
	tl_octets_put(bytes, 10, 2);
	tl_octets_put(bytes + 2, whole, 2);
	memcpy(bytes + 16, sets, length);
	status = tl_reader_message(seen->reader, bytes, whole);
	free(bytes);
	return status;
}

#define READ(seen, ...)                                                                                                \
	({                                                                                                             \
		const __u8 sets[] = {__VA_ARGS__};                                                                     \
		read_sets(seen, sets, sizeof(sets));                                                                   \
	})
#define TEMPLATE 0, 2, 0, 16, 1, 0, 0, 2, 0, 2, 0, 2, 0, 82, 0xff, 0xff /* 256: packetDeltaCount(2), interfaceName */
#define DATA	 1, 0, 0, 8, 0, 7, 1, 'x'

static void records_follow_their_template(void **state)
{
	struct seen *seen = *state;

	assert_int_equal(READ(seen, TEMPLATE, DATA, DATA), 0);
	assert_int_equal(seen->records, 2);
	assert_int_equal(seen->octets, 4);
	assert_int_equal(seen->problems, 0);
	assert_int_equal(tl_reader_next_sequence(seen->reader), 2);
	assert_int_equal(tl_reader_highest_template(seen->reader), 256);
}

static void padding_is_no_record(void **state)
{
	struct seen *seen = *state;

	assert_int_equal(READ(seen, TEMPLATE, 1, 0, 0, 10, 0, 7, 1, 'x', 0, 0), 0);
	assert_int_equal(seen->records, 1);
	assert_int_equal(seen->problems, 0);
}

static void long_lengths_are_read(void **state)
{
	struct seen *seen = *state;

	assert_int_equal(READ(seen, TEMPLATE, 1, 0, 0, 11, 0, 7, 255, 0, 2, 'x', 'y'), 0);
	assert_int_equal(seen->records, 1);
	assert_int_equal(seen->octets, 7);
}

static void unknown_templates_are_told(void **state)
{
	struct seen *seen = *state;

	assert_int_equal(READ(seen, DATA), 0);
	assert_int_equal(seen->records, 0);
	assert_int_equal(seen->problems, 1);
	assert_int_equal(seen->offset, 20);
	assert_non_null(strstr(seen->what, "template 256 in domain 0"));
}

static void templates_can_be_withdrawn_and_changed(void **state)
{
	struct seen *seen = *state;

	READ(seen, TEMPLATE, 0, 2, 0, 8, 1, 0, 0, 0, DATA); /* this one */
	assert_int_equal(seen->records, 0);
	READ(seen, TEMPLATE, 0, 2, 0, 8, 0, 2, 0, 0, DATA); /* all */
	assert_int_equal(seen->records, 0);
	READ(seen, TEMPLATE, 0, 3, 0, 8, 0, 3, 0, 0, DATA); /* all options templates: not this */
	assert_int_equal(seen->records, 1);
	READ(seen, 0, 2, 0, 12, 1, 0, 0, 1, 0, 2, 0, 1, 1, 0, 0, 7, 1, 2, 3); /* shorter records now */
	assert_int_equal(seen->records, 4);
}

static void broken_messages_are_told_where(void **state)
{
	static const struct {
		__u8 sets[24];
		size_t length, offset;
		const char *what;
	} cases[] = {
		{{0, 2, 0, 3}, 4, 16, "set of 3 octets"},
		{{0, 2, 0, 5}, 4, 16, "set of 5 octets where 4 are left"},
		{{1, 0}, 2, 16, "set of 0 octets where 2 are left"},
		{{0, 1, 0, 4}, 4, 20, "set has id 1"},
		{{0, 2, 0, 8, 0, 255, 0, 1}, 8, 20, "id 255, the least is 256"},
		{{0, 2, 0, 8, 1, 0, 0xff, 0xff}, 8, 20, "65535 fields, but only 0 octets"},
		{{0, 2, 0, 12, 1, 0, 0, 1, 0x80, 1, 0, 4}, 12, 24, "ends in field 1 of 1"},
		{{0, 2, 0, 12, 1, 0, 0, 1, 0, 1, 0, 0}, 12, 28, "records of no octets"},
		{{0, 3, 0, 10, 1, 0, 0, 1, 0, 0}, 10, 20, "0 scopes in 1 fields"},
		{{0, 3, 0, 10, 1, 0, 0, 1, 0, 2}, 10, 20, "2 scopes in 1 fields"},
	};
	struct seen *seen = *state;

	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		seen->problems = 0;
		read_sets(seen, cases[i].sets, cases[i].length);
		assert_int_equal(seen->problems, 1);
		if (!strstr(seen->what, cases[i].what))
			fail_msg("case %u: %s", i, seen->what);
		assert_int_equal(seen->offset, cases[i].offset);
	}
	assert_int_equal(seen->records, 0);
}

static void cut_records_are_told(void **state)
{
	struct seen *seen = *state;

	READ(seen, TEMPLATE, 1, 0, 0, 8, 0, 7, 9, 'x');
	assert_int_equal(seen->problems, 1);
	READ(seen, 1, 0, 0, 7, 0, 7, 255);
	assert_int_equal(seen->problems, 2);
	READ(seen, 1, 0, 0, 9, 0, 7, 255, 0, 9);
	assert_int_equal(seen->problems, 3);
	assert_int_equal(seen->records, 0);
}

/* Every truncation of a good message, with its header put right or not: no crash, no record out of nothing. */
static void truncations_are_harmless(void **state)
{
	static const __u8 good[] = {TEMPLATE, 0,  3, 0, 18,   1,    1, 0, 2, 0, 1, 0, 10, 0, 4,
				    0,	      83, 0, 1, DATA, DATA, 1, 1, 0, 9, 0, 0, 0,  1, 'l'};
	struct seen *seen = *state;

	for (size_t length = 0; length <= sizeof(good); length++) {
		__u8 *header = calloc(1, 16 + length);

		tl_reader_forget(seen->reader);
		read_sets(seen, good, length);
		assert_non_null(header);
		memcpy(header + 16, good, length);
		tl_octets_put(header, 10, 2);
		tl_octets_put(header + 2, 16 + sizeof(good), 2);
		tl_reader_message(seen->reader, header, 16 + length);
		free(header);
	}
	assert_true(seen->records > 0 && seen->problems > 0);
}

static void elements_are_learned(void **state)
{
	struct seen *seen = *state;
	const struct tl_element *element;

	READ(seen, 0, 3, 0, 26, 1, 1, 0, 4, 0, 2, 1, 0x5a, 0, 4, 1, 0x2f, 0, 2, 1, 0x53, 0, 1, 1, 0x55, 0xff, 0xff, 1,
	     1, 0, 16, 0, 0, 0x12, 0x34, 0x80, 9, 13, 4, 'm', 'o', 'o', 'd');
	assert_int_equal(seen->problems, 0);
	element = tl_learned_describe(seen->learned, 0x1234, 9);
	assert_non_null(element);
	assert_string_equal(element->name, "mood");
	assert_int_equal(element->type, TL_TYPE_STRING);
	assert_null(tl_learned_describe(seen->learned, 0x1234, 8));
}

static void duplicates_are_known_by_flow_id_and_sequence(void **state)
{
	struct seen *seen = *state;
	const __u8 template[] = {0, 2, 0, 24, 1, 0, 0, 3, 0, 148, 0, 1, 0x80, 1, 0, 1, 0, 0, 0x7e, 0xd9, 0, 61, 0, 1};

	read_sets(seen, template, sizeof(template));
	READ(seen, 1, 0, 0, 16, 1, 1, 0, 1, 1, 1, 2, 1, 0, 1, 2, 0);
	assert_int_equal(seen->records, 4);
	assert_int_equal(seen->duplicate_records, 0);
	READ(seen, 1, 0, 0, 10, 1, 1, 0, 3, 1, 0);
	assert_int_equal(seen->duplicate_records, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(records_follow_their_template),
		TEST(padding_is_no_record),
		TEST(long_lengths_are_read),
		TEST(unknown_templates_are_told),
		TEST(templates_can_be_withdrawn_and_changed),
		TEST(broken_messages_are_told_where),
		TEST(cut_records_are_told),
		TEST(truncations_are_harmless),
		TEST(elements_are_learned),
		TEST(duplicates_are_known_by_flow_id_and_sequence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
