// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* pcapng files: every block, both byte orders, sections, clocks, every truncation, damage. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "capture/interface.h"
#include "unit/capture_expect.h"

#define SECONDS	    1000000000ull
#define DAY_OF_TEST 1700000000ull /* seconds */

static void test_every_packet_block(void **state)
{
	(void)state;
	for (int big_endian = 0; big_endian < 2; big_endian++) {
		struct bytes file = {.big_endian = big_endian};
		struct tl_capture *capture;

		put_section(&file);
		put_interface(&file, 1, 100);
		put_interface(&file, 101, 0);
		put_enhanced(&file, 0, DAY_OF_TEST * 1000000 + 1, 61, 1514);
		put_enhanced(&file, 1, DAY_OF_TEST * 1000000 + 2, 62, 62);
		put_simple(&file, 63, 63);
		put_simple(&file, 1500, 100); /* cut by the snap length of interface 0 */
		put_obsolete(&file, 1, DAY_OF_TEST * 1000000 + 3, 65, 0);
		put_enhanced(&file, 0, 0, 0, 0);
		capture = open_bytes(&file);
		expect_frame(capture, DAY_OF_TEST * SECONDS + 1000, 61, 1514, TL_LINK_ETHERNET, 0);
		expect_frame(capture, DAY_OF_TEST * SECONDS + 2000, 62, 62, TL_LINK_RAW_IP, 1);
		expect_frame(capture, DAY_OF_TEST * SECONDS + 2000, 63, 63, TL_LINK_ETHERNET, 0);
		expect_frame(capture, DAY_OF_TEST * SECONDS + 2000, 100, 1500, TL_LINK_ETHERNET, 0);
		expect_frame(capture, DAY_OF_TEST * SECONDS + 3000, 65, 65, TL_LINK_RAW_IP, 1);
		expect_frame(capture, 0, 0, 0, TL_LINK_ETHERNET, 0);
		expect_end(capture, 0);
		bytes_free(&file);
	}
}

static void test_options_of_interfaces(void **state)
{
	(void)state;
	for (int big_endian = 0; big_endian < 2; big_endian++) {
		struct bytes file = {.big_endian = big_endian};
		struct tl_capture *capture;

		put_section(&file);
		put_interface_options(&file, 1, 9, 0, 0);
		put_interface_options(&file, 1, 0, 3, 32); /* seconds, + 3 s, FCS in bits */
		put_interface_options(&file, 1, 0x80 | 10, -2, 4); /* 1/1024 s, - 2 s, FCS in bytes */
		put_enhanced(&file, 0, DAY_OF_TEST * SECONDS + 123456789, 60, 60);
		put_enhanced(&file, 1, DAY_OF_TEST, 64, 64);
		put_enhanced(&file, 2, DAY_OF_TEST * 1024 + 1, 60, 68);
		capture = open_bytes(&file);
		expect_frame(capture, DAY_OF_TEST * SECONDS + 123456789, 60, 60, TL_LINK_ETHERNET, 0);
		expect_frame(capture, (DAY_OF_TEST + 3) * SECONDS, 60, 60, TL_LINK_ETHERNET, 1);
		expect_frame(capture, (DAY_OF_TEST - 2) * SECONDS + 976562, 60, 64, TL_LINK_ETHERNET, 2);
		expect_end(capture, 0);
		bytes_free(&file);
	}
}

static void test_clocks(void **state)
{
	static const struct {
		uint8_t resolution;
		int64_t offset;
		uint64_t units;
		uint64_t time;
	} rows[] = {
		{6, 0, 1, 1000},
		{9, 0, 1, 1},
		{9, 0, 1ull << 62, 1ull << 62},
		{12, 0, 1999, 1},
		{19, 0, UINT64_MAX, 1844674407},
		{28, 0, UINT64_MAX, 1},
		{29, 0, UINT64_MAX, 0},
		{30, 0, UINT64_MAX, 0},
		{127, 0, UINT64_MAX, 0},
		{0, 0, 1, SECONDS},
		{0, 0, UINT64_MAX, INT64_MAX},
		{0, INT64_MIN, 0, 0},
		{0, INT64_MAX, UINT64_MAX, INT64_MAX},
		{0, -5, 7, 2 * SECONDS},
		{6, -1, 999999, 0},
		{0x80, 0, 2, 2 * SECONDS},
		{0x80 | 1, 0, 3, 1500000000},
		{0x80 | 32, 0, (1ull << 32) + 1, SECONDS},
		{0x80 | 32, 0, (1ull << 32) + 5, SECONDS + 1},
		{0x80 | 64, 0, UINT64_MAX, SECONDS - 1},
		{0x80 | 127, 0, UINT64_MAX, 0},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tl_interface interface = {
			.resolution = rows[i].resolution,
			.time_offset = rows[i].offset,
		};
		uint64_t time = tl_interface_time(&interface, rows[i].units);

		if (time != rows[i].time)
			fail_msg("row %u: %llu, not %llu", i, (unsigned long long)time,
				 (unsigned long long)rows[i].time);
	}
}

