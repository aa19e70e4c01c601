// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The exporter store:DIR: its segments, what comes a second time, levels, what is removed, and forgetting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "export/transport.h"
#include "interop/samples.h"
#include "lib/octets.h"
#include "store/archive.h"
#include "store/detail.h"
#include "store/folder.h"
#include "store/forget.h"
#include "store/keeper.h"
#include "unit/scratch_folder.h"

#define HOUR	    (3600 * TL_SECOND)
#define FIELD(name) (TL_ELEMENT__COUNT + TL_ELEMENT_##name)

static unsigned int first_sample;
static struct tl_encoded encoded;

/* Samples, `step` apart, as its thread would write them. */
static void export_samples(unsigned int count, __u64 step, unsigned int detail)
{
	const struct tl_export_options options = {.detail = detail};
	struct tl_exporter *exporter;
	char uri[96];

	snprintf(uri, sizeof(uri), "store:%s", folder);
	exporter = tl_exporter_open(uri, &options);
	assert_non_null(exporter);
	for (unsigned int i = 0; i < count; i++) {
		struct tl_record record;

		sample_record(&record, first_sample + i);
		record.end = record.forward.end = record.start = record.forward.start = SAMPLE_TIME + i * step;
		if (record.reverse.packets)
			record.reverse.start = record.reverse.end = record.end;
		tl_encode(&encoded, &record);
		assert_int_equal(exporter->transport->format->add(exporter, &encoded), 0);
	}
	exporter->transport->format->flush(exporter);
	for (size_t at = 0; at < exporter->out.used;) {
		ssize_t taken = exporter->transport->write(exporter, exporter->out.bytes + at, exporter->out.used - at);

		assert_true(taken > 0);
		at += (size_t)taken;
	}
	assert_int_equal(tl_exporter_close(exporter), 0);
}

static bool count_row(void *context, const struct tl_row *row)
{
	*(unsigned int *)context += row->present_count > 0;
	return true;
}

/* Records that have the field. */
static unsigned int count_with(__u16 field)
{
	const struct tl_question question = {.to = UINT64_MAX, .fields = &field, .field_count = 1};
	struct tl_archive *archive = tl_archive_open_store(folder);
	unsigned int count = 0;

	assert_non_null(archive);
	assert_int_equal(
		tl_archive_ask(archive, &question, &(struct tl_archive_visitor){.row = count_row, .context = &count}),
		0);
	tl_archive_close(archive);
	return count;
}

static unsigned int count_segments(bool *all_sealed)
{
	struct tl_segment_list list;
	unsigned int count;

	assert_int_equal(tl_segment_list(&list, folder), 0);
	count = list.count;
	*all_sealed = true;
	for (unsigned int i = 0; i < list.count; i++)
		*all_sealed = *all_sealed && list.names[i].is_sealed;
	tl_segment_list_free(&list);
	return count;
}

static void an_hour_is_a_segment(void **state)
{
	bool all_sealed;

	(void)state;
	export_samples(60, HOUR / 10, TL_DETAIL_FULL);
	assert_in_range(count_segments(&all_sealed), 6, 7);
	assert_true(all_sealed);
	assert_int_equal(count_with(FIELD(flowId)), 60);
}

static void a_clock_that_is_set_loses_nothing(void **state)
{
	bool all_sealed;

	(void)state;
	export_samples(30, HOUR / 10, TL_DETAIL_FULL);
	first_sample = 30;
	export_samples(30, -HOUR / 10, TL_DETAIL_FULL); /* backwards, to before what there is */
	first_sample = 60;
	export_samples(30, 24 * HOUR, TL_DETAIL_FULL);
	first_sample = 0;
	count_segments(&all_sealed);
	assert_true(all_sealed);
	assert_int_equal(count_with(FIELD(flowId)), 90);
}

static void what_comes_again_is_known(void **state)
{
	(void)state;
	export_samples(60, TL_SECOND, TL_DETAIL_FULL);
	export_samples(90, TL_SECOND, TL_DETAIL_FULL);
	assert_int_equal(count_with(FIELD(flowId)), 90);
}

/* A listing may miss a segment that is being renamed: here one that is away for a while. */
static void a_number_is_given_once(void **state)
{
	const struct tl_export_options options = {.detail = TL_DETAIL_FULL};
	struct tl_exporter *exporter;
	struct tl_record record;
	struct tl_segment_list list;
	char uri[96], here[PATH_MAX], away[80];

	(void)state;
	export_samples(1, 0, TL_DETAIL_FULL);
	snprintf(uri, sizeof(uri), "store:%s", folder);
	exporter = tl_exporter_open(uri, &options);
	assert_non_null(exporter);
	assert_int_equal(exporter->transport->tick(exporter), 0);
	assert_int_equal(tl_segment_list(&list, folder), 0);
	assert_int_equal(list.count, 1);
	tl_segment_path(here, folder, &list.names[0]);
	tl_segment_list_free(&list);
	snprintf(away, sizeof(away), "%s/away", folder);
	assert_int_equal(rename(here, away), 0);
	sample_record(&record, 1);
	tl_encode(&encoded, &record);
	assert_int_equal(exporter->transport->format->add(exporter, &encoded), 0);
	exporter->transport->format->flush(exporter);
	assert_int_equal(exporter->transport->write(exporter, exporter->out.bytes, exporter->out.used),
			 exporter->out.used);
	assert_int_equal(rename(away, here), 0);
	assert_int_equal(tl_exporter_close(exporter), 0);
	assert_int_equal(count_with(FIELD(flowId)), 2);
}

