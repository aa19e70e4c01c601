// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Control connections of L2TP (RFC 2661 4.4, 6.1) and PPTP (RFC 2637 2.1): begun, accepted, acknowledged; and wrong.
 */
#include "unit/offer.h"

/* clang-format off */
#define L2TP_PORT 1701
#define PPTP_PORT 1723

#define VERSION_1_0  "8008000000020100"
#define HOST	     "8009000000076c6163" /* "lac" */
#define VENDOR	     "000a0000000861636d65" /* "acme" */
#define SCCRQ	     "c802002f0000000000000000" "8008000000000001" VERSION_1_0 HOST VENDOR
#define SCCRP	     "c80200250001000000000001" "8008000000000002" VERSION_1_0 "8009000000076c6e73"
#define ZLB	     "c802000c0001000000020001"
#define OCTETS_16    "00000000000000000000000000000000"
#define NAME(text)   text OCTETS_16 OCTETS_16 OCTETS_16
#define HOST_64	     NAME("70632d310000000000000000" "00000000") /* "pc-1" */
#define VENDOR_64    NAME("4d6963726f736f6674000000" "00000000") /* "Microsoft" */
#define START	     "009c00011a2b3c4d00010000" "01000000000000030000000300000000" HOST_64 VENDOR_64
#define STARTED	     "009c00011a2b3c4d00020000" "01000100000000030000000300010001" HOST_64 VENDOR_64
/* clang-format on */

extern const struct tl_dissector tl_dissector_l2tp;
extern const struct tl_dissector tl_dissector_pptp;
static struct conversation talk;

static void test_l2tp(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_l2tp, IPPROTO_UDP, L2TP_PORT);
	assert_int_equal(offer(&talk, 0, SCCRQ), TL_DISSECT_WHOLE);
	assert_int_equal(offer(&talk, 1, SCCRP), TL_DISSECT_WHOLE);
	assert_int_equal(offer(&talk, 0, ZLB), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(said(&talk, 1)->dial.type, 1);
	assert_string_equal(said(&talk, 1)->dial.host_name, "lac");
	assert_string_equal(said(&talk, 1)->dial.vendor, "acme");
	assert_int_equal(said(&talk, 1)->dial.response_time, 1000);
	part(&talk);
}

static void test_pptp(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_pptp, IPPROTO_TCP, PPTP_PORT);
	assert_int_equal(offer(&talk, 0, START), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, STARTED), TL_DISSECT_CUT);
	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(said(&talk, 1)->dial.type, 1);
	assert_string_equal(said(&talk, 1)->dial.host_name, "pc-1");
	assert_string_equal(said(&talk, 1)->dial.vendor, "Microsoft");
	assert_true(said(&talk, 1)->dial.is_timed);
	part(&talk);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		"4802000c0001000000020001", /* data */
		"c803000c0001000000020001", /* version 3 */
		"c802000d0001000000020001", /* its length */
		"c802001400000000000000008008000000000011", /* no message */
		"c802001400000000000000008008000000010001", /* another attribute first */
		"c802001400000000000000008009000000000001", /* an attribute too long */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_l2tp, IPPROTO_UDP, L2TP_PORT, wrong[i]);
	expect_foreign(&tl_dissector_pptp, IPPROTO_TCP, PPTP_PORT, "000c00011a2b3c4e00050000");
	expect_foreign(&tl_dissector_pptp, IPPROTO_TCP, PPTP_PORT, "000c00021a2b3c4d00050000");
	expect_foreign(&tl_dissector_pptp, IPPROTO_TCP, PPTP_PORT, "000c00011a2b3c4d00100000");
	cut_everywhere(&tl_dissector_l2tp, IPPROTO_UDP, L2TP_PORT, SCCRQ);
	cut_everywhere(&tl_dissector_pptp, IPPROTO_TCP, PPTP_PORT, START);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_l2tp),
		cmocka_unit_test(test_pptp),
		cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
