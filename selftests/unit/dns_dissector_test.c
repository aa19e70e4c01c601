// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which query and which response make a transaction, of datagrams and of streams. */
#include "offer.h"

extern const struct tl_dissector tl_dissector_dns;

#define OCTETS(text)	   (const __u8 *)(text), sizeof(text) - 1
#define HEAD(id, flags, n) id flags "\0\1" n "\0\0\0\0"
#define EXAMPLE		   "\7example\3com\0"
#define A		   "\0\1\0\1"
#define AAAA		   "\0\x1c\0\1"
#define ADDRESS		   "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\xc0\0\2\1"
#define QUERY		   "\0\x1d" HEAD("\0\1", "\1\0", "\0\0") EXAMPLE A
#define SECOND		   "\0\x1d" HEAD("\0\2", "\1\0", "\0\0") EXAMPLE AAAA
#define RESPONSE	   "\0\x2d" HEAD("\0\1", "\x81\x80", "\0\1") EXAMPLE A ADDRESS
#define REFUSAL		   "\0\x1d" HEAD("\0\2", "\x81\x83", "\0\0") EXAMPLE AAAA

static struct conversation conversation;

static const struct tl_record_dns *dns_of(__u32 number)
{
	return &said(&conversation, number)->dns;
}

static enum tl_dissection datagram(__u8 side, const __u8 *octets, size_t size)
{
	return offer_octets(&conversation, side, octets, (__u32)size, (__u32)size);
}

/* A stream as it is put together: each time from its beginning, with one octet more. */
static void stream(__u8 side, const __u8 *octets, size_t size)
{
	for (__u32 captured = 1; captured <= size; captured++)
		assert_int_equal(offer_octets(&conversation, side, octets, captured, captured), TL_DISSECT_CUT);
}

static void both_kinds_of_address_under_one_id(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, 53);
	datagram(0, OCTETS(HEAD("\0\1", "\1\0", "\0\0") EXAMPLE A));
	datagram(0, OCTETS(HEAD("\0\1", "\1\0", "\0\0") EXAMPLE AAAA));
	datagram(1, OCTETS(HEAD("\0\1", "\x81\x83", "\0\0") EXAMPLE AAAA));
	datagram(1, OCTETS(HEAD("\0\1", "\x81\x80", "\0\1") EXAMPLE A ADDRESS));
	assert_int_equal(conversation.transactions.begun, 2);
	assert_int_equal(dns_of(1)->question_type, 1);
	assert_int_equal(dns_of(1)->answers, 1);
	assert_int_equal(dns_of(2)->question_type, 28);
	assert_int_equal(dns_of(2)->response_code, 3);
	part(&conversation);
}

static void answered_in_lower_case(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, 53);
	datagram(0, OCTETS(HEAD("\0\1", "\1\0", "\0\0") "\7eXaMpLe\3CoM\0" A));
	datagram(1, OCTETS(HEAD("\0\1", "\x81\x80", "\0\1") EXAMPLE A ADDRESS));
	assert_int_equal(conversation.transactions.begun, 1);
	assert_true(dns_of(1)->is_answered && dns_of(1)->has_ipv4);
	assert_string_equal(dns_of(1)->name, "eXaMpLe.CoM");
	part(&conversation);
}

/* A record that is longer than the message: on DNS's own port it is a response all the same. */
static void wrong_behind_the_question(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, 53);
	datagram(0, OCTETS(HEAD("\0\1", "\1\0", "\0\0") EXAMPLE A));
	datagram(1, OCTETS(HEAD("\0\1", "\x81\x82", "\0\1") EXAMPLE A "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\xff\1"));
	assert_true(dns_of(1)->is_answered);
	assert_int_equal(dns_of(1)->response_code, 2);
	part(&conversation);
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, 5300);
	assert_int_equal(datagram(1, OCTETS(HEAD("\0\1", "\x81\x82", "\0\1") EXAMPLE A "\xc0\x0c\0\1\0\1\0\0")),
			 TL_DISSECT_FOREIGN);
	part(&conversation);
}

/* RFC 7766: several queries, then their answers in another order; the length may come by itself. */
static void pipelined(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_TCP, 53);
	stream(0, OCTETS(QUERY SECOND));
	assert_int_equal(conversation.transactions.begun, 2);
	stream(1, OCTETS(REFUSAL RESPONSE));
	assert_int_equal(conversation.transactions.begun, 2);
	assert_true(dns_of(1)->is_answered && dns_of(1)->is_timed && dns_of(1)->has_ipv4);
	assert_int_equal(dns_of(2)->response_code, 3);
	part(&conversation);
}

/* Of an answer that is longer than what is sampled, its beginning counts. */
static void long_answer(void **state)
{
	static const __u8 beginning[] = "\x40\0" HEAD("\0\1", "\x81\x80", "\2\0") EXAMPLE A ADDRESS "\xc0\x0c";

	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_TCP, 53);
	stream(0, OCTETS(QUERY));
	stream(1, beginning, sizeof(beginning) - 1);
	assert_true(dns_of(1)->is_answered && dns_of(1)->has_ipv4);
	assert_int_equal(dns_of(1)->answers, 512);
	part(&conversation);
}

static void others_are_not_it(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_TCP, 5300);
	assert_int_equal(datagram(0, OCTETS("\0\x1d")), TL_DISSECT_FOREIGN);
	part(&conversation);
	expect_foreign(&tl_dissector_dns, IPPROTO_TCP, 53, "001d000101000001000000000000ffff");
}

/* From the middle of a zone's transfer: a record as if it were a header, in a class that nobody asks for. */
static void met_in_the_middle(void **state)
{
	(void)state;
	expect_foreign(&tl_dissector_dns, IPPROTO_TCP, 53, "650000300001c00c003000010000003c010801000308030100019f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_kinds_of_address_under_one_id),
		cmocka_unit_test(answered_in_lower_case),
		cmocka_unit_test(wrong_behind_the_question),
		cmocka_unit_test(pipelined),
		cmocka_unit_test(long_answer),
		cmocka_unit_test(others_are_not_it),
		cmocka_unit_test(met_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
