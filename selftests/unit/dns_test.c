// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* DNS messages made by hand, whole, at every truncation, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <netinet/in.h>

#include "dissect/dns.h"
#include "unit/exact_message.h"

#define HEADER(flags_high, flags_low, questions, answers, others)                                                      \
	"\x12\x34" flags_high flags_low "\0" questions "\0" answers "\0\0\0" others
#define EXAMPLE	     "\7example\3com\0"
#define QUESTION     EXAMPLE "\0\1\0\1"
#define VECTOR(text) (const __u8 *)(text), sizeof(text) - 1

/* example.com: CNAME to www.example.com, then A and AAAA of that, and an OPT with extended rcode 1. */
#define ANSWER                                                                                                         \
	HEADER("\x81", "\x83", "\1", "\3", "\1")                                                                       \
	QUESTION "\xc0\x0c\0\5\0\1\0\0\1\x2c\0\6\3www\xc0\x0c"                                                         \
		 "\xc0\x29\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"                                                            \
		 "\xc0\x29\0\x1c\0\1\x80\0\0\1\0\x10\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"                            \
		 "\0\0\x29\4\xd0\1\0\0\0\0\0"

static struct tl_dns_facts facts;

static enum tl_dissection look_at(const __u8 *octets, size_t captured, size_t length, __u8 protocol, __u16 port)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result;

	message.source_port = 40000;
	message.destination_port = port;
	message.protocol = protocol;
	memset(&facts, 0xa5, sizeof(facts));
	result = tl_dns_dissect(&message, &facts);
	give_back(&message);
	return result;
}

static enum tl_dissection look(const __u8 *octets, size_t length)
{
	return look_at(octets, length, length, IPPROTO_UDP, TL_DNS_PORT);
}

static void test_query(void **state)
{
	(void)state;
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") QUESTION)), TL_DISSECT_WHOLE);
	assert_int_equal(facts.id, 0x1234);
	assert_int_equal(facts.flags, 0x0100);
	assert_false(facts.is_response);
	assert_string_equal(facts.name, "example.com");
	assert_int_equal(facts.question_type, TL_DNS_A);
	assert_int_equal(facts.question_class, 1);
	assert_int_equal(facts.questions, 1);
	assert_int_equal(facts.answers, 0);
}

static void expect_answer(void)
{
	static const __u8 v4[16] = {[10] = 0xff, 0xff, 192, 0, 2, 1}, v6[16] = {0x20, 1, 0x0d, 0xb8, [15] = 1};

	assert_true(facts.is_response);
	assert_int_equal(facts.response_code, 0x13);
	assert_string_equal(facts.name, "example.com");
	assert_int_equal(facts.kept, 3);
	assert_int_equal(facts.answer[0].type, 5);
	assert_int_equal(facts.answer[0].ttl, 300);
	assert_false(facts.answer[0].has_address);
	assert_int_equal(facts.answer[1].ttl, 60);
	assert_true(facts.answer[1].has_address);
	assert_memory_equal(facts.answer[1].address, v4, 16);
	assert_int_equal(facts.answer[2].type, TL_DNS_AAAA);
	assert_int_equal(facts.answer[2].ttl, 0); /* RFC 2181 8 */
	assert_memory_equal(facts.answer[2].address, v6, 16);
}

static void test_answer(void **state)
{
	(void)state;
	assert_int_equal(look(VECTOR(ANSWER)), TL_DISSECT_WHOLE);
	expect_answer();
	assert_int_equal(look(VECTOR(ANSWER "behind")), TL_DISSECT_WHOLE);
	expect_answer();
}

static void test_every_truncation(void **state)
{
	static const __u8 whole[] = ANSWER;
	const size_t length = sizeof(whole) - 1;

	(void)state;
	for (size_t captured = 0; captured < length; captured++) {
		assert_int_equal(look_at(whole, captured, length, IPPROTO_UDP, TL_DNS_PORT),
				 captured < 12 ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT);
		if (captured >= 12 + sizeof(QUESTION) - 1)
			assert_string_equal(facts.name, "example.com");
		else if (captured >= 12)
			assert_string_equal(facts.name, "");
		/* nothing was left out: it is wrong, but what was asked is known */
		assert_int_equal(look(whole, captured),
				 captured >= 12 + sizeof(QUESTION) - 1 ? TL_DISSECT_CUT : TL_DISSECT_FOREIGN);
	}
}

