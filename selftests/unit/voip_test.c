// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Conversations of calls and things: messages in any order become transactions, and RTP is known by its call, or by itself; FTP's data and
 * TFTP's answers by who has asked for them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/talks.h"
#include "unit/sampled.h"

#define OFFSET	   1600000000000000000ll
#define OF(text)   (text), sizeof(text) - 1
#define MS	   1000000ull
#define VOICE_PORT 6000
#define MOST	   8

#define HEAD(method)                                                                                                   \
	"Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@x>;tag=1\r\nTo: <sip:b@y>\r\nCall-ID: call-7\r\nCSeq: "    \
	"1 " method "\r\n"
#define DESCRIPTION                                                                                                    \
	"Content-Type: application/sdp\r\n\r\nv=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 6000 RTP/AVP 96\r\na=rtpmap:96 "     \
	"opus/48000/2\r\n"
#define INVITE "INVITE sip:b@y SIP/2.0\r\n" HEAD("INVITE") DESCRIPTION
#define BYE    "BYE sip:b@y SIP/2.0\r\n" HEAD("BYE") "Content-Length: 0\r\n\r\n"

static const struct tl_talks_limits limits = {.talks = 8, .stream_octets = 65536, .transactions = 100};
static struct tl_talks *talks;

static int set_up(void **state)
{
	(void)state;
	talks = tl_talks_create(&limits);
	return talks ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	tl_talks_destroy(talks);
	return 0;
}

/* 10.0.0.1 at port 40000, or `client`, and 10.0.0.2 at `port`. */
static struct tl_flow_key key_of(__u8 protocol, __u16 client, __u16 port, bool answers)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = protocol, .ifindex = 2};
	__u8 *from = answers ? key.destination_address : key.source_address;
	__u8 *to = answers ? key.source_address : key.destination_address;

	memcpy(from + 10, (__u8[]){0xff, 0xff, 10, 0, 0, 1}, 6);
	memcpy(to + 10, (__u8[]){0xff, 0xff, 10, 0, 0, 2}, 6);
	key.source_port = answers ? port : client;
	key.destination_port = answers ? client : port;
	return key;
}

static char protocols[MOST][TL_PROTOCOL_SIZE];
static struct tl_record_facts told[MOST];
static unsigned int told_count;

static void keep(void *context, struct tl_record *record)
{
	(void)context;
	assert_true(told_count < MOST);
	told[told_count] = record->facts ? *record->facts : (struct tl_record_facts){};
	memcpy(protocols[told_count], record->protocol, TL_PROTOCOL_SIZE);
	told_count++;
}

static void end(const struct tl_flow_key *key)
{
	struct tl_record record = {.key = *key, .end_reason = TL_END_IDLE, .flow_id = 7, .sequence = 9};

	record.start = OFFSET;
	record.end = OFFSET + 1000000000;
	told_count = 0;
	tl_talks_emit(talks, &record, OFFSET, keep, NULL);
}

static void call(__u8 protocol)
{
	struct tl_flow_key there = key_of(protocol, 5060, 5060, false), back = key_of(protocol, 5060, 5060, true);

	add_sample(talks, &there, 10 * MS, 100, OF(INVITE));
	add_sample(talks, &back, 11 * MS, 500, OF("SIP/2.0 100 Trying\r\n" HEAD("INVITE") "Content-Length: 0\r\n\r\n"));
	add_sample(talks, &there, 11 * MS, 100, OF(INVITE)); /* again */
	add_sample(talks, &back, 14 * MS, 0, OF("SIP/2.0 180 Ringing\r\n" HEAD("INVITE") "Content-Length: 0\r\n\r\n"));
	add_sample(talks, &back, 30 * MS, 0, OF("SIP/2.0 200 OK\r\n" HEAD("INVITE") DESCRIPTION));
	add_sample(talks, &back, 31 * MS, 0, OF("SIP/2.0 200 OK\r\n" HEAD("INVITE") DESCRIPTION));
	add_sample(talks, &back, 42 * MS, 0,
		   OF("SIP/2.0 481 Unknown\r\n" HEAD("BYE") "Content-Length: 0\r\n\r\n")); /* overtakes */
	add_sample(talks, &there, 40 * MS, 0, OF(BYE));
}

