// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An archive of IPFIX files: its rows are what was exported, compressed or not; a file that is cut gives what is whole of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "export/exporter.h"
#include "interop/samples.h"
#include "store/archive.h"
#include "unit/export_support.h"

#define RECORDS 100

struct seen {
	unsigned int rows, enough_at;
	__u64 packets;
	bool source_is_there;
};

static bool take_row(void *context, const struct tl_row *row)
{
	const struct tl_datum *packets = tl_row_get(row, tl_field_of(TL_ELEMENT_packetDeltaCount));
	struct seen *seen = context;

	seen->rows++;
	seen->packets += packets ? packets->number : 0;
	seen->source_is_there |= !!tl_row_get(row, tl_field_of(TL_ELEMENT_sourceIPv4Address));
	return seen->rows != seen->enough_at;
}

static int ask(const char *const *paths, unsigned int count, struct seen *seen)
{
	const struct tl_question question = {.to = UINT64_MAX};
	const struct tl_archive_visitor visitor = {.row = take_row, .context = seen};
	struct tl_archive *archive = tl_archive_open_files(paths, count);
	int status;

	assert_non_null(archive);
	status = tl_archive_ask(archive, &question, &visitor);
	tl_archive_close(archive);
	return status;
}

/* The sum of packets that were sent to the file. */
static __u64 write_file(char *path)
{
	const struct tl_export_options options = {.observation_domain = 1, .capture = true};
	struct tl_exporters *exporters;
	__u64 packets;

	close(mkstemp(path));
	exporters = open_uri(&options, "file:%s", path);
	for (unsigned int i = 0; i < RECORDS; i++) {
		struct tl_record record;

		sample_record(&record, i);
		assert_int_equal(tl_exporters_record(exporters, &record, 0), 0);
	}
	tl_exporters_flush(exporters);
	assert_int_equal(tl_exporters_finish(exporters, 5, false), 0);
	packets = account_of(exporters).sent.packets;
	tl_exporters_close(exporters);
	return packets;
}

static void rows_are_what_was_exported(void **state)
{
	char path[] = "/tmp/tapless-test-XXXXXX";
	__u64 packets = write_file(path);
	const char *const paths[] = {path, path};
	struct seen seen = {0}, few = {.enough_at = 3};

	(void)state;
	assert_int_equal(ask(paths, 2, &seen), 0);
	assert_int_equal(seen.rows, 2 * RECORDS);
	assert_true(seen.packets && seen.packets < 2 * packets); /* the reverse ones are another field */
	assert_true(seen.source_is_there);
	assert_int_equal(ask(paths, 2, &few), 0);
	assert_int_equal(few.rows, 3);
	unlink(path);
}

static void what_is_whole_of_a_cut_file_is_there(void **state)
{
	char path[] = "/tmp/tapless-test-XXXXXX";
	const char *const paths[] = {"/nonexistent/file", path};
	struct seen seen = {0};
	struct stat status;

	(void)state;
	write_file(path);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(truncate(path, status.st_size - 6000), 0);
	assert_int_not_equal(ask(paths, 2, &seen), 0);
	assert_in_range(seen.rows, 1, RECORDS - 1);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_what_was_exported),
		cmocka_unit_test(what_is_whole_of_a_cut_file_is_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
