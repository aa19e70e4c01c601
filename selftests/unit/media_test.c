// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Streams of RTP: numbers and jitter as the packet path keeps them (RFC 3550 A.1, A.8), and what a record tells of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tapless/observe_media.h>

#include "enrich/media.h"
#include "flow/media.h"

#define MS	1000000ull
#define ETHER	0x0800
#define PACKETS 2000

static struct tl_media media;
static __u64 now;

static int begin(void **state)
{
	(void)state;
	memset(&media, 0, sizeof(media));
	now = 1000 * MS;
	return 0;
}

static bool pass_of(__u16 sequence, __u32 timestamp, __u8 type, __u32 source)
{
	struct tl_rtp_header header = {.timestamp = timestamp, .source = source, .sequence = sequence, .type = type};

	return tl_observe_rtp(&media, &header, now);
}

static bool pass(__u16 sequence, __u32 timestamp)
{
	return pass_of(sequence, timestamp, 0, 7);
}

/* `count` packets of 20 ms, the first one with this number */
static void go_on(__u16 sequence, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		now += 20 * MS;
		assert_true(pass((__u16)(sequence + i), (__u32)(now / MS * 8)));
	}
}

/* What a reporter does (bpf/carry.h). */
static struct tl_record_media report(void)
{
	struct tl_record_media told = {};
	struct tl_media_sums sums = {};
	__u32 lost = tl_media_lost(&media);

	tl_media_add(&sums, &media);
	tl_media_fill(&told, &sums);
	media.reported_received = media.received;
	if (lost > media.reported_lost)
		media.reported_lost = lost;
	media.reported_others = media.others;
	media.fresh = 1;
	return told;
}

static void test_headers(void **state)
{
	static const __u8 voice[] = {0x80, 0x88, 0x12, 0x34, 0, 0, 0, 160, 0xde, 0xad, 0xbe, 0xef};
	struct tl_rtp_header header;
	__u8 octets[TL_RTP_HEADER];

	(void)state;
	assert_true(tl_read_rtp(voice, 172, &header));
	assert_int_equal(header.type, 8);
	assert_int_equal(header.sequence, 0x1234);
	assert_int_equal(header.timestamp, 160);
	assert_int_equal(header.source, 0xdeadbeef);
	memcpy(octets, voice, sizeof(octets));
	octets[0] = 0x82; /* two contributing sources */
	assert_false(tl_read_rtp(octets, 19, &header));
	assert_true(tl_read_rtp(octets, 20, &header));
	octets[0] = 0x90; /* an extension */
	assert_false(tl_read_rtp(octets, 15, &header));
	octets[0] = 0x40;
	assert_false(tl_read_rtp(octets, 172, &header));
	octets[0] = 0x80;
	for (unsigned int type = 0; type < 128; type++) {
		octets[1] = (__u8)type;
		if (type > 63 && type < 96)
			assert_false(tl_read_rtp(octets, 172, &header));
	}
	octets[1] = 0xc8; /* RTCP */
	assert_false(tl_read_rtp(octets, 172, &header));
}

static void test_loss(void **state)
{
	struct tl_record_media told;

	(void)state;
	go_on(65530, 10); /* around the end of the numbers */
	go_on(7, 5); /* 3 are missing */
	assert_true(tl_is_convincing(&media));
	told = report();
	assert_int_equal(told.packets, 15);
	assert_int_equal(told.lost, 3);
	go_on(12, 1);
	pass(5, 0); /* one of them was only late */
	go_on(14, 2);
	told = report();
	assert_int_equal(told.packets, 4);
	assert_int_equal(told.lost, 0); /* one more is missing, one has come */
	go_on(20, 1);
	assert_int_equal(report().lost, 4);
	assert_int_equal(tl_media_expected(&media), 27);
}

static void test_doubled_and_first_late(void **state)
{
	(void)state;
	go_on(101, 3);
	pass(100, 0);
	assert_int_equal(tl_media_expected(&media), 4);
	assert_int_equal(tl_media_lost(&media), 0);
	pass(102, 0); /* twice: RFC 3550 A.3 counts it, and so do the receivers that report */
	assert_int_equal(media.received, 5);
	assert_int_equal(tl_media_lost(&media), 0);
}

static void test_numbers_begin_anew(void **state)
{
	(void)state;
	go_on(100, 50);
	go_on(30000, 1); /* out of bounds: perhaps nothing */
	assert_int_equal(media.received, 50);
	go_on(150, 1);
	go_on(40000, 2);
	go_on(40003, 1);
	assert_int_equal(media.received, 54);
	assert_int_equal(tl_media_expected(&media), 55);
	assert_int_equal(tl_media_lost(&media), 1);
}

