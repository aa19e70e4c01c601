// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* mDNS (RFC 6762): several questions in one message, and what is told a group without having been asked there. */
#include <stdio.h>

#include "offer.h"

#define PORT 5353
#define A    "0001"
#define FIRST                                                                                                          \
	"05"                                                                                                           \
	"6669727374"                                                                                                   \
	"05"                                                                                                           \
	"6c6f63616c"                                                                                                   \
	"00"
#define SECOND                                                                                                         \
	"06"                                                                                                           \
	"7365636f6e64"                                                                                                 \
	"c012"
#define PRINTER                                                                                                        \
	"07"                                                                                                           \
	"7072696e746572"                                                                                               \
	"05"                                                                                                           \
	"6c6f63616c"                                                                                                   \
	"00"
#define ANSWER(ttl)                                                                                                    \
	PRINTER "00018001" ttl "0004"                                                                                  \
		"0a090032"

extern const struct tl_dissector tl_dissector_dns;

static struct conversation conversation;

static const struct tl_record_dns *dns_of(__u32 number)
{
	return &said(&conversation, number)->dns;
}

/* To 224.0.0.251, from the port that all of them speak and listen at. */
static void tell(const char *text)
{
	static const __u8 group[16] = {[10] = 0xff, [11] = 0xff, 224, 0, 0, 251};
	__u8 octets[OFFERED_MOST];
	struct tl_message message = {
		.octets = octets,
		.destination_address = group,
		.source_port = PORT,
		.destination_port = PORT,
		.protocol = IPPROTO_UDP,
		.time = conversation.time += 1000000,
	};

	message.captured = message.length = octets_of(text, octets);
	assert_int_equal(tl_dissector_dns.take(&conversation.transactions, &message), TL_DISSECT_WHOLE);
}

static void several_questions(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, PORT);
	tell("000000000003000000000000" FIRST "00018001" SECOND "001c0001" FIRST "001c0001");
	assert_int_equal(conversation.transactions.begun, 3);
	assert_string_equal(dns_of(1)->name, "first.local");
	assert_int_equal(dns_of(1)->question_class, 1);
	assert_string_equal(dns_of(2)->name, "second.local");
	assert_int_equal(dns_of(2)->question_type, 28);
	assert_string_equal(dns_of(3)->name, "first.local");
	assert_int_equal(dns_of(3)->question_type, 28);
	part(&conversation);
}

/* Header counts say what they like: what is not there is not told, and of very many only some are. */
static void fewer_and_more_questions(void **state)
{
	static const char many[] = "0000000000ff000000000000";
	char text[1024];
	size_t length = sizeof(many) - 1;

	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, PORT);
	memcpy(text, many, sizeof(many));
	for (unsigned int i = 0; i < 0xff && length + 15 < sizeof(text); i++, length += 14)
		snprintf(text + length, sizeof(text) - length, "01%02x0000010001", 0x21 + i);
	tell(text);
	assert_int_equal(conversation.transactions.begun, 32);
	part(&conversation);
}

/* Within one second: other facts are another announcement, the same ones a copy. */
static void announcements(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, PORT);
	tell("000000000001000000000000" FIRST "00010001");
	tell("000084000000000100000000" ANSWER("00000078"));
	tell("000084000000000100000000" ANSWER("00000078"));
	tell("000084000000000100000000" ANSWER("00000000"));
	tell("000084000000000100000000" FIRST "0001800100000000"
	     "00040a090032");
	assert_int_equal(conversation.transactions.begun, 4);
	assert_false(dns_of(1)->is_answered);
	assert_string_equal(dns_of(2)->name, "");
	assert_int_equal(dns_of(2)->ttl, 120);
	assert_int_equal(dns_of(3)->ttl, 0);
	assert_string_equal(dns_of(3)->answer_list, "printer.local 0 A 10.9.0.50");
	assert_string_equal(dns_of(4)->answer_list, "first.local 0 A 10.9.0.50");
	part(&conversation);
}

/* In a conversation of two, an answer without its question is to what was asked there. */
static void answer_to_one(void **state)
{
	(void)state;
	converse(&conversation, &tl_dissector_dns, IPPROTO_UDP, PORT);
	offer(&conversation, 0, "000000000001000000000000" PRINTER "00018001");
	offer(&conversation, 1, "000084000000000100000000" ANSWER("00000078"));
	assert_int_equal(conversation.transactions.begun, 1);
	assert_true(dns_of(1)->is_answered && dns_of(1)->has_ipv4);
	part(&conversation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_questions),
		cmocka_unit_test(fewer_and_more_questions),
		cmocka_unit_test(announcements),
		cmocka_unit_test(answer_to_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
