// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Files that follow one another: their names, what a killed process leaves, and how many stay. */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zstd.h>

#include "export/file_names.h"
#include "export/zstd_frame.h"
#include "unit/export_support.h"
#include "unit/scratch_folder.h"

static const struct tl_export_options live = {.observation_domain = 1, .active_timeout = 60, .idle_timeout = 15};

static void make(const struct tl_file_names *names, time_t begins, unsigned int number, bool is_part,
		 const char *wanted)
{
	const struct tl_file_name name = {begins, number, is_part};
	struct tl_file_name read;
	char text[NAME_MAX + 1];

	assert_true(tl_file_names_make(names, &name, text));
	assert_string_equal(text, wanted);
	assert_true(tl_file_names_match(names, text, &read));
	assert_true(read.begins == begins && read.number == number && read.is_part == is_part);
}

static void names_tell_when_files_begin(void **state)
{
	struct tl_file_names names;

	(void)state;
	assert_int_equal(tl_file_names_read(&names, "u", "/a/b/f-%Y%m%d%H%M%S.ipfix", false), 0);
	assert_string_equal(names.folder, "/a/b");
	make(&names, 1769903999, 0, false, "f-20260131235959.ipfix");
	make(&names, 1769903999, 12, true, "f-20260131235959-12.ipfix.part");
	assert_int_equal(tl_file_names_read(&names, "u", "flows.ipfix", true), 0);
	assert_string_equal(names.folder, ".");
	make(&names, 1769903999, 0, true, "flows-20260131235959.ipfix.zst.part");
	assert_int_equal(tl_file_names_read(&names, "u", "/%H%M%%.zst", true), 0);
	assert_string_equal(names.folder, "/");
	make(&names, 3600, 1, false, "0100-1%.zst");
}