static void test_call(void **state)
{
	struct tl_flow_key there = key_of(17, 5060, 5060, false);

	(void)state;
	call(17);
	end(&there);
	assert_int_equal(told_count, 2);
	assert_string_equal(protocols[0], "sip");
	assert_string_equal(told[0].sip.method, "INVITE");
	assert_int_equal(told[0].sip.status, 200);
	assert_int_equal(told[0].sip.response_time, 20000);
	assert_int_equal(told[0].sip.delay, 4000);
	assert_string_equal(told[0].sip.sequence, "1 INVITE");
	assert_string_equal(told[0].sip.asked.codecs, "opus");
	assert_int_equal(told[0].sip.answered.port, VOICE_PORT);
	assert_string_equal(told[1].sip.method, "BYE");
	assert_int_equal(told[1].sip.status, 481);
	assert_int_equal(told[1].sip.response_time, 2000);
	assert_false(told[1].sip.is_heard);
}

static void test_stream(void **state)
{
	static const char both[] =
		"\r\n\r\n" BYE "INVITE sip:b@y SIP/2.0\r\n" HEAD("INVITE") "Content-Length: 0\r\n\r\n";
	static const char answer[] = "SIP/2.0 200 OK\r\n" HEAD("BYE") "Content-Length: 0\r\n\r\n";
	struct tl_flow_key there = key_of(6, 40000, 5060, false), back = key_of(6, 40000, 5060, true);

	(void)state;
	for (__u32 i = 0; i < sizeof(both) - 1; i += 50) {
		size_t left = sizeof(both) - 1 - i;

		add_sample(talks, &there, (10 + i) * MS, 100 + i, both + i, left < 50 ? left : 50);
	}
	add_sample(talks, &back, 900 * MS, 7, OF(answer));
	end(&there);
	assert_int_equal(told_count, 2);
	assert_string_equal(told[0].sip.method, "BYE");
	assert_int_equal(told[0].sip.status, 200);
	assert_string_equal(told[1].sip.method, "INVITE");
	assert_int_equal(told[1].sip.status, 0);
}

static void voice(const struct tl_flow_key *key, __u16 number, __u8 type, __u32 source)
{
	char octets[32] = {(char)0x80, (char)type, (char)(number >> 8), (char)number, 0, 0, 0, (char)(number * 20)};

	memcpy(octets + 8, &source, sizeof(source));
	add_sample(talks, key, 100 * MS + number * 20 * MS, 0, octets, sizeof(octets));
}

static void test_voice_of_a_call(void **state)
{
	struct tl_flow_key there = key_of(17, VOICE_PORT, 7000, false), back = key_of(17, VOICE_PORT, 7000, true);
	struct tl_flow_key reports = key_of(17, VOICE_PORT + 1, 7001, false);

	(void)state;
	call(17);
	voice(&there, 1, 96, 5);
	voice(&back, 9, 96, 6);
	voice(&back, 11, 96, 6);
	add_sample(talks, &reports, 500 * MS, 0, OF("\x80\xc9\0\1\0\0\0\5"));
	end(&there);
	assert_string_equal(protocols[0], "rtp");
	assert_string_equal(told[0].rtp.call_id, "call-7");
	assert_string_equal(told[0].rtp.stream[0].codec, "opus");
	assert_int_equal(told[0].rtp.stream[0].type, 96);
	assert_int_equal(told[0].rtp.stream[1].lost, 1);
	end(&reports);
	assert_string_equal(protocols[0], "rtcp");
	assert_string_equal(told[0].rtp.call_id, "call-7");
	assert_int_equal(told[0].rtp.kinds, 2);
}