static void levels_leave_out(void **state)
{
	(void)state;
	export_samples(SAMPLE__MAX, TL_SECOND, TL_DETAIL_FLOWS);
	assert_int_equal(count_with(FIELD(flowId)), SAMPLE__MAX);
	assert_int_equal(count_with(FIELD(tlsSni)), 0);
	assert_int_equal(tl_detail_of(TL_ELEMENT_octetDeltaCount), TL_DETAIL_FLOWS);
	assert_int_equal(tl_detail_of(TL_ELEMENT_sourceAsName), TL_DETAIL_FLOWS);
	assert_int_equal(tl_detail_of(TL_ELEMENT_dnsQname), TL_DETAIL_NAMES);
	assert_int_equal(tl_detail_of(TL_ELEMENT_httpUserAgent), TL_DETAIL_FULL);
	assert_int_equal(tl_detail_of(TL_ELEMENT_userAgentSystem), TL_DETAIL_FULL);
	assert_int_equal(tl_detail_of(TL_ELEMENT_sqlStatement), TL_DETAIL_FULL);
	assert_int_equal(tl_detail_of(TL_ELEMENT_smtpUser), TL_DETAIL_FULL);
}

static void keep(__u64 seconds, __u64 octets, bool removes_old)
{
	struct tl_keeper keeper = {
		.uri = "store:",
		.folder = folder,
		.orders = {.keep_seconds = seconds,
			   .most_octets = octets,
			   .writing = UINT64_MAX,
			   .removes_old = removes_old},
	};

	tl_keeper_start(&keeper);
	tl_keeper_wait(&keeper);
}

static void limits_remove_the_oldest(void **state)
{
	__u64 age = (__u64)time(NULL) - SAMPLE_TIME / TL_SECOND;
	unsigned int all, left;
	bool all_sealed;

	(void)state;
	export_samples(60, HOUR / 10, TL_DETAIL_FULL);
	all = count_segments(&all_sealed);
	keep(age + 7200, 0, true);
	assert_int_equal(count_segments(&all_sealed), all);
	keep(1, 0, false); /* nobody knows what time it is */
	assert_int_equal(count_segments(&all_sealed), all);
	keep(age - 2 * 3600, 0, true);
	left = count_segments(&all_sealed);
	assert_in_range(left, 1, all - 1);
	keep(0, 1, true);
	assert_int_equal(count_segments(&all_sealed), 0);
}

static void a_host_is_forgotten(void **state)
{
	__u8 address[16] = {[10] = 0xff, [11] = 0xff, [12] = 192, [13] = 0, [14] = 2, [15] = 1};
	const struct tl_question question = {.to = UINT64_MAX,
					     .fields = &(__u16){FIELD(flowId)},
					     .field_count = 1,
					     .hosts = (const __u8(*)[16]) & address,
					     .host_count = 1};
	const struct tl_archive_visitor visitor = {.row = count_row, .context = &(unsigned int){0}};
	struct tl_forgotten forgotten;
	struct tl_archive *archive;

	(void)state;
	export_samples(600, TL_SECOND, TL_DETAIL_FULL);
	assert_int_equal(tl_store_forget(folder, address, &forgotten), 0);
	assert_int_not_equal(forgotten.records, 0);
	assert_int_equal(count_with(FIELD(flowId)), 600 - forgotten.records);
	archive = tl_archive_open_store(folder);
	assert_non_null(archive);
	assert_int_equal(tl_archive_ask(archive, &question, &visitor), 0);
	assert_int_equal(*(unsigned int *)visitor.context, 0);
	tl_archive_close(archive);
	assert_int_equal(tl_store_forget(folder, address, &forgotten), 0);
	assert_int_equal(forgotten.records, 0);
}

static int apply(const char *parameters, unsigned int taken_by, struct tl_export_options *options)
{
	static char text[64];

	*options = (struct tl_export_options){0};
	strcpy(text, parameters);
	return tl_parameters_apply("store:DIR", text, taken_by, options);
}

static void parameters_are_its_own(void **state)
{
	struct tl_export_options options;

	(void)state;
	assert_int_equal(apply("keep=2d&size=5G&detail=names", TL_FOR_ALL | TL_FOR_STORE, &options), 0);
	assert_int_equal(options.store_seconds, 2 * 86400);
	assert_int_equal(options.store_octets, 5000000000ull);
	assert_int_equal(options.detail, TL_DETAIL_NAMES);
	assert_int_equal(options.keep_files, 0);
	assert_int_equal(apply("keep=7&size=5k", TL_FOR_ALL | TL_FOR_FILES, &options), 0);
	assert_int_equal(options.keep_files, 7);
	assert_int_equal(options.store_seconds, 0);
	assert_int_not_equal(apply("keep=2y", TL_FOR_ALL | TL_FOR_STORE, &options), 0);
	assert_int_not_equal(apply("keep=1m", TL_FOR_ALL | TL_FOR_STORE, &options), 0);
	assert_int_not_equal(apply("keep=99999999w", TL_FOR_ALL | TL_FOR_STORE, &options), 0);
	assert_int_not_equal(apply("detail=all", TL_FOR_ALL | TL_FOR_STORE, &options), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameters_are_its_own),
		cmocka_unit_test_setup_teardown(an_hour_is_a_segment, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_clock_that_is_set_loses_nothing, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(what_comes_again_is_known, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_number_is_given_once, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(levels_leave_out, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(limits_remove_the_oldest, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_host_is_forgotten, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