static void other_files_have_no_such_name(void **state)
{
	static const char *const others[] = {"",
					     "f-",
					     "f-20260131235959",
					     "f-20260131235959.ipfix.gz",
					     "f-20260131235959-0.ipfix",
					     "f-20260131235959-01.ipfix",
					     "f-20260131235959-1x.ipfix",
					     "f-20260131235959-99999999999999999999.ipfix",
					     "f- 2026131235959.ipfix",
					     "f-20260231235959.ipfix",
					     "f-20260131235959.ipfix.part.part",
					     "g-20260131235959.ipfix"};
	struct tl_file_names names;
	struct tl_file_name name;

	(void)state;
	assert_int_equal(tl_file_names_read(&names, "u", "f-%Y%m%d%H%M%S.ipfix", false), 0);
	for (unsigned int i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_false(tl_file_names_match(&names, others[i], &name));
}

static void wrong_names_are_refused(void **state)
{
	static const char *const wrong[] = {"", "folder/", "a%", "a%s", "a%Ed"};
	char longest[300];
	struct tl_file_names names;

	(void)state;
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_true(tl_file_names_read(&names, "u", wrong[i], false) < 0);
	memset(longest, 'x', sizeof(longest));
	longest[235] = 0;
	assert_true(tl_file_names_read(&names, "u", longest, false) < 0);
}

/* A frame cut anywhere ends with the block before, and what was whole is in it. */
static void a_cut_frame_can_be_ended(void **state)
{
	struct tl_zstd_frame *frame = tl_zstd_frame_create(3);
	struct tl_buffer out = {0};
	__u8 in[2000], back[20 * sizeof(in)];
	off_t ends[21] = {0};
	char path[64];
	int file;

	(void)state;
	assert_non_null(frame);
	for (unsigned int i = 0; i < 20; i++) {
		for (unsigned int j = 0; j < sizeof(in); j++)
			in[j] = i == 7 ? 0 : (__u8)(j * j >> (i % 5) ^ rand() % (i + 1));
		assert_int_equal(tl_zstd_frame_add(frame, in, sizeof(in), &out), 0);
		ends[i + 1] = (off_t)out.used;
	}
	snprintf(path, sizeof(path), "%s/frame", folder);
	for (size_t cut = 0; cut <= out.used; cut += cut < 50 ? 1 : 37) {
		unsigned int whole = 0;
		bool is_ended;
		__u8 *text;
		off_t end;

		while (whole < 20 && ends[whole + 1] <= (off_t)cut)
			whole++;
		file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
		assert_int_equal(write(file, out.bytes, cut), cut);
		end = tl_zstd_frame_whole(file, &is_ended);
		assert_int_equal(end, ends[whole]);
		assert_false(is_ended);
		text = calloc(1, (size_t)end + TL_ZSTD_LAST_BLOCK);
		assert_int_equal(pread(file, text, (size_t)end, 0), end);
		memcpy(text + end, tl_zstd_last_block, TL_ZSTD_LAST_BLOCK);
		if (end)
			assert_int_equal(ZSTD_decompress(back, sizeof(back), text, (size_t)end + TL_ZSTD_LAST_BLOCK),
					 whole * sizeof(in));
		free(text);
		close(file);
	}
	tl_buffer_free(&out);
	tl_zstd_frame_destroy(frame);
}

static unsigned int count_files(const char *ending)
{
	DIR *open_folder = opendir(folder);
	unsigned int count = 0;
	struct dirent *entry;

	while ((entry = readdir(open_folder)))
		count += strlen(entry->d_name) > strlen(ending) &&
			 !strcmp(entry->d_name + strlen(entry->d_name) - strlen(ending), ending);
	closedir(open_folder);
	return count;
}

static void wait_for_part(void)
{
	for (unsigned int i = 0; i < 1000 && !count_files(".part"); i++)
		usleep(10000);
}

static void files_are_parted_by_size(void **state)
{
	static const char *const uris[] = {"file:%s/a.ipfix?size=100k", "json:%s/a.ipfix?size=1M",
					   "file:%s/a.ipfix?size=20k&zstd=3"};

	(void)state;
	for (unsigned int i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
		const char *ending = strstr(uris[i], "zstd") ? ".ipfix.zst" : ".ipfix";
		unsigned int before = count_files(ending);
		struct tl_exporters *exporters = open_uri(&live, uris[i], folder);

		send_records(exporters, 3000);
		wait_for_account(exporters, 3000, 0);
		wait_for_part(); /* the last record may have filled one */
		assert_int_equal(count_files(".part"), 1);
		assert_int_equal(close_all(exporters, 60), 0);
		assert_int_equal(count_files(".part"), 0);
		assert_true(count_files(ending) >= before + 3);
	}
}

static bool is_in_a_file(const char *pattern, unsigned int number)
{
	char command[200];

	snprintf(command, sizeof(command), "grep -q '\"flowId\":%llu\\b' %s/%s", 0xf000000000000000ull + number, folder,
		 pattern);
	return system(command) == 0;
}

static void the_oldest_are_removed(void **state)
{
	struct tl_exporters *exporters = open_uri(&live, "json:%s/b.json?size=4096&keep=3", folder);
	char path[64];

	(void)state;
	snprintf(path, sizeof(path), "%s/b-other.json", folder);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	send_records(exporters, 2000);
	wait_for_account(exporters, 2000, 0);
	assert_int_equal(close_all(exporters, 60), 0);
	assert_in_range(count_files(".json"), 4, 5); /* the last one is complete since then, the other is nobody's */
	assert_int_equal(access(path, F_OK), 0);
	for (unsigned int i = 1992; i < 2000; i++)
		assert_true(is_in_a_file("b-2*.json", i));
}

static void left_files_are_completed(void **state)
{
	struct tl_exporters *exporters;
	char path[128], text[64] = "";
	int file;

	(void)state;
	snprintf(path, sizeof(path), "%s/c-20200101000000.json", folder);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	snprintf(path, sizeof(path), "%s/c-20200101000000.json.part", folder);
	file = open(path, O_WRONLY | O_CREAT, 0600);
	assert_int_equal(write(file, "{}\n{\"half", 9), 9);
	close(file);
	exporters = open_uri(&live, "json:%s/c.json?rotate=3600", folder);
	send_records(exporters, 10);
	wait_for_account(exporters, 10, 0);
	assert_int_equal(close_all(exporters, 60), 0);
	assert_int_equal(count_files(".part"), 0);
	snprintf(path, sizeof(path), "%s/c-20200101000000-1.json", folder);
	file = open(path, O_RDONLY);
	assert_int_equal(read(file, text, sizeof(text)), 3);
	assert_string_equal(text, "{}\n");
	close(file);
}

static void what_makes_no_sense_is_refused(void **state)
{
	static const char *const wrong[] = {"json:-?rotate=60",	   "file:/tmp/x?size=1",    "file:/tmp/x?size=4096x",
					    "file:/tmp/x?size=-1", "file:/tmp/x?size=1kk",  "file:/tmp/x?zstd=20",
					    "file:/tmp/x?keep=0",  "file:/nowhere/x?keep=1"};
	struct tl_export_options options = live;
	struct tl_exporters *exporters = tl_exporters_create(&live);

	(void)state;
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_true(tl_exporters_add(exporters, wrong[i]) < 0);
	tl_exporters_close(exporters);
	options.capture = true;
	exporters = tl_exporters_create(&options);
	assert_true(tl_exporters_add(exporters, "file:/tmp/x?rotate=60") < 0);
	tl_exporters_close(exporters);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_tell_when_files_begin),
		cmocka_unit_test(other_files_have_no_such_name),
		cmocka_unit_test(wrong_names_are_refused),
		cmocka_unit_test_setup_teardown(a_cut_frame_can_be_ended, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(files_are_parted_by_size, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(the_oldest_are_removed, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(left_files_are_completed, make_folder, remove_folder),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
