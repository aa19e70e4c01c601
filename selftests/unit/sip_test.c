// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Messages of SIP and the session descriptions in them: whole, at every truncation, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/sip.h"
#include "unit/exact_message.h"

#define DESCRIPTION                                                                                                    \
	"v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\n"                                    \
	"m=audio 49170/2 RTP/AVP 0 8 96 101\r\na=rtpmap:96 opus/48000/2\r\na=rtpmap:101 telephone-event/8000\r\n"      \
	"m=video 51372 RTP/AVP 31\r\nc=IN IP6 2001:db8::5\r\n"

#define INVITE                                                                                                         \
	"INVITE sip:bob@biloxi.example.com;x=1 SIP/2.0\r\n"                                                            \
	"Via: SIP/2.0/UDP pc33.example.com:5060 ; Branch = no;branch=z9hG4bK776 ;rport, SIP/2.0/TCP other\r\n"         \
	"Via: SIP/2.0/UDP second;branch=z9hG4bKother\r\n"                                                              \
	"To: Bob <sip:bob@biloxi.example.com;transport=tcp>\r\n"                                                       \
	"From: \"A \\\" <b>\" <sips:alice@example.com>;tag=19\r\n"                                                     \
	"Call-ID: a84b4c76e66710@pc33\r\nCSeq: 314159   INVITE\r\nUser-Agent: thing\r\n /2\r\n"                        \
	"Content-Type: application/sdp\r\n"

static struct tl_sip_facts facts;

static enum tl_dissection look_at(const char *text, size_t length)
{
	struct tl_message message = exact_message(text, length, length);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = tl_sip_dissect(&message, &facts);
	give_back(&message);
	return result;
}

static enum tl_dissection look(const char *text)
{
	return look_at(text, strlen(text));
}

static void test_request(void **state)
{
	static const char text[] = INVITE "Content-Length: 4\r\n\r\nbodyACK";

	(void)state;
	assert_int_equal(look(text), TL_DISSECT_WHOLE);
	assert_int_equal(facts.status, 0);
	assert_string_equal(facts.method, "INVITE");
	assert_string_equal(facts.uri, "sip:bob@biloxi.example.com;x=1");
	assert_string_equal(facts.from, "sips:alice@example.com");
	assert_string_equal(facts.to, "sip:bob@biloxi.example.com;transport=tcp");
	assert_string_equal(facts.call_id, "a84b4c76e66710@pc33");
	assert_string_equal(facts.branch, "z9hG4bK776");
	assert_memory_equal(facts.via, "SIP/2.0/UDP pc33.example.com:5060", 33);
	assert_int_equal(facts.sequence, 314159);
	assert_string_equal(facts.sequence_method, "INVITE");
	assert_string_equal(facts.user_agent, "thing /2");
	assert_int_equal(facts.octets, sizeof(text) - 1 - 3);
	assert_int_equal(facts.sdp.count, 0);
}

static void test_short_forms(void **state)
{
	(void)state;
	assert_int_equal(look("\r\n\r\nSIP/2.0 180 Ringing here\r\nv: SIP/2.0/TCP h;branch=b\r\nf: sip:a@b;tag=1\r\n"
			      "t: <tel:+1234>;tag=2\r\ni: 77\r\nCSeq: 2\r\n BYE\r\nServer: s/1\r\nl: 0\r\n\r\n"),
			 TL_DISSECT_WHOLE);
	assert_int_equal(facts.status, 180);
	assert_string_equal(facts.reason, "Ringing here");
	assert_string_equal(facts.method, "");
	assert_string_equal(facts.from, "sip:a@b");
	assert_string_equal(facts.to, "tel:+1234");
	assert_string_equal(facts.call_id, "77");
	assert_string_equal(facts.branch, "b");
	assert_string_equal(facts.sequence_method, "BYE");
	assert_string_equal(facts.server, "s/1");
	assert_int_equal(look("SIP/2.0 200 \r\nl: 0\r\n\r\n"), TL_DISSECT_WHOLE);
	assert_int_equal(look("SIP/2.0 200\r\n\r\n"), TL_DISSECT_WHOLE);
	assert_string_equal(facts.reason, "");
}

static void test_description(void **state)
{
	static const __u8 audio[16] = {[10] = 0xff, 0xff, 192, 0, 2, 9}, video[16] = {0x20, 1, 0xd, 0xb8, [15] = 5};
	char codecs[64];

	(void)state;
	assert_int_equal(look(INVITE "\r\n" DESCRIPTION), TL_DISSECT_WHOLE);
	assert_int_equal(facts.sdp.count, 2);
	assert_string_equal(facts.sdp.media[0].kind, "audio");
	assert_int_equal(facts.sdp.media[0].port, 49170);
	assert_memory_equal(facts.sdp.media[0].address, audio, 16);
	assert_int_equal(facts.sdp.media[0].format[2].clock, 48000);
	assert_memory_equal(facts.sdp.media[1].address, video, 16);
	tl_sdp_codecs(&facts.sdp.media[0], codecs, sizeof(codecs));
	assert_string_equal(codecs, "PCMU,PCMA,opus,telephone-event");
	tl_sdp_codecs(&facts.sdp.media[0], codecs, 12); /* no codec is cut */
	assert_string_equal(codecs, "PCMU,PCMA");
	assert_int_equal(look("SIP/2.0 200 OK\r\nc: multipart/mixed;boundary=x\r\n\r\n--x\r\n\r\n" DESCRIPTION),
			 TL_DISSECT_WHOLE);
	assert_int_equal(facts.sdp.count, 2);
	assert_int_equal(look("SIP/2.0 200 OK\r\n\r\n" DESCRIPTION), TL_DISSECT_WHOLE);
	assert_int_equal(facts.sdp.count, 0);
}

static void test_every_truncation(void **state)
{
	static const char whole[] = INVITE "Content-Length: 4\r\n\r\nbody";

	(void)state;
	for (size_t length = 0; length < sizeof(whole) - 1; length++)
		assert_int_equal(look_at(whole, length), length ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
	assert_int_equal(look_at("SIP/2.0 404 Not", 15), TL_DISSECT_CUT);
	assert_int_equal(look_at("SI", 2), TL_DISSECT_CUT);
}

static void test_wrong(void **state)
{
	(void)state;
	assert_int_equal(look("INVITE sip:a@b HTTP/1.1\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("OPTIONS * SIP/2.0\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("INVITE sip:a b SIP/2.0\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("invite sip:a@b SIP/2.0\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("INVITE SIP/2.0\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SIP/2.0 99 Low\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SIP/2.0 2000 OK\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("SIP/2.0 700 OK\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("RTSP/1.0 200 OK\r\n\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("GET / HTTP/1.1\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("M-SEARCH * HTTP/1.1\r\n"), TL_DISSECT_FOREIGN);
	assert_int_equal(look("\r\n\r\n"), TL_DISSECT_FOREIGN);
}

static void test_keep_alive(void **state)
{
	struct tl_message message = {.octets = (const __u8 *)"\r\n\r\n", .captured = 4, .length = 4};

	(void)state;
	assert_true(tl_sip_is_keep_alive(&message));
	message.octets = (const __u8 *)"\0\0\0\0";
	assert_true(tl_sip_is_keep_alive(&message));
	message.octets = (const __u8 *)"jaK\0";
	assert_false(tl_sip_is_keep_alive(&message));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_request),	    cmocka_unit_test(test_short_forms),
		cmocka_unit_test(test_description), cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_wrong),	    cmocka_unit_test(test_keep_alive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
