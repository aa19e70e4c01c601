// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The answers of a DNS message as one text: kinds of data, what does not fit, data that claims more than it has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <netinet/in.h>

#include "dissect/dns.h"

#define HEAD(answers)		  "\0\1\x81\x80\0\1\0" answers "\0\0\0\0\7example\3org\0\0\1\0\1"
#define RECORD(type, ttl, length) "\xc0\x0c" type "\0\1" ttl length
#define A(last)			  RECORD("\0\1", "\0\0\1\x2c", "\0\4") "\xc0\0\2" last
#define OF(text)		  text, sizeof(text) - 1

static struct tl_dns_facts facts;

/* In memory of exactly that size, so that ASan sees what is read outside. */
static const char *answers_of(const char *octets, size_t count)
{
	__u8 *copy = malloc(count);
	struct tl_message message = {
		.octets = copy,
		.captured = (__u32)count,
		.length = (__u32)count,
		.source_port = TL_DNS_PORT,
		.destination_port = 40000,
		.protocol = IPPROTO_UDP,
	};

	assert_non_null(copy);
	memcpy(copy, octets, count);
	tl_dns_dissect(&message, &facts);
	free(copy);
	return facts.answers_text;
}

static void test_kinds(void **state)
{
	(void)state;
	assert_string_equal(answers_of(OF(HEAD("\1") A("\1"))), "300 A 192.0.2.1");
	assert_string_equal(answers_of(OF(HEAD("\3") RECORD("\0\5", "\0\0\0\0", "\0\6") "\3web\xc0\x0c" RECORD(
				    "\0\x0f", "\0\0\0\1", "\0\4") "\0\x0a\xc0\x0c" A("\2"))),
			    "0 CNAME web.example.org,1 MX example.org,300 A 192.0.2.2");
	assert_string_equal(answers_of(OF(HEAD("\1") RECORD("\0\x1c", "\0\0\0\2",
							    "\0\x10") "\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1")),
			    "2 AAAA 2001:db8::1");
	assert_string_equal(answers_of(OF(HEAD("\2") RECORD("\0\x10", "\0\0\0\3",
							    "\0\2") "\1x" RECORD("\xff\xff", "\0\0\0\4", "\0\0"))),
			    "3 TXT,4 TYPE65535");
	assert_string_equal(answers_of(OF(HEAD("\0"))), "");
}

/* Without a question (mDNS) each record tells whose it is. */
static void test_without_question(void **state)
{
	static const char message[] = "\0\0\x84\0\0\0\0\2\0\0\0\0"
				      "\4_ipp\4_tcp\5local\0\0\x0c\0\1\0\0\0\x78\0\4\1p\xc0\x0c"
				      "\4host\xc0\x16\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1";

	(void)state;
	assert_string_equal(answers_of(message, sizeof(message) - 1),
			    "_ipp._tcp.local 120 PTR p._ipp._tcp.local,host.local 60 A 192.0.2.1");
}

/* A name that goes on behind its record's data, an address of another length, a time to live above what RFC 2181 8 allows. */
static void test_wrong_data(void **state)
{
	(void)state;
	assert_string_equal(answers_of(OF(HEAD("\2") RECORD("\0\5", "\0\0\0\1", "\0\2") "\3w" A("\1"))),
			    "1 CNAME,300 A 192.0.2.1");
	assert_string_equal(answers_of(OF(HEAD("\1") RECORD("\0\x21", "\0\0\0\1", "\0\2") "\0\0")), "1 SRV");
	assert_string_equal(answers_of(OF(HEAD("\1") RECORD("\0\1", "\xff\xff\xff\xff", "\0\3") "abc")), "0 A");
}

static void test_more_than_fit(void **state)
{
	char octets[4096], *end = octets + sizeof(HEAD("\x40")) - 1;

	(void)state;
	memcpy(octets, HEAD("\x40"), sizeof(HEAD("\x40")) - 1);
	for (unsigned int i = 0; i < 0x40; i++, end += sizeof(A("\1")) - 1)
		memcpy(end, A("\1"), sizeof(A("\1")) - 1);
	answers_of(octets, (size_t)(end - octets));
	assert_true(facts.answers_end);
	assert_int_equal(strlen(facts.answers_text), 16 * (sizeof("300 A 192.0.2.1,") - 1) - 1);
}

static void test_every_truncation(void **state)
{
	static const char message[] = HEAD("\3") RECORD("\0\5", "\0\0\0\0", "\0\6") "\3web\xc0\x0c" A("\2") A("\3");

	(void)state;
	for (size_t count = 1; count < sizeof(message); count++)
		answers_of(message, count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_without_question),
		cmocka_unit_test(test_wrong_data),
		cmocka_unit_test(test_more_than_fit),
		cmocka_unit_test(test_every_truncation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
