// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* HTTP/2 without TLS: the blocks of RFC 7541's appendix C in frames, pieces of them, what changes the tables, and HTTP/1 going over to it. */
#include "dissect/http2_fields.h"
#include "offer.h"

extern const struct tl_dissector tl_dissector_http2, tl_dissector_http;

#define PREFACE	 "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
#define SETTINGS "\0\0\0\4\0\0\0\0\0"
#define STREAM_1 "\0\0\0\1"
#define STREAM_3 "\0\0\0\3"
/* C.4.1, C.4.2: GET / of www.example.com, which the second has out of the table */
#define GET_FIRST  "\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff"
#define GET_SECOND "\x82\x86\x84\xbe\x58\x86\xa8\xeb\x10\x64\x9c\xbf"
/* C.6.1: 302 */
#define FOUND                                                                                                          \
	"\x48\x82\x64\x02\x58\x85\xae\xc3\x77\x1a\x4b\x61\x96\xd0\x7a\xbe\x94\x10\x54\xd4\x44\xa8\x20\x05\x95\x04\x0b" \
	"\x81\x66\xe0\x82\xa6\x2d\x1b\xff\x6e\x91\x9d\x29\xad\x17\x18\x63\xc7\x8f\x0b\x97\xc8\xe9\xae\x82\xae\x43\xd3"

static struct conversation conversation;
static __u8 streams[2][2 * OFFERED_MOST];
static __u32 sizes[2];

static int set_up(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_http2, IPPROTO_TCP, 8080);
	sizes[0] = sizes[1] = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	part(&conversation);
	return conversation.room.field_octets ? -1 : 0;
}

static void put(__u8 side, const char *octets, size_t count)
{
	memcpy(streams[side] + sizes[side], octets, count);
	sizes[side] += (__u32)count;
}

static void put_frame(__u8 side, char type, char flags, const char *stream, const char *octets, size_t count)
{
	put(side, (char[]){0, (char)(count >> 8), (char)count, type, flags}, 5);
	put(side, stream, 4);
	put(side, octets, count);
}

#define PUT(side, text)			       put(side, text, sizeof(text) - 1)
#define PUT_FRAME(side, type, flags, on, text) put_frame(side, type, flags, on, text, sizeof(text) - 1)

/* All of the side's stream so far. */
static enum tl_dissection look(__u8 side)
{
	return offer_octets(&conversation, side, streams[side], sizes[side], sizes[side]);
}

static const struct tl_record_http *http_of(__u32 number)
{
	return &said(&conversation, number)->http;
}

static void begin(void)
{
	PUT(0, PREFACE SETTINGS);
	PUT(1, SETTINGS);
	assert_int_equal(look(0), TL_DISSECT_CUT);
	assert_int_equal(look(1), TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 1);
	assert_string_equal(http_of(1)->version, "2");
}

static void requests_and_responses(void **state)
{
	(void)state;
	begin();
	PUT_FRAME(0, 1, 5, STREAM_1, GET_FIRST);
	PUT_FRAME(0, 1, 5, STREAM_3, GET_SECOND);
	assert_int_equal(look(0), TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 2);
	PUT_FRAME(1, 1, 4, STREAM_3, "\x88"); /* 200 */
	PUT_FRAME(1, 0, 1, STREAM_3, "content");
	PUT_FRAME(1, 1, 5, STREAM_1, FOUND);
	assert_int_equal(look(1), TL_DISSECT_CUT);
	for (__u32 number = 1; number <= 2; number++) {
		assert_string_equal(http_of(number)->method, "GET");
		assert_string_equal(http_of(number)->host, "www.example.com");
		assert_string_equal(http_of(number)->target, "/");
		assert_int_equal(http_of(number)->status, number == 1 ? 302 : 200);
		assert_true(http_of(number)->is_timed);
	}
	look(0);
	look(1);
	assert_int_equal(conversation.transactions.begun, 2);
}

