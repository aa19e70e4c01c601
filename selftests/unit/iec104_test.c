// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A connection of IEC 60870-5-104 as its part 5.3 describes it: started, interrogated, acknowledged, tested. */
#include "dissect/iec104.h"
#include "unit/offer.h"

/* clang-format off */
#define PORT 2404

#define START	    "680407000000"
#define STARTED	    "68040b000000"
#define TEST	    "680443000000"
#define TESTED	    "680483000000"
#define ACKNOWLEDGE "680401000600"
#define INTERROGATION "680e00000000" "640106030a00" "000000" "14"
#define CONFIRMATION "680e00000200" "640107030a00" "000000" "14"
#define POINTS "680f02000200" "018214000a00" "e90300" "0100"
#define FLOAT "681204000200" "0d0143010b00" "d10701" "0000000000"
/* clang-format on */

extern const struct tl_dissector tl_dissector_iec104;
static struct conversation talk;

static void test_connection(void **state)
{
	const struct tl_record_iec104 *iec104;

	(void)state;
	converse(&talk, &tl_dissector_iec104, IPPROTO_TCP, PORT);
	assert_int_equal(offer(&talk, 0, START), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, STARTED), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 0, INTERROGATION), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, CONFIRMATION POINTS FLOAT), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 0, ACKNOWLEDGE TEST), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, TESTED), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 4);
	iec104 = &said(&talk, 1)->iec104;
	assert_int_equal(iec104->format, 3);
	assert_int_equal(iec104->functions, 1 | 2 | 16 | 32);
	assert_int_equal(iec104->type, 100);
	assert_int_equal(iec104->objects, 1);
	assert_int_equal(iec104->cause, 6);
	assert_int_equal(iec104->originator, 3);
	assert_int_equal(iec104->address, 10);
	assert_int_equal(iec104->object, 0);
	assert_int_equal(iec104->controlling.information, 1);
	assert_int_equal(iec104->controlling.supervisory, 1);
	assert_int_equal(iec104->controlling.unnumbered, 2);
	assert_int_equal(iec104->controlled.information, 3);
	assert_int_equal(iec104->controlled.supervisory, 0);
	assert_int_equal(iec104->controlled.unnumbered, 2);
	part(&talk);
}

/* Each kind of ASDU once: what comes again, or of another object alone, is none. */
static void test_kinds(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_iec104, IPPROTO_TCP, PORT);
	offer(&talk, 0, INTERROGATION);
	offer(&talk, 1, CONFIRMATION POINTS);
	offer(&talk, 1, POINTS FLOAT);
	assert_int_equal(talk.transactions.begun, 4);
	assert_int_equal(said(&talk, 1)->iec104.cause, 6);
	assert_true(said(&talk, 1)->iec104.counts);
	assert_int_equal(said(&talk, 2)->iec104.type, 100);
	assert_int_equal(said(&talk, 2)->iec104.cause, 7);
	assert_false(said(&talk, 2)->iec104.counts);
	assert_int_equal(said(&talk, 3)->iec104.type, 1);
	assert_int_equal(said(&talk, 3)->iec104.object, 1001);
	assert_int_equal(said(&talk, 4)->iec104.type, 13);
	assert_int_equal(said(&talk, 4)->iec104.format, TL_IEC104_I);
	part(&talk);
	/* the sample of what came earlier came later */
	converse(&talk, &tl_dissector_iec104, IPPROTO_TCP, PORT);
	offer(&talk, 1, CONFIRMATION);
	talk.time -= 2000000;
	offer(&talk, 0, INTERROGATION);
	assert_int_equal(said(&talk, 1)->iec104.cause, 6);
	assert_int_equal(said(&talk, 2)->iec104.cause, 7);
	part(&talk);
}

/* Its cause has the bit for a negative confirmation; the number of elements, the one for a sequence. */
static void test_asdu(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_iec104, IPPROTO_TCP, 50000);
	assert_int_equal(offer(&talk, 1, FLOAT), TL_DISSECT_CUT);
	assert_int_equal(said(&talk, 1)->iec104.format, 0);
	assert_int_equal(said(&talk, 1)->iec104.type, 13);
	assert_int_equal(said(&talk, 1)->iec104.cause, 3);
	assert_int_equal(said(&talk, 1)->iec104.address, 11);
	assert_int_equal(said(&talk, 1)->iec104.object, 0x107d1);
	part(&talk);
	converse(&talk, &tl_dissector_iec104, IPPROTO_TCP, PORT);
	offer(&talk, 1, POINTS);
	assert_int_equal(said(&talk, 1)->iec104.objects, 2);
	assert_int_equal(said(&talk, 1)->iec104.object, 1001);
	part(&talk);
}

static void test_again(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_iec104, IPPROTO_TCP, PORT);
	offer(&talk, 0, START);
	talk.sent[0] = 0;
	offer(&talk, 0, START INTERROGATION);
	assert_int_equal(said(&talk, 1)->iec104.controlling.unnumbered, 1);
	assert_int_equal(said(&talk, 1)->iec104.controlling.information, 1);
	part(&talk);
}

/* A connection met in the middle may begin with a keep-alive's octet. */
static void test_keep_alive(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_iec104, IPPROTO_TCP, PORT);
	assert_int_equal(offer(&talk, 0, "00"), TL_DISSECT_CUT);
	talk.sent[0] = 0;
	assert_int_equal(offer(&talk, 0, "00" TEST), TL_DISSECT_CUT);
	talk.sent[0] = 0;
	assert_int_equal(offer(&talk, 0, "00" TEST INTERROGATION), TL_DISSECT_CUT);
	assert_int_equal(said(&talk, 1)->iec104.controlling.unnumbered, 1);
	assert_int_equal(said(&talk, 1)->iec104.controlling.information, 1);
	part(&talk);
	expect_foreign(&tl_dissector_iec104, IPPROTO_TCP, PORT, "0000" TEST);
	expect_foreign(&tl_dissector_iec104, IPPROTO_TCP, PORT, "01" TEST);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		"68040f000000", /* two functions */
		"680403000000", /* none */
		"680407000100",
		"680501000600aa",
		"680401010600",
		"680401000700",
		"6803010006",
		"68fe01000600",
		"680e00000100640106030a0000000014", /* the second number has its lowest bit */
		"680c00000000640106030a000000",
		"690407000000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_iec104, IPPROTO_TCP, PORT, wrong[i]);
	expect_foreign(&tl_dissector_iec104, IPPROTO_UDP, PORT, START);
	/* no type, no cause: elsewhere than at its port that is none */
	expect_foreign(&tl_dissector_iec104, IPPROTO_TCP, 50000, "680e00000000000106030a0000000014");
	expect_foreign(&tl_dissector_iec104, IPPROTO_TCP, 50000, "680e00000000640100030a0000000014");
	expect_foreign(&tl_dissector_iec104, IPPROTO_TCP, 50000,
		       "680e00000000640206030a0000000014"); /* too short for two */
	cut_everywhere(&tl_dissector_iec104, IPPROTO_TCP, PORT, START);
	cut_everywhere(&tl_dissector_iec104, IPPROTO_TCP, PORT, INTERROGATION);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connection), cmocka_unit_test(test_kinds),      cmocka_unit_test(test_asdu),
		cmocka_unit_test(test_again),	   cmocka_unit_test(test_keep_alive), cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