/* Two machines' captures one after the other: the second section has another byte order and interfaces of its own. */
static void test_sections(void **state)
{
	struct bytes file = {0};
	struct tl_capture *capture;

	(void)state;
	put_section(&file);
	put_interface(&file, 1, 0);
	put_interface(&file, 1, 0);
	put_enhanced(&file, 1, 1, 60, 60);
	file.big_endian = true;
	put_section(&file);
	put_interface(&file, 276, 0);
	put_enhanced(&file, 0, 2, 61, 61);
	file.big_endian = false;
	put_section(&file);
	put_interface(&file, 0, 0);
	put_enhanced(&file, 0, 3, 62, 62);
	capture = open_bytes(&file);
	expect_frame(capture, 1000, 60, 60, TL_LINK_ETHERNET, 1);
	expect_frame(capture, 2000, 61, 61, TL_LINK_COOKED_V2, 2);
	expect_frame(capture, 3000, 62, 62, TL_LINK_NULL, 3);
	expect_end(capture, 0);
	bytes_free(&file);

	put_section(&file);
	put_interface(&file, 1, 0);
	put_section(&file);
	put_enhanced(&file, 0, 1, 60, 60); /* that interface was the first section's */
	expect_damage(&file, 0, "interface 0, which the file does not describe");
}

static void put_other_block(struct bytes *file, uint32_t type, size_t length)
{
	begin_block(file, type);
	put_zeros(file, length);
	end_block(file);
}