/* Nothing is said twice, nothing before its end, whatever of the streams is known. */
static void at_each_octet(void **state)
{
	(void)state;
	PUT(0, PREFACE SETTINGS);
	PUT_FRAME(0, 1, 5, STREAM_1, GET_FIRST);
	PUT_FRAME(0, 1, 5, STREAM_3, GET_SECOND);
	PUT(1, SETTINGS);
	PUT_FRAME(1, 1, 4, STREAM_1, FOUND);
	for (__u32 known = 1; known <= sizes[0]; known++)
		assert_int_equal(offer_octets(&conversation, 0, streams[0], known, known), TL_DISSECT_CUT);
	for (__u32 known = 9; known <= sizes[1]; known++)
		assert_int_equal(offer_octets(&conversation, 1, streams[1], known, known), TL_DISSECT_CUT);
	assert_int_equal(conversation.transactions.begun, 2);
	assert_string_equal(http_of(2)->host, "www.example.com");
	assert_int_equal(http_of(1)->status, 302);
}

/* A block in HEADERS with priority and padding, and CONTINUATION; a promise in between, whose block changes the table as well. */
static void pieces(void **state)
{
	(void)state;
	begin();
	PUT_FRAME(0, 1, 0x28, STREAM_1, "\2\0\0\0\0\x10\x82\x86\x84\x41\x8c\xf1\0\0");
	PUT_FRAME(0, 9, 4, STREAM_1, "\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff");
	look(0);
	assert_string_equal(http_of(1)->host, "www.example.com");
	PUT_FRAME(1, 5, 4, STREAM_1, "\0\0\0\2" GET_FIRST);
	PUT_FRAME(1, 1, 4, STREAM_1, "\x88\x5f\x09text/html\x76\5nginx");
	look(1);
	assert_int_equal(http_of(1)->status, 200);
	assert_string_equal(http_of(1)->content_type, "text/html");
	assert_string_equal(http_of(1)->server, "nginx");
	assert_int_equal(conversation.transactions.begun, 1);
}

/* A body that goes on where no sample was taken: the frame behind it is where its length says. */
static void behind_a_gap(void **state)
{
	struct tl_message apart = {.protocol = IPPROTO_TCP, .side = 1, .is_apart = true, .time = 9};

	(void)state;
	begin();
	PUT_FRAME(0, 1, 5, STREAM_1, GET_FIRST);
	PUT_FRAME(0, 1, 5, STREAM_3, GET_SECOND);
	look(0);
	PUT_FRAME(1, 1, 4, STREAM_1, "\x88");
	PUT(1, "\0\x40\0\0\1" STREAM_1 "the first of 16384 octets");
	look(1);
	assert_int_equal(conversation.transactions.next[1], 9 + 10 + 9 + 16384);
	assert_true(conversation.transactions.has_next[1]);
	apart.octets = (const __u8 *)"end"
				     "\0\0\1\1\4" STREAM_3 "\x8d"; /* 404 */
	apart.captured = apart.length = 3 + 9 + 1;
	apart.offset = 9 + 10 + 9 + 16384 - 3;
	conversation.transactions.kind = TL_FACTS_http;
	assert_int_equal(tl_dissector_http2.take(&conversation.transactions, &apart), TL_DISSECT_CUT);
	assert_int_equal(http_of(2)->status, 404);
	assert_false(conversation.transactions.has_next[1]);
}

/* 16 octets are more than a table of none; what was allowed before may be used. */
static void tables(void **state)
{
	(void)state;
	begin();
	PUT_FRAME(1, 4, 0, "\0\0\0\0", "\0\1\0\1\0\0"); /* 65536 octets */
	look(1);
	PUT_FRAME(0, 1, 5, STREAM_1, "\x3f\xe1\xff\3" GET_FIRST); /* the table is of 65536 octets from now on */
	PUT_FRAME(0, 1, 5, STREAM_3, GET_SECOND);
	assert_int_equal(look(0), TL_DISSECT_CUT);
	assert_string_equal(http_of(2)->host, "www.example.com");
	PUT_FRAME(0, 1, 5, "\0\0\0\5", "\x3f\xe2\xff\3" GET_SECOND); /* one more than is allowed */
	PUT_FRAME(0, 1, 5, "\0\0\0\7", GET_SECOND);
	assert_int_equal(look(0), TL_DISSECT_WHOLE);
	assert_int_equal(look(0), TL_DISSECT_WHOLE);
	assert_int_equal(conversation.transactions.begun, 2);
}

