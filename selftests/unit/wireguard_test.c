// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* WireGuard's handshakes: answered, refused with a cookie, seen too late; and what only looks like them. */
#include "unit/offer.h"

/* clang-format off */
#define PORT	  51820
#define OCTETS_16 "a1b2c3d4e5f60718293a4b5c6d7e8f90"
#define OCTETS_48 OCTETS_16 OCTETS_16 OCTETS_16
#define INITIATION "01000000" "44332211" OCTETS_48 OCTETS_48 OCTETS_16 OCTETS_16 "0102030405060708090a0b0c"
#define RESPONSE "02000000" "88776655" "44332211" OCTETS_48 OCTETS_16 OCTETS_16
#define COOKIE "03000000" "44332211" OCTETS_48 "0102030405060708"
#define DATA "04000000" "88776655" "0000000000000000" OCTETS_16
/* clang-format on */

extern const struct tl_dissector tl_dissector_wireguard;
static struct conversation talk;

static void test_handshake(void **state)
{
	const struct tl_record_wireguard *wireguard;

	(void)state;
	converse(&talk, &tl_dissector_wireguard, IPPROTO_UDP, PORT);
	assert_int_equal(offer(&talk, 0, INITIATION), TL_DISSECT_WHOLE);
	assert_int_equal(offer(&talk, 1, RESPONSE), TL_DISSECT_WHOLE);
	assert_int_equal(offer(&talk, 0, DATA), TL_DISSECT_WHOLE);
	assert_int_equal(talk.transactions.begun, 1);
	wireguard = &said(&talk, 1)->wireguard;
	assert_int_equal(wireguard->initiator, 0x11223344);
	assert_true(wireguard->has_responder);
	assert_int_equal(wireguard->responder, 0x55667788);
	assert_int_equal(wireguard->types, 1 << 1 | 1 << 2 | 1 << 4);
	assert_true(wireguard->is_timed);
	assert_int_equal(wireguard->handshake_time, 1000);
	part(&talk);
}

/* The samples of both directions may change places: the time is not known then. */
static void test_response_first(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_wireguard, IPPROTO_UDP, PORT);
	offer(&talk, 1, RESPONSE);
	offer(&talk, 0, INITIATION);
	assert_int_equal(talk.transactions.begun, 1);
	assert_true(said(&talk, 1)->wireguard.has_responder);
	assert_false(said(&talk, 1)->wireguard.is_timed);
	part(&talk);
}

static void test_cookie(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_wireguard, IPPROTO_UDP, PORT);
	offer(&talk, 0, INITIATION);
	assert_int_equal(offer(&talk, 1, COOKIE), TL_DISSECT_WHOLE);
	assert_int_equal(said(&talk, 1)->wireguard.types, 1 << 1 | 1 << 3);
	assert_false(said(&talk, 1)->wireguard.has_responder);
	part(&talk);
}

/* Each initiation has an index of its own. */
static void test_two_handshakes(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_wireguard, IPPROTO_UDP, PORT);
	offer(&talk, 0, "0100000045332211" OCTETS_48 OCTETS_48 OCTETS_16 OCTETS_16 "0102030405060708090a0b0c");
	offer(&talk, 0, INITIATION);
	offer(&talk, 1, RESPONSE);
	assert_int_equal(talk.transactions.begun, 2);
	assert_false(said(&talk, 1)->wireguard.has_responder);
	assert_true(said(&talk, 2)->wireguard.has_responder);
	part(&talk);
}

static void test_data_alone(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_wireguard, IPPROTO_UDP, PORT);
	assert_int_equal(offer(&talk, 0, DATA), TL_DISSECT_WHOLE);
	assert_int_equal(said(&talk, 1)->wireguard.types, 1 << 4);
	assert_false(said(&talk, 1)->wireguard.has_initiator);
	part(&talk);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		INITIATION "00",
		"0100000144332211" OCTETS_48 OCTETS_48 OCTETS_16 OCTETS_16 "0102030405060708090a0b0c",
		"0500000044332211" OCTETS_48 OCTETS_48 OCTETS_16 OCTETS_16 "0102030405060708090a0b0c",
		DATA "00", /* no multiple of 16 */
		"04000000887766550000000000010000" OCTETS_16, /* a counter that nobody reaches */
		"040000001000000000000000000000000000000000000000" OCTETS_48, /* DCE/RPC without an object */
		"04000000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_wireguard, IPPROTO_UDP, PORT, wrong[i]);
	expect_foreign(&tl_dissector_wireguard, IPPROTO_TCP, PORT, INITIATION);
	cut_everywhere(&tl_dissector_wireguard, IPPROTO_UDP, PORT, INITIATION);
	cut_everywhere(&tl_dissector_wireguard, IPPROTO_UDP, PORT, RESPONSE);
	cut_everywhere(&tl_dissector_wireguard, IPPROTO_UDP, PORT, DATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_handshake),  cmocka_unit_test(test_response_first),
		cmocka_unit_test(test_cookie),	   cmocka_unit_test(test_two_handshakes),
		cmocka_unit_test(test_data_alone), cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
