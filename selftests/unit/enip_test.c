// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* EtherNet/IP: a session registered, CIP's services with and without a connection, an identity asked for by UDP. */
#include "unit/offer.h"

/* clang-format off */
#define PORT 44818

#define CONTEXT "1122334455667788"
#define REST	"00000000" CONTEXT "00000000" /* status, context, options */
#define REGISTER "65000400" "00000000" REST "01000000"
#define REGISTERED "65000400" "78563412" REST "01000000"
#define GET "6f001600" "78563412" REST "00000000" "0500" "0200" "00000000" "b2000600" "0e0320012401"
#define GOT_ERROR "6f001400" "78563412" REST "00000000" "0500" "0200" "00000000" "b2000400" "8e000500"
#define UNIT "70001a00" "78563412" REST "00000000" "0000" "0200" "a10004000a0b0c0d" "b1000600" "01004c022004"
#define UNIT_REPLY "70001a00" "78563412" REST "00000000" "0000" "0200" "a10004000e0f0a0b" "b1000600" "0100cc000000"
#define IDENTITY "63000000" "00000000" REST
#define IDENTIFIED "63000600" "00000000" REST "01000c000000"
/* clang-format on */

extern const struct tl_dissector tl_dissector_enip;
static struct conversation talk;

static const struct tl_record_enip *told(__u32 number)
{
	return &said(&talk, number)->enip;
}

static void test_session(void **state)
{
	const __u16 ports[] = {PORT, 2222};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		converse(&talk, &tl_dissector_enip, IPPROTO_TCP, ports[i]);
		assert_int_equal(offer(&talk, 0, REGISTER), TL_DISSECT_CUT);
		assert_int_equal(offer(&talk, 1, REGISTERED), TL_DISSECT_CUT);
		assert_int_equal(told(1)->command, 0x65);
		assert_int_equal(told(1)->session, 0x12345678);
		assert_true(told(1)->is_timed);
		offer(&talk, 0, GET);
		offer(&talk, 1, GOT_ERROR);
		assert_int_equal(told(2)->service, 14);
		assert_int_equal(told(2)->general_status, 5);
		offer(&talk, 0, UNIT);
		offer(&talk, 1, UNIT_REPLY);
		assert_int_equal(talk.transactions.begun, 3);
		assert_int_equal(told(3)->command, 0x70);
		assert_int_equal(told(3)->service, 0x4c);
		assert_int_equal(told(3)->general_status, 0);
		assert_int_equal(told(3)->response_time, 1000);
		part(&talk);
	}
}

static void test_identity(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_enip, IPPROTO_UDP, PORT);
	assert_int_equal(offer(&talk, 0, IDENTITY), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, IDENTIFIED), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 1);
	assert_true(told(1)->is_timed);
	part(&talk);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		"6700040000000000" REST "01000000", /* no command */
		"650004000000000004000000" CONTEXT "0000000001000000", /* no status */
		"650004000000000000000000" CONTEXT "0100000001000000", /* options */
		"6500030000000000" REST "010000",
		"6f00160078563412" REST "010000000500020000000000b20006000e0320012401", /* not CIP */
		"6f00160078563412" REST "000000000500020000000000b20007000e0320012401", /* an item too long */
		"6f00160078563412" REST "000000000500010000000000b20006000e0320012401", /* octets left */
		"0400060000000000" REST "010000010400", /* a list that does not fill it */
		"0000000000000000" REST, /* NOP */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_enip, IPPROTO_TCP, PORT, wrong[i]);
	cut_everywhere(&tl_dissector_enip, IPPROTO_TCP, PORT, REGISTER);
	cut_everywhere(&tl_dissector_enip, IPPROTO_TCP, PORT, GET);
	cut_everywhere(&tl_dissector_enip, IPPROTO_UDP, PORT, UNIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
