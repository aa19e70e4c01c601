// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A connection to an S7 controller: opened, set up, a block read, refused, a list of its system's states asked for.
 */
#include "unit/offer.h"

/* clang-format off */
#define PORT 102

#define CONNECT	  "0300001611e00000000100c0010ac1020100c2020102"
#define CONNECTED "0300001611d00001000200c0010ac1020100c2020102"
#define SET_UP "0300001902f080" "32010000040000080000" "f0000001000101e0"
#define SET_UP_OK "0300001b02f080" "320300000400000800000000" "f0000001000100f0"
#define READ_VARIABLE "0300001f02f080" "320100000500000e0000" "0401120a10020001000184000000"
#define READ_REFUSED "0300001302f080" "320200000500000000008104"
#define LIST "0300002102f080" "32070000060000080008" "0001120411440100" "ff09000400110000"
#define LIST_ANSWER "0300002502f080" "320700000600000c0008" "000112081284010000000000" "ff09000400110000"
#define LIST_REFUSED "0300002102f080" "320700000700000c0004" "00011208128401000000d209" "0a000000"
#define LIST_AGAIN "0300002102f080" "32070000070000080008" "0001120411440100" "ff09000400110000"
/* clang-format on */

extern const struct tl_dissector tl_dissector_s7comm;
static struct conversation talk;

static const struct tl_record_s7comm *told(__u32 number)
{
	return &said(&talk, number)->s7comm;
}

static void test_connection(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_s7comm, IPPROTO_TCP, PORT);
	assert_int_equal(offer(&talk, 0, CONNECT), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, CONNECTED), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 0);
	assert_int_equal(talk.transactions.taken[0], 0);
	assert_int_equal(offer(&talk, 0, SET_UP), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, SET_UP_OK), TL_DISSECT_CUT);
	assert_int_equal(told(1)->kind, 1);
	assert_int_equal(told(1)->function, 0xf0);
	assert_true(told(1)->has_function);
	assert_true(told(1)->is_timed);
	assert_int_equal(told(1)->error, 0);
	offer(&talk, 0, READ_VARIABLE);
	offer(&talk, 1, READ_REFUSED);
	assert_int_equal(told(2)->function, 4);
	assert_int_equal(told(2)->error, 0x8104);
	offer(&talk, 0, LIST);
	offer(&talk, 1, LIST_ANSWER);
	assert_int_equal(talk.transactions.begun, 3);
	assert_int_equal(told(3)->kind, 7);
	assert_int_equal(told(3)->user_function, 0x0401);
	assert_false(told(3)->has_function);
	assert_int_equal(told(3)->response_time, 1000);
	assert_int_equal(told(3)->error, 0);
	offer(&talk, 0, LIST_AGAIN);
	offer(&talk, 1, LIST_REFUSED);
	assert_int_equal(talk.transactions.begun, 4);
	assert_int_equal(told(4)->error, 0xd209);
	part(&talk);
}

static void test_answer_first(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_s7comm, IPPROTO_TCP, PORT);
	offer(&talk, 1, SET_UP_OK);
	assert_int_equal(told(1)->kind, 3);
	offer(&talk, 0, SET_UP);
	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(told(1)->kind, 1);
	assert_false(told(1)->is_timed);
	part(&talk);
}

/* Others use the same transport; that its connection is opened says nothing. */
static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		"0300001902f08031010000040000080000f0000001000101e0",
		"0300001902f08032010001040000080000f0000001000101e0",
		"0300001902f08032010000040000070000f0000001000101e0",
		"0300001902f08032050000040000080000f0000001000101e0",
		"0400001902f08032010000040000080000f0000001000101e0",
		"0300002102f080320700000600000800080001130411440100ff09000400110000",
		"0300001612e00000000100c0010ac1020100c2020102",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_s7comm, IPPROTO_TCP, PORT, wrong[i]);
	cut_everywhere(&tl_dissector_s7comm, IPPROTO_TCP, PORT, CONNECT);
	cut_everywhere(&tl_dissector_s7comm, IPPROTO_TCP, PORT, SET_UP_OK);
	cut_everywhere(&tl_dissector_s7comm, IPPROTO_TCP, PORT, LIST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connection),
		cmocka_unit_test(test_answer_first),
		cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
