// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A ClientHello in pieces, in whatever order and however often they come: its JA3 is that of the hello in one piece. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dissect/talks.h"
#include "unit/hello.h"
#include "unit/sampled.h"

#define PIECES	   4
#define ORDER_MOST 12
#define SEQUENCE   0xffffff00u /* it passes 2^32 within the hello */

static const struct tl_talks_limits limits = {.talks = 4, .stream_octets = 65536, .transactions = 100};
static const struct hello_options options = {.name = "pieces.example.org", .key_share = 1216, .grease = true};
static struct tl_talks *talks;
static struct hello hello;
static struct tl_record_tls emitted;

static int set_up(void **state)
{
	(void)state;
	hello_build(&hello, &options);
	talks = tl_talks_create(&limits);
	return talks ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_talks_destroy(talks);
	return 0;
}

static struct tl_flow_key client_key(void)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = 6, .ifindex = 2};

	memcpy(key.source_address + 10, (__u8[]){0xff, 0xff, 10, 0, 0, 1}, 6);
	memcpy(key.destination_address + 10, (__u8[]){0xff, 0xff, 9, 9, 9, 9}, 6);
	key.source_port = 40000;
	key.destination_port = 443;
	return key;
}

/* Octets of the hello, as a segment of their own. */
static void send_octets(size_t from, size_t to)
{
	const struct tl_flow_key key = client_key();

	add_sample(talks, &key, 1000000, SEQUENCE + (__u32)from, hello.bytes + from, to - from);
}

static void send_piece(unsigned int piece)
{
	send_octets(hello.length * piece / PIECES, hello.length * (piece + 1) / PIECES);
}

static void keep(void *context, struct tl_record *record)
{
	(void)context;
	if (record->facts)
		emitted = record->facts->tls;
}

static struct tl_record_tls told(void)
{
	struct tl_record record = {.key = client_key(), .end_reason = TL_END_IDLE, .flow_id = 7, .sequence = 9};

	record.forward.packets = 1;
	memset(&emitted, 0, sizeof(emitted));
	tl_talks_emit(talks, &record, 0, keep, NULL);
	return emitted;
}

static void expect_hello(const struct tl_record_tls *whole)
{
	struct tl_record_tls tls = told();

	assert_true(tls.has_ja3);
	assert_memory_equal(tls.ja3, whole->ja3, sizeof(tls.ja3));
	assert_string_equal(tls.ja4, whole->ja4);
	assert_string_equal(tls.server_name, options.name);
}

static struct tl_record_tls in_one_piece(void)
{
	struct tl_record_tls whole;

	send_octets(0, hello.length);
	whole = told();
	assert_true(whole.has_ja3);
	return whole;
}

/* A dissector that is asked about a piece behind a gap refuses that piece, not the stream. */
static void in_any_order(void **state)
{
	static const char *const orders[] = {
		"0123",	 "0132",   "0213",    "0231",	   "0312",	 "0321", /* the first one first */
		"00123", "010123", "0123123", "012012013", "0033221123", /* sent again */
		"1023",	 "1203",   "3210",    "30130123", /* the first one later */
	};
	const struct tl_record_tls whole = in_one_piece();

	(void)state;
	for (unsigned int i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		for (const char *piece = orders[i]; *piece; piece++)
			send_piece((unsigned int)(*piece - '0'));
		expect_hello(&whole);
	}
}

/* Sent again with more or less in each segment than before. */
static void cut_otherwise_when_sent_again(void **state)
{
	const struct tl_record_tls whole = in_one_piece();
	size_t length = hello.length;

	(void)state;
	send_octets(0, length / 3);
	send_octets(length / 2, length);
	send_octets(0, length / 4);
	send_octets(length / 4, 2 * length / 3);
	expect_hello(&whole);
	send_octets(length - 40, length);
	send_octets(0, length - 20);
	expect_hello(&whole);
}

/* What never comes cannot be told; the piece behind it alone is no hello. */
static void a_gap_that_stays(void **state)
{
	struct tl_record_tls tls;

	(void)state;
	send_piece(0);
	send_piece(2);
	send_piece(3);
	tls = told();
	assert_false(tls.has_ja3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(in_any_order, set_up, tear_down),
		cmocka_unit_test_setup_teardown(cut_otherwise_when_sent_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_gap_that_stays, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
