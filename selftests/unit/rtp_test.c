// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Packets of RTP and RTCP, what a few of them tell, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/rtp.h"
#include "unit/exact_message.h"

#define OF(text) (text), sizeof(text) - 1
#define VOICE	 "\x80\0\x12\x34\0\0\0\xa0\xde\xad\xbe\xef...."

static struct tl_rtp_packet packet;
static struct tl_rtcp_facts facts;

static bool is_rtp(const char *octets, size_t length)
{
	struct tl_message message = exact_message(octets, length, length);
	bool result;

	message.time = 5;
	result = tl_rtp_read(&message, &packet);
	give_back(&message);
	return result;
}

static enum tl_dissection look_at(const char *octets, size_t captured, size_t length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result = tl_rtcp_dissect(&message, &facts);

	give_back(&message);
	return result;
}

static void test_packets(void **state)
{
	(void)state;
	assert_true(is_rtp(OF(VOICE)));
	assert_int_equal(packet.type, 0);
	assert_int_equal(packet.sequence, 0x1234);
	assert_int_equal(packet.timestamp, 160);
	assert_int_equal(packet.source, 0xdeadbeef);
	assert_true(is_rtp(OF("\xb1\xe0\0\1\0\0\0\1\0\0\0\2\0\0\0\3\xbe\xde\0\1....x\0\0\3"))); /* everything */
	assert_false(is_rtp(OF("\xb1\xe0\0\1\0\0\0\1\0\0\0\2\0\0\0\3\xbe\xde\0\1....x\0\0\5"))); /* padding */
	assert_false(is_rtp(OF("\x90\x60\0\1\0\0\0\1\0\0\0\2\xbe\xde\0\7....x"))); /* extension too long */
	assert_false(is_rtp(OF("\x8f\x60\0\1\0\0\0\1\0\0\0\2...."))); /* contributing sources that are not there */
	for (size_t length = 0; length < 12; length++)
		assert_false(is_rtp(VOICE, length));
}

static void test_others(void **state)
{
	(void)state;
	assert_false(is_rtp(OF("\0\1\0\0\x21\x12\xa4\x42............"))); /* STUN */
	assert_false(is_rtp(OF("\xc3\0\0\0\1\x08........\0\0"))); /* QUIC */
	assert_false(is_rtp(OF("\x16\xfe\xfd\0\0\0\0\0\0\0\0\0\x40"))); /* DTLS */
	assert_false(is_rtp(OF("\1\0\0\0............"))); /* WireGuard */
	assert_false(is_rtp(OF("\x80\xc8\0\6............"))); /* RTCP */
	assert_false(is_rtp(OF("\x80\x13\0\6............"))); /* a payload type that is reserved */
}

static void add(struct tl_rtp_stream *stream, __u16 sequence, __u32 timestamp, __u32 source, __u64 time)
{
	struct tl_rtp_packet added = {.time = time * 1000000, .timestamp = timestamp, .source = source};

	added.sequence = sequence;
	tl_rtp_add(stream, &added);
}

static void test_stream(void **state)
{
	struct tl_rtp_stream stream = {0};
	struct tl_rtp_quality quality;

	(void)state;
	add(&stream, 65534, 0, 1, 0);
	add(&stream, 0, 320, 1, 41);
	assert_false(tl_rtp_is_convincing(&stream));
	add(&stream, 65535, 160, 1, 42); /* late */
	assert_true(tl_rtp_is_convincing(&stream));
	add(&stream, 3, 800, 1, 100);
	add(&stream, 9, 9, 2, 101); /* another source */
	assert_int_equal(stream.count, 4);
	tl_rtp_measure(&stream, 8000, &quality);
	assert_int_equal(quality.lost, 2);
	assert_true(quality.has_jitter);
	/* deviations of 1, 21 and 22 ms, a sixteenth each */
	assert_in_range(quality.jitter, 2600, 2750);
	tl_rtp_measure(&stream, 0, &quality);
	assert_false(quality.has_jitter);
}