static void test_other_blocks_are_skipped(void **state)
{
	struct bytes file = {0};
	struct tl_capture *capture;

	(void)state;
	put_section(&file);
	put_other_block(&file, 4, 20); /* name resolution */
	put_interface(&file, 1, 0);
	put_other_block(&file, 5, 12); /* interface statistics */
	put_other_block(&file, 10, 70000); /* decryption secrets */
	put_enhanced(&file, 0, 7, 60, 60);
	put_other_block(&file, 0xbad, 0);
	put_other_block(&file, 0x80000001, 4);
	put_enhanced(&file, 0, 8, 60, 60);
	put_other_block(&file, 5, 12);
	capture = open_bytes(&file);
	expect_frame(capture, 7000, 60, 60, TL_LINK_ETHERNET, 0);
	expect_frame(capture, 8000, 60, 60, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
	bytes_free(&file);
}

static void test_foreign_links_are_skipped(void **state)
{
	struct bytes file = {0};
	struct tl_capture *capture;

	(void)state;
	put_section(&file);
	put_interface(&file, 187, 0);
	put_interface(&file, 1, 0);
	put_interface(&file, 227, 0);
	put_enhanced(&file, 0, 1, 60, 60);
	put_enhanced(&file, 1, 2, 60, 60);
	put_enhanced(&file, 0, 3, 60, 60);
	put_simple(&file, 60, 60);
	put_enhanced(&file, 2, 4, 60, 60);
	capture = open_bytes(&file);
	expect_frame(capture, 2000, 60, 60, TL_LINK_ETHERNET, 1);
	assert_int_equal(warnings, 1);
	expect_message(NAME ": interface 0 has link type 187 (Bluetooth HCI)");
	expect_end(capture, 0);
	assert_int_equal(warnings, 3);
	expect_message(NAME ": 4 frames skipped");
	bytes_free(&file);
}

static void test_every_truncation(void **state)
{
	struct bytes file = {0};
	size_t ends[8];
	unsigned int count = 0;

	(void)state;
	put_section(&file);
	ends[count++] = file.length;
	put_interface_options(&file, 1, 9, 0, 0);
	ends[count++] = file.length;
	put_enhanced(&file, 0, 1, 61, 61);
	ends[count++] = file.length;
	put_simple(&file, 62, 62);
	ends[count++] = file.length;
	put_obsolete(&file, 0, 2, 63, 63);
	ends[count++] = file.length;
	put_other_block(&file, 5, 12);
	ends[count++] = file.length;
	for (size_t length = 0; length <= file.length; length++) {
		unsigned int blocks = 0, frames;
		bool whole = false;
		int result, expected;

		while (blocks < count && ends[blocks] <= length)
			whole = ends[blocks++] == length;
		frames = blocks < 2 ? 0 : blocks > 5 ? 3 : blocks - 2;
		expected = blocks == 0 ? -EINVAL : whole ? 0 : -EBADMSG;
		assert_int_equal(count_frames(&file, length, &result), frames);
		assert_int_equal(result, expected);
		assert_int_equal(errors, !whole);
	}
	bytes_free(&file);
}

static void start_damaged(struct bytes *file)
{
	put_section(file);
	put_interface(file, 1, 0);
	put_enhanced(file, 0, 1, 60, 60);
}

static void test_damaged_lengths(void **state)
{
	static const uint32_t totals[] = {0, 8, 11, 13, 14, TL_RECORD_MAX + 4, UINT32_MAX};
	struct bytes file = {0};

	(void)state;
	for (unsigned int i = 0; i < sizeof(totals) / sizeof(totals[0]); i++) {
		start_damaged(&file);
		put32(&file, 5);
		put32(&file, totals[i]);
		put_zeros(&file, 64);
		expect_damage(&file, 1, "a block of type 5 claims");
	}
	start_damaged(&file);
	put_other_block(&file, 5, 12);
	file.data[file.length - 4] ^= 4;
	expect_damage(&file, 1, "a block of type 5 has two different lengths");
	start_damaged(&file);
	put_other_block(&file, 6, 16); /* less than an enhanced packet's fields */
	expect_damage(&file, 1, "a block of type 6 ends early");
	start_damaged(&file);
	put_other_block(&file, 1, 4);
	expect_damage(&file, 1, "a block of type 1 ends early");
}

static void test_damaged_contents(void **state)
{
	struct bytes file = {0};
	size_t at;

	(void)state;
	start_damaged(&file);
	put_enhanced(&file, 1, 1, 60, 60);
	expect_damage(&file, 1, "interface 1, which the file does not describe");

	start_damaged(&file);
	at = file.length;
	put_simple(&file, 60, 56); /* no snap length says why */
	expect_damage(&file, 1, "a packet of 60 bytes in a block of 72");

	start_damaged(&file);
	at = file.length;
	put_enhanced(&file, 0, 1, 60, 60);
	file.data[at + 20] = 61 + 12; /* options and padding are no frame bytes, but the block has them */
	expect_damage(&file, 1, "a packet of 73 bytes");

	start_damaged(&file);
	at = file.length;
	put_interface_options(&file, 1, 9, 0, 0);
	file.data[at + 18] = 200; /* length of the first option */
	expect_damage(&file, 1, "a block of type 1 ends early");

	start_damaged(&file);
	at = file.length;
	put_section(&file);
	file.data[at + 8] ^= 1;
	expect_damage(&file, 1, "byte-order magic");
}

static void test_other_version(void **state)
{
	struct bytes file = {0};

	(void)state;
	put_section(&file);
	file.data[12] = 2;
	expect_no_capture(&file, "pcapng version 2.0");
	bytes_free(&file);
}

static void test_too_many_interfaces(void **state)
{
	struct bytes file = {0};
	int result;

	(void)state;
	put_section(&file);
	for (unsigned int i = 0; i <= TL_INTERFACES_MAX; i++)
		put_interface(&file, 1, 0);
	assert_int_equal(count_frames(&file, file.length - 20, &result), 0);
	assert_int_equal(result, 0);
	count_frames(&file, file.length, &result);
	assert_int_equal(result, -E2BIG);
	expect_message("more than 65536 interfaces");
	bytes_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_packet_block),
		cmocka_unit_test(test_options_of_interfaces),
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_sections),
		cmocka_unit_test(test_other_blocks_are_skipped),
		cmocka_unit_test(test_foreign_links_are_skipped),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_damaged_lengths),
		cmocka_unit_test(test_damaged_contents),
		cmocka_unit_test(test_other_version),
		cmocka_unit_test(test_too_many_interfaces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