static void test_tcp(void **state)
{
	static const __u8 stream[] = "\0\x1d" HEADER("\1", "\0", "\1", "\0", "\0") QUESTION "\0\x1d next";

	(void)state;
	assert_int_equal(look_at(stream, sizeof(stream) - 1, sizeof(stream) - 1, IPPROTO_TCP, TL_DNS_PORT),
			 TL_DISSECT_WHOLE);
	assert_string_equal(facts.name, "example.com");
	/* a length that ends inside the question: what follows is another message's */
	assert_int_equal(look_at((const __u8 *)"\0\x1c" HEADER("\1", "\0", "\1", "\0", "\0") QUESTION, 31, 31,
				 IPPROTO_TCP, TL_DNS_PORT),
			 TL_DISSECT_FOREIGN);
	/* the rest comes in the next segment */
	assert_int_equal(look_at(stream, 20, 20, IPPROTO_TCP, TL_DNS_PORT), TL_DISSECT_CUT);
	assert_int_equal(look_at(stream, 1, 1, IPPROTO_TCP, TL_DNS_PORT), TL_DISSECT_FOREIGN);
	assert_int_equal(
		look_at((const __u8 *)"\0\x0b" HEADER("\1", "\0", "\0", "\0", "\0"), 14, 14, IPPROTO_TCP, TL_DNS_PORT),
		TL_DISSECT_FOREIGN);
}

static void test_mdns(void **state)
{
	static const __u8 query[] = HEADER("\0", "\0", "\1", "\0", "\0") EXAMPLE "\0\x0c\x80\1";

	(void)state;
	assert_int_equal(look_at(query, sizeof(query) - 1, sizeof(query) - 1, IPPROTO_UDP, TL_MDNS_PORT),
			 TL_DISSECT_WHOLE);
	assert_int_equal(facts.question_class, 1);
	assert_int_equal(look(query, sizeof(query) - 1), TL_DISSECT_WHOLE);
	assert_int_equal(facts.question_class, 0x8001);
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") "\0\0\2\0\1")), TL_DISSECT_WHOLE);
	assert_string_equal(facts.name, ".");
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") "\5a.\\\0\xff\1b\0\0\1\0\1")),
			 TL_DISSECT_WHOLE);
	assert_string_equal(facts.name, "a\\.\\\\\\000\\255.b");
}

/* 255 octets on the wire, each of them at its longest as text; then one octet more. */
static void test_longest_name(void **state)
{
	__u8 message[12 + 256 + 4] = HEADER("\1", "\0", "\1", "\0", "\0");
	static const __u8 sizes[] = {63, 63, 63, 61};
	__u8 *at = message + 12;

	(void)state;
	for (size_t i = 0; i < sizeof(sizes); i++) {
		*at++ = sizes[i];
		memset(at, 1, sizes[i]);
		at += sizes[i];
	}
	assert_int_equal(at + 1 - (message + 12), TL_DNS_NAME_OCTETS);
	assert_int_equal(look(message, 12 + 255 + 4), TL_DISSECT_WHOLE);
	assert_int_equal(strlen(facts.name), 4 * 250 + 3);
	at[-62] = 62;
	assert_int_equal(look(message, 12 + 256 + 4), TL_DISSECT_FOREIGN);
}

static void test_wrong(void **state)
{
	(void)state;
	/* pointers: to itself, forward, in a circle, behind the message */
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") "\xc0\x0c\0\1\0\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") "\xc0\x0e\0\0\1\0\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") "\1a\xc0\x0c\0\1\0\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") "\xff\xff\0\1\0\1")), TL_DISSECT_FOREIGN);
	/* a label of an unused kind, an opcode that is none, data longer than the message, more records than there are */
	assert_int_equal(look(VECTOR(HEADER("\1", "\0", "\1", "\0", "\0") "\x41\0\0\1\0\1")), TL_DISSECT_FOREIGN);
	assert_int_equal(look(VECTOR(HEADER("\x39", "\0", "\1", "\0", "\0") QUESTION)), TL_DISSECT_FOREIGN);
	assert_int_equal(look(VECTOR(HEADER("\x81", "\0", "\0", "\1", "\0") "\0\0\1\0\1\0\0\0\0\0\5abcd")),
			 TL_DISSECT_FOREIGN);
	assert_int_equal(look(VECTOR(HEADER("\x81", "\0", "\1", "\xff", "\0") QUESTION)), TL_DISSECT_CUT);
}

static void test_more_answers_than_are_kept(void **state)
{
	static const __u8 record[] = "\0\0\1\0\1\0\0\0\7\0\4\1\2\3\4";
	__u8 message[12 + (TL_DNS_ANSWERS + 1) * (sizeof(record) - 1)] = HEADER("\x81", "\0", "\0", "\x51", "\0");

	(void)state;
	for (size_t i = 0; i <= TL_DNS_ANSWERS; i++)
		memcpy(message + 12 + i * (sizeof(record) - 1), record, sizeof(record) - 1);
	assert_int_equal(look(message, sizeof(message)), TL_DISSECT_WHOLE);
	assert_int_equal(facts.answers, TL_DNS_ANSWERS + 1);
	assert_int_equal(facts.kept, TL_DNS_ANSWERS);
	assert_int_equal(facts.answer[TL_DNS_ANSWERS - 1].ttl, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_query),
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_tcp),
		cmocka_unit_test(test_mdns),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_longest_name),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_more_answers_than_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
