// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* pcap files: every field, both byte orders, every truncation. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "capture/link.h"
#include "unit/capture_expect.h"

static void test_pcap_both_byte_orders_and_units(void **state)
{
	static const uint32_t magics[] = {0xa1b2c3d4, 0xa1b23c4d};

	(void)state;
	for (int variant = 0; variant < 4; variant++) {
		struct bytes file = {.big_endian = variant & 1};
		uint32_t unit = variant & 2 ? 1 : 1000;
		struct tl_capture *capture;

		put_pcap_header(&file, magics[variant >> 1], 4, 1);
		put_pcap_record(&file, 1700000000, 999999, 60, 1514);
		put_pcap_record(&file, UINT32_MAX, 1, 0, 0);
		put_pcap_record(&file, 0, 0, 65535, 65535);
		capture = open_bytes(&file);
		expect_frame(capture, 1700000000000000000 + 999999ull * unit, 60, 1514, TL_LINK_ETHERNET, 0);
		expect_frame(capture, UINT32_MAX * 1000000000ull + unit, 0, 0, TL_LINK_ETHERNET, 0);
		expect_frame(capture, 0, 65535, 65535, TL_LINK_ETHERNET, 0);
		expect_end(capture, 0);
		bytes_free(&file);
	}
}

static void test_pcap_wire_length_missing(void **state)
{
	struct bytes file = {0};
	struct tl_capture *capture;

	(void)state;
	put_pcap_header(&file, 0xa1b2c3d4, 4, 1);
	put_pcap_record(&file, 1, 0, 60, 0);
	put_pcap_record(&file, 2, 0, 60, 59);
	capture = open_bytes(&file);
	expect_frame(capture, 1000000000, 60, 60, TL_LINK_ETHERNET, 0);
	expect_frame(capture, 2000000000, 60, 60, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
	bytes_free(&file);
}

static void test_pcap_old_version_swaps_lengths(void **state)
{
	struct bytes file = {0};
	struct tl_capture *capture;

	(void)state;
	put_pcap_header(&file, 0xa1b2c3d4, 2, 1);
	put_pcap_record(&file, 1, 0, 60, 60);
	file.length -= 60 + 8;
	put32(&file, 100); /* on the wire */
	put32(&file, 60);
	file.length += 60;
	capture = open_bytes(&file);
	expect_frame(capture, 1000000000, 60, 100, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
	bytes_free(&file);
}

static void test_pcap_modified_record_header(void **state)
{
	for (int big_endian = 0; big_endian < 2; big_endian++) {
		struct bytes file = {.big_endian = big_endian};
		struct tl_capture *capture;

		(void)state;
		put_pcap_header(&file, 0xa1b2cd34, 4, 113);
		for (uint32_t i = 0; i < 2; i++) {
			struct bytes record = {.big_endian = big_endian};

			put_pcap_record(&record, 5, i, 70 + i, 80);
			put(&file, record.data, 16);
			put_zeros(&file, 8);
			put(&file, record.data + 16, 70 + i);
			bytes_free(&record);
		}
		capture = open_bytes(&file);
		expect_frame(capture, 5000000000, 70, 80, TL_LINK_COOKED, 0);
		expect_frame(capture, 5000001000, 71, 80, TL_LINK_COOKED, 0);
		expect_end(capture, 0);
		bytes_free(&file);
	}
}

static void test_pcap_link_types(void **state)
{
	static const int links[][2] = {
		{0, TL_LINK_NULL},     {1, TL_LINK_ETHERNET},	 {12, TL_LINK_RAW_IP},	{14, TL_LINK_RAW_IP},
		{101, TL_LINK_RAW_IP}, {228, TL_LINK_RAW_IP},	 {229, TL_LINK_RAW_IP}, {108, TL_LINK_LOOP},
		{113, TL_LINK_COOKED}, {276, TL_LINK_COOKED_V2},
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct bytes file = {0};
		struct tl_capture *capture;

		put_pcap_header(&file, 0xa1b2c3d4, 4, links[i][0]);
		put_pcap_record(&file, 1, 0, 60, 60);
		capture = open_bytes(&file);
		expect_frame(capture, 1000000000, 60, 60, links[i][1], 0);
		expect_end(capture, 0);
		bytes_free(&file);
	}
}

/* Octets of the test frames are 0, 7, 14, ...: of PPP a protocol that is none of IP, in two octets. */
static void test_pcap_link_header(void **state)
{
	static const uint8_t made[] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x88, 0x0b};
	struct bytes file = {0};
	struct tl_capture *capture;
	struct tl_frame frame;

	(void)state;
	put_pcap_header(&file, 0xa1b2c3d4, 4, 9);
	put_pcap_record(&file, 1, 0, 60, 80);
	put_pcap_record(&file, 2, 0, 1, 80);
	capture = open_bytes(&file);
	assert_int_equal(tl_capture_next(capture, &frame), 1);
	assert_int_equal(frame.meta.link, TL_LINK_ETHERNET);
	assert_int_equal(frame.meta.captured_length, 72);
	assert_int_equal(frame.meta.wire_length, 92);
	assert_int_equal(frame.meta.link_rest, -12);
	assert_memory_equal(frame.bytes, made, sizeof(made));
	for (uint32_t i = 2; i < 60; i++)
		assert_int_equal(frame.bytes[12 + i], frame_byte(i));
	expect_frame(capture, 2000000000, 1, 80, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
	bytes_free(&file);
}

static void test_pcap_unknown_link_types(void **state)
{
	(void)state;
	for (uint32_t number = 0; number < 65536; number++) {
		struct bytes file = {0};
		char words[32];

		if (tl_link_from_file(number) >= 0)
			continue;
		put_pcap_header(&file, 0xa1b2c3d4, 4, number);
		snprintf(words, sizeof(words), NAME ": link type %u (", number);
		expect_no_capture(&file, words);
		bytes_free(&file);
	}
}

static void test_pcap_frame_check_sequence(void **state)
{
	struct bytes file = {0};
	struct tl_capture *capture;

	(void)state;
	put_pcap_header(&file, 0xa1b2c3d4, 4, 2u << 28 | 1u << 26 | 1);
	put_pcap_record(&file, 1, 0, 64, 64);
	put_pcap_record(&file, 1, 0, 62, 64);
	put_pcap_record(&file, 1, 0, 60, 64);
	put_pcap_record(&file, 1, 0, 40, 64);
	put_pcap_record(&file, 1, 0, 3, 3);
	capture = open_bytes(&file);
	for (int i = 0; i < 3; i++)
		expect_frame(capture, 1000000000, 60, 60, TL_LINK_ETHERNET, 0);
	expect_frame(capture, 1000000000, 40, 60, TL_LINK_ETHERNET, 0);
	expect_frame(capture, 1000000000, 3, 3, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
	bytes_free(&file);

	put_pcap_header(&file, 0xa1b2c3d4, 4, 2u << 28 | 1); /* length of the FCS not valid */
	put_pcap_record(&file, 1, 0, 64, 64);
	capture = open_bytes(&file);
	expect_frame(capture, 1000000000, 64, 64, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
	bytes_free(&file);
}

static void test_long_frames_keep_their_start(void **state)
{
	struct bytes file = {0};
	struct tl_capture *capture;

	(void)state;
	put_pcap_header(&file, 0xa1b2c3d4, 4, 1);
	put_pcap_record(&file, 1, 0, TL_FRAME_MAX, TL_FRAME_MAX);
	put_pcap_record(&file, 2, 0, TL_FRAME_MAX + 1, TL_FRAME_MAX + 2);
	put_pcap_record(&file, 3, 0, 60, 60);
	capture = open_bytes(&file);
	expect_frame(capture, 1000000000, TL_FRAME_MAX, TL_FRAME_MAX, TL_LINK_ETHERNET, 0);
	expect_frame(capture, 2000000000, TL_FRAME_KEPT, TL_FRAME_MAX + 2, TL_LINK_ETHERNET, 0);
	expect_frame(capture, 3000000000, 60, 60, TL_LINK_ETHERNET, 0);
	expect_end(capture, 0);
	bytes_free(&file);

	put_pcap_header(&file, 0xa1b2c3d4, 4, 1);
	put_pcap_record(&file, 1, 0, 60, 60);
	put_pcap_record(&file, 2, 0, TL_RECORD_MAX + 1, TL_RECORD_MAX + 1);
	expect_damage(&file, 1, NAME ": damaged after frame 1: a record claims 16777217 bytes");
}

static void test_pcap_every_truncation(void **state)
{
	struct bytes file = {0};

	(void)state;
	put_three_frames(&file);
	for (size_t length = 0; length <= file.length; length++) {
		bool whole = length >= 24 && (length - 24) % 76 == 0;
		unsigned int frames = length < 24 ? 0 : (length - 24) / 76;
		int expected = length < 24 ? -EINVAL : whole ? 0 : -EBADMSG;
		char words[64];
		int result;

		assert_int_equal(count_frames(&file, length, &result), frames);
		assert_int_equal(result, expected);
		assert_int_equal(errors, !whole);
		expect_message(whole ? "" : NAME);
		snprintf(words, sizeof(words), "after %u frames, which were read", frames);
		if (result == -EBADMSG)
			expect_message(words);
	}
	bytes_free(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pcap_both_byte_orders_and_units),
		cmocka_unit_test(test_pcap_wire_length_missing),
		cmocka_unit_test(test_pcap_old_version_swaps_lengths),
		cmocka_unit_test(test_pcap_modified_record_header),
		cmocka_unit_test(test_pcap_link_types),
		cmocka_unit_test(test_pcap_link_header),
		cmocka_unit_test(test_pcap_unknown_link_types),
		cmocka_unit_test(test_pcap_frame_check_sequence),
		cmocka_unit_test(test_long_frames_keep_their_start),
		cmocka_unit_test(test_pcap_every_truncation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
