// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What was written to the store comes back, field by field, sealed or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/encode.h"
#include "interop/samples.h"
#include "store/archive.h"
#include "store/database.h"
#include "store/encoded_row.h"
#include "store/plan.h"
#include "store/seal.h"
#include "store/writer.h"
#include "unit/scratch_folder.h"

#define SAMPLES (SAMPLE__MAX * 40u)

static struct tl_encoded encoded;
static struct tl_row row, expected;

static void every_field(struct tl_field_set *fields)
{
	memset(fields, 0xff, sizeof(*fields));
}

static __u16 *all_fields(void)
{
	static __u16 fields[TL_FIELD__COUNT];

	for (unsigned int i = 0; i < TL_FIELD__COUNT; i++)
		fields[i] = (__u16)i;
	return fields;
}

static struct tl_segment_name write_samples(unsigned int count)
{
	struct tl_field_set kept;
	struct tl_segment_name name;
	struct tl_store_writer *writer;
	struct tl_record record;
	char path[PATH_MAX];
	int error;

	every_field(&kept);
	tl_segment_name(&name, 1, SAMPLE_TIME);
	tl_segment_path(path, folder, &name);
	writer = tl_store_writer_create(path, 2, &error);
	assert_int_equal(error, 0);
	for (unsigned int i = 0; i < count; i++) {
		if (i % 100 == 0)
			assert_int_equal(tl_store_writer_begin(writer), 0);
		sample_record(&record, i);
		tl_encode(&encoded, &record);
		tl_row_take_encoded(&row, &encoded, &kept);
		assert_int_equal(tl_store_writer_add(writer, &row), 0);
		if (i % 100 == 99 || i == count - 1)
			assert_int_equal(tl_store_writer_commit(writer), 0);
	}
	assert_int_equal(tl_store_writer_records(writer), count);
	tl_store_writer_close(writer);
	return name;
}

/* Sample `number` by way of its wire form. */
static void expect_sample(unsigned int number)
{
	struct tl_record record;
	struct tl_template *template;

	sample_record(&record, number);
	tl_encode(&encoded, &record);
	template = tl_encode_template(tl_encoded_fields(&encoded), TL_ELEMENTS_ALL, 256);
	assert_non_null(template);
	tl_row_clear(&expected);
	assert_int_equal(tl_row_take(&expected, template, encoded.bytes, encoded.length), 0);
	free(template);
}

static void assert_same_rows(const struct tl_row *got, const struct tl_row *wanted)
{
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		const struct tl_datum *a = tl_row_get(got, field), *b = tl_row_get(wanted, field);

		if (!a != !b)
			fail_msg("%s: %s", tl_field_element(field)->name, a ? "appeared" : "was lost");
		if (!a)
			continue;
		if (tl_form_of(tl_field_element(field)->type) != TL_FORM_OCTETS) {
			if (a->number != b->number)
				fail_msg("%s: %llu, not %llu", tl_field_element(field)->name, a->number, b->number);
			continue;
		}
		if (a->length != b->length || memcmp(a->octets, b->octets, a->length))
			fail_msg("%s differs", tl_field_element(field)->name);
	}
}

static bool compare_next(void *context, const struct tl_row *got)
{
	unsigned int *next = context;

	expect_sample((*next)++);
	assert_same_rows(got, &expected);
	return true;
}

static void read_all(void)
{
	const struct tl_question question = {.to = UINT64_MAX, .fields = all_fields(), .field_count = TL_FIELD__COUNT};
	struct tl_archive *archive = tl_archive_open_store(folder);
	unsigned int next = 0;

	assert_non_null(archive);
	assert_int_equal(
		tl_archive_ask(archive, &question, &(struct tl_archive_visitor){.row = compare_next, .context = &next}),
		0);
	assert_int_equal(next, SAMPLES);
	tl_archive_close(archive);
}

static void records_come_back(void **state)
{
	struct tl_segment_name name = write_samples(SAMPLES);

	(void)state;
	read_all();
	assert_int_equal(tl_segment_seal(folder, &name), 0);
	read_all();
}

static bool count_row(void *context, const struct tl_row *got)
{
	(void)got;
	++*(unsigned int *)context;
	return true;
}

static unsigned int count_rows(const struct tl_question *question)
{
	struct tl_archive *archive = tl_archive_open_store(folder);
	unsigned int count = 0;

	assert_non_null(archive);
	assert_int_equal(
		tl_archive_ask(archive, question, &(struct tl_archive_visitor){.row = count_row, .context = &count}),
		0);
	tl_archive_close(archive);
	return count;
}