/* What the tables of all conversations may take together is taken: nothing more is said, and nothing else happens. */
static void no_room(void **state)
{
	(void)state;
	begin();
	conversation.room.field_octets = TL_HTTP2_OCTETS;
	PUT_FRAME(0, 1, 5, STREAM_1, GET_FIRST);
	assert_int_equal(look(0), TL_DISSECT_WHOLE);
	assert_string_equal(http_of(1)->method, "");
	conversation.room.field_octets -= TL_HTTP2_OCTETS;
}

static void interim_and_trailers(void **state)
{
	(void)state;
	begin();
	PUT_FRAME(0, 1, 4, STREAM_1, GET_FIRST);
	PUT_FRAME(0, 1, 5, STREAM_1, "\0\4foot\1x");
	look(0);
	PUT_FRAME(1, 1, 4, STREAM_1,
		  "\x08\x03"
		  "100");
	PUT_FRAME(1, 1, 4, STREAM_1, "\x89"); /* 204 */
	PUT_FRAME(1, 1, 5, STREAM_1,
		  "\0\x0bgrpc-status\1"
		  "0");
	look(1);
	assert_int_equal(conversation.transactions.begun, 1);
	assert_int_equal(http_of(1)->status, 204);
}

/* RFC 7540 3.2: the request that asked for it is answered as stream 1. */
static void by_upgrade(void **state)
{
	static const char host[] = "www.example.org";

	(void)state;
	part(&conversation);
	converse(&conversation, &tl_dissector_http, IPPROTO_TCP, 8080);
	PUT(0, "GET /up HTTP/1.1\r\nHost: www.example.org\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
	       "HTTP2-Settings: AAMAAABk\r\n\r\n");
	look(0);
	PUT(1, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n" SETTINGS);
	assert_int_equal(look(1), TL_DISSECT_CUT);
	PUT_FRAME(1, 1, 5, STREAM_1, "\x8d\x76\5nginx"); /* 404 */
	assert_int_equal(look(1), TL_DISSECT_CUT);
	PUT(0, PREFACE SETTINGS);
	assert_int_equal(look(0), TL_DISSECT_CUT);
	PUT_FRAME(0, 1, 5, STREAM_3, GET_FIRST);
	PUT_FRAME(1, 1, 5, STREAM_3, "\x88");
	look(0);
	look(1);
	assert_int_equal(conversation.transactions.begun, 2);
	assert_string_equal(http_of(1)->target, "/up");
	assert_string_equal(http_of(1)->host, host);
	assert_int_equal(http_of(1)->status, 404);
	assert_string_equal(http_of(1)->server, "nginx");
	assert_string_equal(http_of(2)->version, "2");
	assert_string_equal(http_of(2)->host, "www.example.com");
	assert_int_equal(http_of(2)->status, 200);
}

static void is_none(void **state)
{
	(void)state;
	PUT(0, "PRI * HTTP/2.1\r\n\r\n");
	assert_int_equal(look(0), TL_DISSECT_FOREIGN);
	PUT(1, "\0\0\5\4\0\0\0\0\0-----"); /* no whole entries */
	assert_int_equal(look(1), TL_DISSECT_FOREIGN);
	assert_int_equal(conversation.transactions.begun, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(requests_and_responses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_each_octet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(pieces, set_up, tear_down),
		cmocka_unit_test_setup_teardown(behind_a_gap, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tables, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_room, set_up, tear_down),
		cmocka_unit_test_setup_teardown(interim_and_trailers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(by_upgrade, set_up, tear_down),
		cmocka_unit_test_setup_teardown(is_none, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