static void test_voice_by_itself(void **state)
{
	struct tl_flow_key there = key_of(17, 4000, 7000, false), back = key_of(17, 4000, 7000, true);

	(void)state;
	add_sample(talks, &there, 1, 0, OF("\0\1\0\0\x21\x12\xa4\x42............")); /* STUN opens the way */
	add_sample(talks, &back, 2, 0, OF("\1\1\0\0\x21\x12\xa4\x42............"));
	voice(&there, 1, 8, 5);
	voice(&there, 2, 8, 5);
	end(&there);
	assert_string_equal(protocols[0], "stun");
	for (__u16 i = 1; i < 5; i++)
		voice(&there, i, 8, 5);
	for (__u16 i = 1; i < 4; i++) { /* two in turn */
		voice(&back, i, 0, 6);
		voice(&back, (__u16)(i + 70), 31, 7);
	}
	voice(&back, 9, 18, 8);
	end(&there);
	assert_string_equal(protocols[0], "rtp");
	assert_true(told[0].rtp.stream[0].known && told[0].rtp.stream[1].known);
	assert_string_equal(told[0].rtp.stream[1].codec, "PCMU");
	assert_string_equal(told[0].rtp.stream[0].codec, "PCMA");
	assert_string_equal(told[0].rtp.call_id, "");
}

/* On one pair of ports (RFC 5761): reports come first, and may be all there is. */
static void test_reports_before_voice(void **state)
{
	struct tl_flow_key there = key_of(17, 4000, 7000, false), back = key_of(17, 4000, 7000, true);

	(void)state;
	add_sample(talks, &there, 1, 0, OF("\x80\xc9\0\1\0\0\0\5"));
	add_sample(talks, &there, 2, 0, OF("\x80\xc9\0\1\0\0\0\5"));
	add_sample(talks, &back, 3, 0, OF("\x80\xc9\0\1\0\0\0\6"));
	voice(&there, 1, 8, 5);
	end(&there);
	assert_string_equal(protocols[0], "rtcp");
	add_sample(talks, &there, 1, 0, OF("\x80\xc9\0\1\0\0\0\5"));
	for (__u16 i = 1; i < 5; i++)
		voice(&there, i, 8, 5);
	add_sample(talks, &back, 300 * MS, 0, OF("\x80\xc8\0\6\0\0\0\6--------....\0\0\0\7\0\0\0\x9"));
	end(&there);
	assert_int_equal(told_count, 1);
	assert_string_equal(protocols[0], "rtp");
	assert_true(told[0].rtp.stream[0].known);
	assert_int_equal(told[0].rtp.kinds, 3);
	assert_int_equal(told[0].rtp.packets, 7);
}

static void test_data_of_ftp(void **state)
{
	struct tl_flow_key control = key_of(6, 40000, 21, false), answers = key_of(6, 40000, 21, true);
	struct tl_flow_key passive = key_of(6, 40001, 5001, true), active = key_of(6, 2000, 20, true);
	struct tl_flow_key well_known = key_of(6, 40003, 80, false), late = key_of(6, 40004, 5002, true);

	(void)state;
	add_sample(talks, &answers, 1 * MS, 1, OF("220 FTP\r\n"));
	add_sample(talks, &control, 2 * MS, 1, OF("USER a\r\nPASS b\r\nPASV\r\n"));
	add_sample(talks, &answers, 3 * MS, 10,
		   OF("331 ok\r\n230 ok\r\n227 here (192,168,7,7,19,137)\r\n")); /* behind NAT */
	add_sample(talks, &passive, 4 * MS, 1, OF("HTTP/1.1 200 OK\r\n\r\n"));
	end(&passive);
	assert_string_equal(protocols[0], "ftp-data");
	add_sample(talks, &passive, 5 * MS, 1, OF("HTTP/1.1 200 OK\r\n\r\n")); /* awaited once */
	end(&passive);
	assert_string_equal(protocols[0], "http");
	add_sample(talks, &control, 6 * MS, 23, OF("PORT 10,0,0,1,7,208\r\n"));
	add_sample(talks, &active, 7 * MS, 1, OF("octets"));
	end(&active);
	assert_string_equal(protocols[0], "ftp-data");
	add_sample(talks, &control, 8 * MS, 44, OF("EPSV\r\n"));
	add_sample(talks, &answers, 9 * MS, 58, OF("200 ok\r\n229 (|||80|)\r\n229 (|||5002|)\r\n"));
	add_sample(talks, &well_known, 10 * MS, 1, OF("GET / HTTP/1.1\r\n\r\n"));
	end(&well_known);
	assert_string_equal(protocols[0], "http");
	add_sample(talks, &late, 90000 * MS, 1, OF("octets"));
	end(&late);
	assert_string_equal(protocols[0], "");
	end(&control);
	assert_string_equal(protocols[0], "ftp");
}

