// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is around a capture: compression, pipes, files that are none. The formats have pcap_test.c and pcapng_test.c. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "unit/capture_expect.h"

static void expect_three_frames(struct tl_capture *capture)
{
	for (uint32_t i = 0; i < 3; i++)
		expect_frame(capture, (1 + i) * 1000000000ull + i * 1000, 60, 60, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
}

static void test_compressed(void **state)
{
	static const uint8_t skippable_frame[] = {0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3};
	struct bytes plain = {0}, head = {0}, tail = {0}, file = {0};

	(void)state;
	put_three_frames(&plain);
	put(&head, plain.data, 100);
	put(&tail, plain.data + 100, plain.length - 100);

	put_gzip(&file, &plain);
	expect_three_frames(open_bytes(&file));
	put_zeros(&file, 100); /* padding, as tapes leave it */
	expect_three_frames(open_bytes(&file));
	bytes_free(&file);

	put_gzip(&file, &head); /* two members */
	put_gzip(&file, &tail);
	expect_three_frames(open_bytes(&file));
	bytes_free(&file);

	put_zstd(&file, &plain);
	expect_three_frames(open_bytes(&file));
	bytes_free(&file);

	put(&file, skippable_frame, sizeof(skippable_frame));
	put_zstd(&file, &head); /* two frames */
	put_zstd(&file, &tail);
	expect_three_frames(open_bytes(&file));
	bytes_free(&file);
	bytes_free(&plain);
	bytes_free(&head);
	bytes_free(&tail);
}

/* More than one chunk of everything: 500 frames that differ in length, which do not compress to nothing. */
static void test_compressed_long(void **state)
{
	struct bytes plain = {0}, gzip = {0}, zstd = {0};
	struct bytes *files[] = {&plain, &gzip, &zstd};

	(void)state;
	put_pcap_header(&plain, 0xa1b23c4d, 4, 1);
	for (uint32_t i = 0; i < 500; i++)
		put_pcap_record(&plain, i, i * 12345, 1000 + i, 1514);
	put_gzip(&gzip, &plain);
	put_zstd(&zstd, &plain);
	for (int k = 0; k < 3; k++) {
		struct tl_capture *capture = open_bytes(files[k]);

		for (uint32_t i = 0; i < 500; i++)
			expect_frame(capture, i * 1000000000ull + i * 12345, 1000 + i, 1514, TL_LINK_ETHERNET, 0);
		expect_end(capture, 0);
	}
	for (int k = 0; k < 3; k++)
		bytes_free(files[k]);
}

/* A cut compressed file is never taken for a whole one, even if all frames came out. */
static void test_compressed_every_truncation(void **state)
{
	struct bytes plain = {0}, gzip = {0}, zstd = {0};
	struct bytes *files[] = {&gzip, &zstd};

	(void)state;
	put_three_frames(&plain);
	put_gzip(&gzip, &plain);
	put_zstd(&zstd, &plain);
	for (int k = 0; k < 2; k++)
		for (size_t length = 0; length < files[k]->length; length++) {
			int result;

			count_frames(files[k], length, &result);
			if (result != -EBADMSG && result != -EINVAL)
				fail_msg("result %d of %zu bytes of %zu", result, length, files[k]->length);
			assert_int_equal(errors, 1);
		}
	bytes_free(&plain);
	bytes_free(&gzip);
	bytes_free(&zstd);
}

static void test_compressed_damage(void **state)
{
	struct bytes plain = {0}, file = {0};
	int result;

	(void)state;
	put_three_frames(&plain);
	put_gzip(&file, &plain);
	file.data[file.length - 8] ^= 1; /* checksum */
	assert_int_equal(count_frames(&file, file.length, &result), 3);
	assert_int_equal(result, -EBADMSG);
	expect_message("incorrect data check");
	bytes_free(&file);

	put_zstd(&file, &plain);
	put(&file, "what is this", 12);
	assert_int_equal(count_frames(&file, file.length, &result), 3);
	assert_int_equal(result, -EBADMSG);
	bytes_free(&file);
	bytes_free(&plain);
}

static void test_no_capture(void **state)
{
	static const struct {
		const char *start;
		const char *words;
	} rows[] = {
		{"Hello, world\n", "neither pcap nor pcapng: it starts with 48 65 6c 6c"},
		{"\n\n", "shorter than any capture"},
		{"snoop", "editcap"},
		{"\xfd"
		 "7zXZ",
		 "xz -dc"},
		{"BZh91AY", "bzip2 -dc"},
		{"PK\x03\x04\x14", "unzip -p"},
		{"\x1f\x8b\x08\xff\xff", "cannot read: unknown header flags set"},
	};
	struct bytes file = {0};

	(void)state;
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put(&file, rows[i].start, strlen(rows[i].start));
		expect_no_capture(&file, rows[i].words);
		bytes_free(&file);
	}
	put_pcap_header(&file, 0xa1b2c3d4, 4, 1);
	file.data[4] = 3;
	expect_no_capture(&file, "version 3.4");
	bytes_free(&file);
}

static void test_open_says_what_is_wrong(void **state)
{
	char folder[] = "/tmp/tapless-capture-XXXXXX";

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_null(tl_capture_open(folder));
	expect_message("directory");
	expect_message(folder);
	assert_int_equal(rmdir(folder), 0);
	assert_null(tl_capture_open(folder));
	expect_message("No such file");
	assert_null(tl_capture_open("/dev/null"));
	expect_message("/dev/null: empty");
}

/* "-", a pipe: cannot be sought in. */
static void test_standard_input(void **state)
{
	int saved = dup(STDIN_FILENO), ends[2];
	struct bytes plain = {0}, file = {0};

	(void)state;
	put_three_frames(&plain);
	put_zstd(&file, &plain);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], file.data, file.length), file.length); /* fits into the pipe */
	close(ends[1]);
	assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
	close(ends[0]);
	errors = 0;
	expect_three_frames(tl_capture_open("-"));
	assert_true(dup2(saved, STDIN_FILENO) >= 0);
	close(saved);
	bytes_free(&plain);
	bytes_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compressed),
		cmocka_unit_test(test_compressed_long),
		cmocka_unit_test(test_compressed_every_truncation),
		cmocka_unit_test(test_compressed_damage),
		cmocka_unit_test(test_no_capture),
		cmocka_unit_test(test_open_says_what_is_wrong),
		cmocka_unit_test(test_standard_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
