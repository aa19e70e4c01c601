// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IKEv1's main mode and IKEv2's exchanges, their errors, behind the non-ESP marker, cut at each octet, and wrong. */
#include "unit/offer.h"

/* clang-format off */
#define PORT	  500
#define INITIATOR "0a54522fcd8d9b6a"
#define RESPONDER "6a79aa892326bcef"
#define NOBODY	  "0000000000000000"
#define OCTETS_16 "b604821b9cc107a6ad9e196a29a83d21"

/* Two transforms: AES-CBC of 256 bits with group 14, 3DES with group 2. */
#define V1_TRANSFORMS \
	"03000020" "01010000" "80010007" "800e0100" "80020002" "8004000e" "80030001" "800b0001" "00000018" \
	"02010000" "80010005" "80020001" "80040002" "80030001"
#define V1_SA "0d00004c" "00000001" "00000001" "00000040" "01010002" V1_TRANSFORMS
#define V1_VENDOR "0d000014" OCTETS_16
#define V1_LAST	  "00000014" OCTETS_16
#define V1_REQUEST INITIATOR NOBODY "01100200" "00000000" "00000090" V1_SA V1_VENDOR V1_LAST
#define V1_KEYS(from) INITIATOR RESPONDER "04100200" "00000000" "00000044" "0a000014" from V1_LAST
#define V1_ENCRYPTED INITIATOR RESPONDER "05100201" "00000000" "0000002c" OCTETS_16

/* AES-GCM-16, PRF, Curve25519, then MODP-2048; a second proposal with another group. */
#define V2_FIRST \
	"0200002c" "01010004" "0300000c" "01000014" "800e0100" "03000008" "02000005" "03000008" "0400001f" \
	"00000008" "0400000e"
#define V2_SECOND "00000018" "02010002" "03000008" "0100000c" "00000008" "04000013"
#define V2_SA "22000048" V2_FIRST V2_SECOND
#define V2_REQUEST \
	INITIATOR NOBODY "21202208" "00000000" "00000090" V2_SA "2b000018" "001f0000" OCTETS_16 "00000014" \
	OCTETS_16
#define V2_INVALID INITIATOR RESPONDER "29202220" "00000000" "00000026" "0000000a" "00000011" "000e"
#define V2_AUTH(flags) "00000000" INITIATOR RESPONDER "2e2023" flags "00000001" "00000030" "24000014" OCTETS_16
/* clang-format on */

extern const struct tl_dissector tl_dissector_ike;
static struct conversation talk;

static const struct tl_record_ike *told(__u32 number)
{
	return &said(&talk, number)->ike;
}

static void test_version_1(void **state)
{
	static const __u8 responder[] = {0x6a, 0x79, 0xaa, 0x89, 0x23, 0x26, 0xbc, 0xef};

	(void)state;
	converse(&talk, &tl_dissector_ike, IPPROTO_UDP, PORT);
	assert_int_equal(offer(&talk, 0, V1_REQUEST), TL_DISSECT_WHOLE);
	assert_int_equal(told(1)->version, 0x10);
	assert_int_equal(told(1)->exchange, 2);
	assert_int_equal(told(1)->encryption, 7);
	assert_int_equal(told(1)->group, 14);
	assert_int_equal(told(1)->vendor_ids, 2);
	assert_false(told(1)->is_timed);
	assert_int_equal(offer(&talk, 1, V1_KEYS(OCTETS_16)), TL_DISSECT_WHOLE);
	assert_int_equal(offer(&talk, 0, V1_ENCRYPTED), TL_DISSECT_WHOLE);
	assert_int_equal(talk.transactions.begun, 1);
	assert_memory_equal(told(1)->responder, responder, sizeof(responder));
	assert_true(told(1)->is_timed);
	assert_int_equal(told(1)->response_time, 1000);
	assert_int_equal(offer(&talk, 1, INITIATOR RESPONDER "0b10050000001234000000280000000c000000010100000e"),
			 TL_DISSECT_WHOLE);
	assert_int_equal(told(2)->exchange, 5);
	assert_int_equal(told(2)->notification, 14);
	part(&talk);
}

static void test_version_2(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_ike, IPPROTO_UDP, PORT);
	assert_int_equal(offer(&talk, 0, V2_REQUEST), TL_DISSECT_WHOLE);
	assert_int_equal(offer(&talk, 1, V2_INVALID), TL_DISSECT_WHOLE);
	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(told(1)->version, 0x20);
	assert_int_equal(told(1)->exchange, 34);
	assert_int_equal(told(1)->encryption, 20);
	assert_int_equal(told(1)->group, 31);
	assert_int_equal(told(1)->vendor_ids, 1);
	assert_int_equal(told(1)->notification, 17);
	assert_true(told(1)->is_timed);
	part(&talk);
}

/* Behind the marker; the response comes first. */
static void test_marker(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_ike, IPPROTO_UDP, 4500);
	assert_int_equal(offer(&talk, 1, V2_AUTH("20")), TL_DISSECT_WHOLE);
	assert_int_equal(offer(&talk, 0, V2_AUTH("08")), TL_DISSECT_WHOLE);
	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(told(1)->exchange, 35);
	assert_false(told(1)->is_timed);
	part(&talk);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		NOBODY NOBODY "05100201000000000000002c" OCTETS_16,
		INITIATOR RESPONDER "05300201000000000000002c" OCTETS_16, /* version 3 */
		INITIATOR RESPONDER "05102201000000000000002c" OCTETS_16, /* the other version's exchange */
		INITIATOR RESPONDER "05100281000000000000002c" OCTETS_16, /* a flag that there is not */
		INITIATOR RESPONDER "05100201000000000000002b" OCTETS_16, /* its length */
		INITIATOR RESPONDER "0410020000000000000000300a000099" OCTETS_16, /* a payload's length */
		INITIATOR RESPONDER "04202208000000000000003000000014" OCTETS_16, /* IKEv1's payload */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_ike, IPPROTO_UDP, PORT, wrong[i]);
	cut_everywhere(&tl_dissector_ike, IPPROTO_UDP, PORT, V1_REQUEST);
	cut_everywhere(&tl_dissector_ike, IPPROTO_UDP, PORT, V2_REQUEST);
	cut_everywhere(&tl_dissector_ike, IPPROTO_UDP, PORT, V2_INVALID);
	cut_everywhere(&tl_dissector_ike, IPPROTO_UDP, 4500, V2_AUTH("08"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version_1),
		cmocka_unit_test(test_version_2),
		cmocka_unit_test(test_marker),
		cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