static void test_no_stream(void **state)
{
	struct tl_rtp_stream stream = {0};

	(void)state;
	for (unsigned int i = 0; i < 5; i++) /* the same number again and again */
		add(&stream, 7, 160 * i, 1, i);
	assert_false(tl_rtp_is_convincing(&stream));
	stream.count = 0;
	for (unsigned int i = 0; i < 5; i++) /* numbers at random */
		add(&stream, (__u16)(i * 12345), 160 * i, 1, i);
	assert_false(tl_rtp_is_convincing(&stream));
	stream.count = 0;
	for (unsigned int i = 0; i < 5; i++) /* times at random */
		add(&stream, (__u16)i, i * 0x12345678, 1, i);
	assert_false(tl_rtp_is_convincing(&stream));
	stream.count = 0;
	for (unsigned int i = 0; i < 5; i++) /* sources at random */
		add(&stream, (__u16)i, i, i, i);
	assert_false(tl_rtp_is_convincing(&stream));
}

#define SENDER                                                                                                         \
	"\x81\xc8\0\x0c\0\0\0\x11\1\2\3\4\5\6\7\x08\0\0\0\x0a\0\0\0\x64\0\0\x3e\x80"                                   \
	"\0\0\0\x22\x40\xff\xff\xfe\0\0\1\0\0\0\0\x2a\0\0\0\0\0\0\0\0"
#define DESCRIPTION "\x81\xca\0\4\0\0\0\x11\1\6a@b.cd\0\0\0\0"

static void test_reports(void **state)
{
	static const char whole[] = SENDER DESCRIPTION "\x81\xcb\0\1\0\0\0\x11";

	(void)state;
	assert_int_equal(look_at(OF(whole), sizeof(whole) - 1), TL_DISSECT_WHOLE);
	assert_int_equal(facts.kinds, 1 | 4 | 8);
	assert_int_equal(facts.source, 0x11);
	assert_true(facts.is_sender && facts.has_report);
	assert_int_equal(facts.packets, 100);
	assert_int_equal(facts.octets, 16000);
	assert_int_equal(facts.fraction_lost, 0x40);
	assert_int_equal(facts.lost, -2);
	assert_int_equal(facts.jitter, 42);
	assert_string_equal(facts.name, "a@b.cd");
	assert_int_equal(look_at(OF("\x80\xc9\0\1\0\0\0\x11"), 8), TL_DISSECT_WHOLE);
	assert_int_equal(facts.kinds, 2);
	assert_false(facts.has_report);
	for (size_t captured = 0; captured < sizeof(whole) - 1; captured++) {
		enum tl_dissection cut = look_at(whole, captured, sizeof(whole) - 1);

		assert_int_equal(cut, captured < 8 ? TL_DISSECT_FOREIGN : TL_DISSECT_WHOLE);
		assert_true(captured >= 52 || !facts.has_report);
	}
}

static void test_no_reports(void **state)
{
	(void)state;
	assert_int_equal(look_at(OF("\x85\xc9\0\1\0\0\0\x11"), 8), TL_DISSECT_FOREIGN); /* five blocks in none */
	assert_int_equal(look_at(OF("\x80\xc9\0\2\0\0\0\x11"), 8), TL_DISSECT_FOREIGN); /* too long */
	assert_int_equal(look_at(OF("\x80\xc9\0\1\0\0\0\x11zzzz"), 12), TL_DISSECT_CUT); /* encrypted, or not RTCP */
	assert_int_equal(look_at(OF("\x80\xcd\0\1\0\0\0\x11"), 8), TL_DISSECT_CUT); /* feedback alone */
	assert_int_equal(look_at(OF("\x80\0\0\1\0\0\0\x11"), 8), TL_DISSECT_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packets),	  cmocka_unit_test(test_others),  cmocka_unit_test(test_stream),
		cmocka_unit_test(test_no_stream), cmocka_unit_test(test_reports), cmocka_unit_test(test_no_reports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