static void test_sources(void **state)
{
	(void)state;
	go_on(1, 10);
	now += MS;
	assert_true(pass_of(9000, 5, 31, 8)); /* another one at the same time */
	assert_int_equal(media.others, 1);
	assert_int_equal(media.source, 7);
	assert_int_equal(report().others, 1); /* once */
	assert_int_equal(report().others, 0);
	now -= 4 * MS; /* seen by a CPU whose clock was read before the latest packet's */
	assert_true(pass_of(9001, 165, 31, 8));
	assert_int_equal(media.source, 7);
	now += 2001 * MS + 3 * MS;
	for (__u16 i = 0; i < 5; i++) /* takes its place */
		assert_true(pass_of((__u16)(500 + 2 * i), 5, 31, 8));
	assert_int_equal(media.source, 8);
	assert_int_equal(media.type, 31);
	assert_int_equal(media.received, 15);
	assert_int_equal(tl_media_lost(&media), 4);
}

/* What looks like RTP by chance: other sources, numbers, times each time. */
static void test_none(void **state)
{
	unsigned int taken = 0;

	(void)state;
	srand(1);
	while (taken < 20 && pass_of((__u16)rand(), (__u32)rand(), 0, (__u32)rand()))
		taken++;
	assert_in_range(taken, 1, 4);
	assert_false(tl_is_convincing(&media));
	begin(NULL);
	for (taken = 0; taken < 20 && pass_of(9, 9, 0, 9); taken++) /* always the same */
		now += MS;
	assert_false(tl_is_convincing(&media));
	begin(NULL);
	taken = 0;
	while (taken < 20 && pass_of((__u16)(taken * 100), 9, 0, 9))
		taken++;
	assert_in_range(taken, 1, 4);
}

/* The same by the book, in floating point. */
static double jitter_by_the_book(const __u64 *times, const __u32 *timestamps, unsigned int count, double rate,
				 double *mean)
{
	double jitter = 0, sum = 0;

	for (unsigned int i = 1; i < count; i++) {
		double came = (double)(times[i] - times[i - 1]) / 1e3;
		double meant = (double)(__s32)(timestamps[i] - timestamps[i - 1]) * 1e6 / rate;
		double apart = came > meant ? came - meant : meant - came;

		jitter += (apart - jitter) / 16;
		sum += jitter;
	}
	*mean = sum / (count - 1);
	return jitter;
}

static void test_jitter(void **state)
{
	static const double rates[TL_MEDIA_CLOCKS] = {8000,  16000, 32000, 44100, 48000,
						      90000, 11025, 22050, 24000, 96000};

	(void)state;
	for (unsigned int clock = 0; clock < TL_MEDIA_CLOCKS; clock++) {
		__u64 times[PACKETS];
		__u32 timestamps[PACKETS];
		struct tl_record_media told;
		struct tl_record_facts facts = {.kind = TL_FACTS_rtp};
		struct tl_record record = {.key = {.ethertype = ETHER, .protocol = 17}};
		double wanted, mean;

		begin(NULL);
		srand(clock);
		for (unsigned int i = 0; i < PACKETS; i++) {
			now = times[i] = (1000 + i * 20) * MS + (__u64)rand() % (6 * MS);
			timestamps[i] = 0xffff0000u + (__u32)(rates[clock] / 50 * i);
			assert_true(pass_of((__u16)i, timestamps[i], 96, 1));
		}
		wanted = jitter_by_the_book(times, timestamps, PACKETS, rates[clock], &mean);
		told = report();
		assert_in_range(told.by_clock[clock].now, wanted - 3, wanted + 3);
		assert_in_range(told.by_clock[clock].mean, mean - 3, mean + 3);
		assert_true(told.by_clock[clock].maximum > told.by_clock[clock].mean);
		record.media = told; /* nobody says which clock it is: its times do, if it is a common one */
		if (clock >= TL_MEDIA_COMMON_CLOCKS) {
			facts.rtp.stream[0] = (struct tl_record_rtp_stream){
				.known = true, .type = 96, .source = 1, .clock = (__u32)rates[clock]};
			facts.rtp.stream[1] = facts.rtp.stream[0];
			record.facts = &facts;
		}
		record.forward.packets = PACKETS;
		tl_media_enrich(&record);
		assert_true(record.media.has_jitter);
		assert_int_equal(record.media.jitter.now, told.by_clock[clock].now);
		assert_string_equal(record.protocol, "rtp");
	}
}