static void test_answers_of_tftp(void **state)
{
	struct tl_flow_key request = key_of(17, 3000, 69, false), answer = key_of(17, 3000, 50000, true);
	struct tl_flow_key other = key_of(17, 3001, 50000, true);

	(void)state;
	add_sample(talks, &request, 1 * MS, 0, OF("\0\2boot.img\0octet\0"));
	add_sample(talks, &other, 2 * MS, 0, OF("\0\4\0\0"));
	end(&other);
	assert_string_equal(protocols[0], "");
	add_sample(talks, &answer, 2 * MS, 0, OF("\0\4\0\0"));
	end(&answer);
	assert_string_equal(protocols[0], "tftp");
	assert_int_equal(told_count, 1);
	assert_int_equal(told[0].tftp.operation, 2);
	assert_string_equal(told[0].tftp.file, "boot.img");
}

static void test_mqtt(void **state)
{
	static const char asked[] = "\x10\x0f\0\4MQTT\4\2\0\x3c\0\3abc\x30\7\0\3a/bhi\x32\x0a\0\3c/d\0\1you";
	struct tl_flow_key there = key_of(6, 40000, 9999, false), back = key_of(6, 40000, 9999, true);

	(void)state;
	add_sample(talks, &back, 20 * MS, 5, OF("\x20\2\0\0\x40\2\0\1")); /* overtakes */
	for (__u32 i = 0; i < sizeof(asked) - 1; i++)
		add_sample(talks, &there, 10 * MS, 100 + i, asked + i, 1);
	add_sample(talks, &back, 30 * MS, 13, OF("\xd0\0"));
	add_sample(talks, &there, 40 * MS, 9000, OF("\xe0\0")); /* behind a gap */
	add_sample(talks, &there, 40 * MS, 9900, OF("\xc0\0\x10"));
	end(&there);
	assert_string_equal(protocols[0], "mqtt");
	assert_string_equal(told[0].mqtt.client, "abc");
	assert_string_equal(told[0].mqtt.topic, "a/b");
	assert_int_equal(told[0].mqtt.published, 2);
	assert_int_equal(told[0].mqtt.publish_flags, 2);
	assert_int_equal(told[0].mqtt.kinds, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 13 | 1 << 14);
}

static void test_coap(void **state)
{
	struct tl_flow_key there = key_of(17, 40000, 9999, false), back = key_of(17, 40000, 9999, true);

	(void)state;
	add_sample(talks, &there, 10 * MS, 0,
		   OF("\x41\1\0\1\xaa\x60\x51"
		      "a"));
	add_sample(talks, &there, 11 * MS, 0,
		   OF("\x41\1\0\1\xaa\x60\x51"
		      "a")); /* again */
	add_sample(talks, &back, 12 * MS, 0, OF("\x60\0\0\1"));
	add_sample(talks, &back, 20 * MS, 0, OF("\x41\x45\1\1\xaa\x61\1\xffhi")); /* later, by itself */
	add_sample(talks, &there, 21 * MS, 0, OF("\x60\0\1\1"));
	add_sample(talks, &there, 22 * MS, 0,
		   OF("\x41\2\0\2\xab\xb1"
		      "b"));
	add_sample(talks, &back, 25 * MS, 0, OF("\x61\x84\0\2\xab"));
	add_sample(talks, &back, 60 * MS, 0, OF("\x51\x45\1\2\xaa\x61\2\xffho"));
	end(&there);
	assert_int_equal(told_count, 2);
	assert_string_equal(protocols[0], "coap");
	assert_string_equal(told[0].coap.path, "/a");
	assert_int_equal(told[0].coap.response, 205);
	assert_int_equal(told[0].coap.response_time, 10000);
	assert_int_equal(told[0].coap.notifications, 1);
	assert_true(told[0].coap.has_observe);
	assert_string_equal(told[1].coap.path, "/b");
	assert_int_equal(told[1].coap.response, 404);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_call, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_stream, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_voice_of_a_call, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_voice_by_itself, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_reports_before_voice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_data_of_ftp, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_answers_of_tftp, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_mqtt, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_coap, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
