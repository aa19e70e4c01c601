// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Hellos of Google's QUIC made by hand, with both headers, whole, at every truncation, and wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/gquic.h"
#include "unit/exact_message.h"

#define HEADER "\x09\1\2\3\4\5\6\7\x08Q043\1"
#define LONG   "\xc3Q046\x50\1\2\3\4\5\6\7\x08\0\0\0\1"
#define HASH   "hash of 12 o"
#define FRAME  "\xa0\1\x04\0" /* stream 1, length */
#define TAGS   "CHLO\4\0\0\0PAD\0\4\0\0\0SNI\0\x13\0\0\0VER\0\x17\0\0\0UAID\x36\0\0\0"
#define VALUES                                                                                                         \
	"----www.example.org"                                                                                          \
	"Q043" AGENT
#define AGENT	 "Chrome/62.0 Windows NT 10.0; x6"
#define HELLO	 TAGS VALUES
#define OF(text) (const __u8 *)(text), sizeof(text) - 1

static struct tl_gquic_facts facts;

static enum tl_dissection look(const __u8 *octets, size_t captured, size_t length)
{
	struct tl_message message = exact_message(octets, captured, length);
	enum tl_dissection result;

	memset(&facts, 0xa5, sizeof(facts));
	result = tl_gquic_dissect(&message, &facts);
	give_back(&message);
	return result;
}

static enum tl_dissection look_whole(const __u8 *octets, size_t length)
{
	return look(octets, length, length);
}

static void both_headers(void **state)
{
	(void)state;
	assert_int_equal(look_whole(OF(HEADER HASH FRAME HELLO)), TL_DISSECT_WHOLE);
	assert_int_equal(facts.version, 0x51303433);
	assert_string_equal(facts.server_name, "www.example.org");
	assert_string_equal(facts.user_agent, AGENT);
	assert_int_equal(look_whole(OF(LONG HASH FRAME HELLO)), TL_DISSECT_WHOLE);
	assert_int_equal(facts.version, 0x51303436);
	assert_string_equal(facts.server_name, "www.example.org");
}

static void truncations_say_less(void **state)
{
	static const char whole[] = HEADER HASH FRAME HELLO;
	size_t tags = sizeof(HEADER HASH FRAME TAGS) - 1, size = sizeof(whole) - 1;

	(void)state;
	for (size_t captured = 0; captured < size; captured++) {
		enum tl_dissection result = look((const __u8 *)whole, captured, size);

		assert_int_not_equal(result, TL_DISSECT_WHOLE);
		if (captured >= tags)
			assert_int_equal(result, TL_DISSECT_CUT);
		if (result == TL_DISSECT_CUT)
			assert_memory_equal(facts.user_agent, AGENT, strlen(facts.user_agent));
	}
}

static void others_are_not_it(void **state)
{
	(void)state;
	assert_int_equal(look_whole(OF("")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_whole(OF("\x08\1\2\3\4\5\6\7\x08Q043\1" HASH FRAME HELLO)), TL_DISSECT_FOREIGN);
	assert_int_equal(look_whole(OF("\x09\1\2\3\4\5\6\7\x08Q999\1" HASH FRAME HELLO)), TL_DISSECT_FOREIGN);
	assert_int_equal(look_whole(OF("\x09\1\2\3\4\5\6\7\x08Q0x3\1" HASH FRAME HELLO)), TL_DISSECT_FOREIGN);
	assert_int_equal(look_whole(OF(HEADER HASH FRAME "REJ\0\1\0\0\0STK\0\1\0\0\0-")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_whole(OF(HEADER HASH FRAME "CHLO\0\0\0\0")), TL_DISSECT_FOREIGN);
	assert_int_equal(look_whole(OF(HEADER HASH FRAME "CHLO\xff\xff\0\0")), TL_DISSECT_FOREIGN);
}

static void values_that_go_backwards(void **state)
{
	(void)state;
	assert_int_equal(look_whole(OF(HEADER HASH FRAME "CHLO\2\0\0\0SNI\0\x09\0\0\0UAID\4\0\0\0name-text")),
			 TL_DISSECT_FOREIGN);
	assert_int_equal(look_whole(OF(HEADER HASH FRAME "CHLO\1\0\0\0SNI\0\xff\xff\xff\xffname")), TL_DISSECT_CUT);
	assert_string_equal(facts.server_name, "name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_headers),
		cmocka_unit_test(truncations_say_less),
		cmocka_unit_test(others_are_not_it),
		cmocka_unit_test(values_that_go_backwards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