/* An event in the middle (RFC 4733) has the same timestamp in each of its packets. */
static void test_other_types(void **state)
{
	__u64 before;

	(void)state;
	go_on(0, 100);
	before = media.jitter[TL_MEDIA_CLOCK_8000].now;
	for (__u16 i = 100; i < 130; i++) {
		now += 20 * MS;
		assert_true(pass_of(i, 16000, 101, 7));
	}
	go_on(130, 20);
	assert_int_equal(before, 0);
	assert_int_equal(media.jitter[TL_MEDIA_CLOCK_8000].now, 0);
	assert_int_equal(media.type, 0);
	assert_int_equal(tl_media_lost(&media), 0);
	for (__u16 i = 150; i < 250; i++) {
		now += 20 * MS;
		assert_true(pass_of(i, i * 160, 8, 7));
	}
	assert_int_equal(media.type, 8);
}

static void test_timestamps_begin_anew(void **state)
{
	(void)state;
	go_on(0, 50);
	now += 20 * MS;
	pass(50, 0x80000000);
	for (unsigned int i = 1; i < 50; i++) {
		now += 20 * MS;
		pass((__u16)(50 + i), 0x80000000 + 160 * i);
	}
	assert_int_equal(report().by_clock[TL_MEDIA_CLOCK_8000].maximum, 0);
}

static void test_clock_that_was_told(void **state)
{
	struct tl_record_facts facts = {.kind = TL_FACTS_rtp};
	struct tl_record record = {.key = {.ethertype = ETHER, .protocol = 17}, .facts = &facts};

	(void)state;
	go_on(0, 100);
	record.forward.packets = 100;
	record.media = report();
	record.media.by_clock[TL_MEDIA_CLOCK_48000].now = 48;
	record.media.type = 96;
	facts.rtp.stream[0] =
		(struct tl_record_rtp_stream){.known = true, .type = 96, .source = 7, .clock = 48000, .codec = "opus"};
	facts.rtp.stream[1] = facts.rtp.stream[0];
	tl_media_enrich(&record);
	assert_int_equal(record.media.jitter.now, 48);
	assert_string_equal(record.media.codec, "opus");
	assert_false(record.reverse_media.known); /* nothing came that way */
	facts.rtp.stream[0].clock = facts.rtp.stream[1].clock = 12000; /* none of those that are kept */
	tl_media_enrich(&record);
	assert_false(record.media.has_jitter);
}

/* --metrics off: what was sampled is what there is. */
static void test_sampled_only(void **state)
{
	struct tl_record_facts facts = {.kind = TL_FACTS_rtp};
	struct tl_record record = {.key = {.ethertype = ETHER, .protocol = 17}, .facts = &facts};

	(void)state;
	record.forward.packets = record.reverse.packets = 5;
	facts.rtp.stream[0] = (struct tl_record_rtp_stream){
		.known = true, .type = 8, .source = 7, .lost = 2, .has_jitter = true, .jitter = 33, .codec = "PCMA"};
	tl_media_enrich(&record);
	assert_true(record.media.known && !record.media.is_counted && !record.reverse_media.known);
	assert_int_equal(record.media.lost, 2);
	assert_int_equal(record.media.jitter.now, 33);
	assert_string_equal(record.media.codec, "PCMA");
}

/* Three sources of one direction, of which the first has ended before: the next one stands on the flow's own record. */
static void test_further_sources(void **state)
{
	struct tl_media_more *more = NULL, *other = NULL;
	struct tl_record record = {};

	(void)state;
	tl_streams_fill(&record, more, 0);
	assert_null(record.streams);
	*tl_media_further(&more, 1, 1) = (struct tl_media_sums){.known = true, .packets = 5, .latest.source = 11};
	*tl_media_further(&other, 1, 1) = (struct tl_media_sums){.known = true, .packets = 2, .latest.source = 11};
	*tl_media_further(&other, 1, 3) = (struct tl_media_sums){.known = true, .packets = 9, .latest.source = 13};
	tl_media_more_merge(&more, other, 0);
	tl_media_more_merge(&more, other, 1);
	tl_media_more_merge(&more, NULL, 1);
	tl_streams_fill(&record, more, 1);
	assert_int_equal(record.media.source, 11);
	assert_int_equal(record.media.packets, 7);
	assert_false(record.reverse_media.known || record.streams->forward[0].known);
	assert_int_equal(record.streams->forward[2].source, 13);
	assert_false(record.streams->reverse[2].known);
	free(more);
	free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_headers),
		cmocka_unit_test_setup(test_loss, begin),
		cmocka_unit_test_setup(test_doubled_and_first_late, begin),
		cmocka_unit_test_setup(test_numbers_begin_anew, begin),
		cmocka_unit_test_setup(test_sources, begin),
		cmocka_unit_test_setup(test_none, begin),
		cmocka_unit_test_setup(test_jitter, begin),
		cmocka_unit_test_setup(test_other_types, begin),
		cmocka_unit_test_setup(test_timestamps_begin_anew, begin),
		cmocka_unit_test_setup(test_clock_that_was_told, begin),
		cmocka_unit_test_setup(test_sampled_only, begin),
		cmocka_unit_test(test_further_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