/* All sealed records that have this host, against what the archive finds for it. */
static unsigned int samples_with(const __u8 octets[4], __u64 from, __u64 to)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < SAMPLES; i++) {
		struct tl_record record;

		sample_record(&record, i);
		if (record.key.ethertype != 0x0800 || record.start >= to || record.end < from)
			continue;
		count += !memcmp(record.key.source_address + 12, octets, 4) ||
			 !memcmp(record.key.destination_address + 12, octets, 4);
	}
	return count;
}

static void hosts_and_times_choose(void **state)
{
	const __u16 fields[] = {TL_ELEMENT__COUNT + TL_ELEMENT_octetDeltaCount};
	const __u8 host[16] = {[10] = 0xff, [11] = 0xff, [12] = 192, [13] = 0, [14] = 2, [15] = 7};
	struct tl_question question = {.to = UINT64_MAX, .fields = fields, .field_count = 1};
	struct tl_segment_name name = write_samples(SAMPLES);

	(void)state;
	for (unsigned int sealed = 0; sealed < 2; sealed++) {
		question.hosts = &host;
		question.host_count = 1;
		question.from = 0;
		question.to = UINT64_MAX;
		assert_int_not_equal(samples_with(host + 12, 0, UINT64_MAX), 0);
		assert_int_equal(count_rows(&question), samples_with(host + 12, 0, UINT64_MAX));
		question.from = SAMPLE_TIME + 100000000000ull;
		question.to = SAMPLE_TIME + 200000000000ull;
		assert_int_equal(count_rows(&question), samples_with(host + 12, question.from, question.to));
		question.to = UINT64_MAX;
		assert_int_equal(count_rows(&question), samples_with(host + 12, question.from, question.to));
		question.from = 0;
		question.to = SAMPLE_TIME + 100000000000ull;
		assert_int_equal(count_rows(&question), samples_with(host + 12, question.from, question.to));
		if (!sealed)
			assert_int_equal(tl_segment_seal(folder, &name), 0);
	}
}

static void transactions_are_taken_back(void **state)
{
	const __u16 fields[] = {TL_ELEMENT__COUNT + TL_ELEMENT_flowId};
	const struct tl_question question = {.to = UINT64_MAX, .fields = fields, .field_count = 1};
	struct tl_store_writer *writer;
	struct tl_segment_name name;
	struct tl_field_set kept;
	char path[PATH_MAX];
	int error;

	(void)state;
	every_field(&kept);
	tl_segment_name(&name, 1, SAMPLE_TIME);
	tl_segment_path(path, folder, &name);
	writer = tl_store_writer_create(path, 2, &error);
	assert_non_null(writer);
	for (unsigned int turn = 0; turn < 2; turn++) {
		assert_int_equal(tl_store_writer_begin(writer), 0);
		for (unsigned int i = 0; i < SAMPLE__MAX; i++) {
			struct tl_record record;

			sample_record(&record, i);
			tl_encode(&encoded, &record);
			tl_row_take_encoded(&row, &encoded, &kept);
			assert_int_equal(tl_store_writer_add(writer, &row), 0);
		}
		if (turn == 0)
			tl_store_writer_roll_back(writer);
		else
			assert_int_equal(tl_store_writer_commit(writer), 0);
	}
	tl_store_writer_close(writer);
	assert_int_equal(count_rows(&question), SAMPLE__MAX);
	assert_int_equal(tl_segment_seal(folder, &name), 0);
	assert_int_equal(count_rows(&question), SAMPLE__MAX);
}

static void references_come_first(void **state)
{
	const struct tl_plan_field *plan = tl_store_plan();

	(void)state;
	for (unsigned int field = 0; field < TL_FIELD__COUNT; field++) {
		unsigned int to = plan[field].relative_to, as = plan[field].same_as;

		if (as != TL_STORE_NO_FIELD && plan[as].keeping != TL_KEEP_COLUMN)
			assert_int_equal(plan[as].group, plan[field].group);
		if (to == TL_STORE_NO_FIELD)
			continue;
		assert_int_equal(plan[field].keeping, TL_KEEP_OWN);
		if (plan[to].keeping == TL_KEEP_COLUMN)
			continue;
		assert_int_equal(plan[to].group, plan[field].group);
		if (to >= field)
			fail_msg("%s is kept relative to what comes after it", tl_field_element(field)->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(references_come_first),
		cmocka_unit_test_setup_teardown(records_come_back, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(hosts_and_times_choose, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(transactions_are_taken_back, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
