// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* OpenVPN's resets alone, with tls-auth (SHA1), with tls-crypt, and over TCP; and what only looks like them. */
#include "unit/offer.h"

/* clang-format off */
#define PORT   1195 /* not the one that is made for it */
#define CLIENT "2b5811666be2937c"
#define SERVER "fbbea6c825635c60"

#define RESET "38" CLIENT "00" "00000000"
#define RESET_ANSWER "40" SERVER "01" "00000000" CLIENT "00000000"
#define ACKNOWLEDGE "28" CLIENT "01" "00000000" SERVER
#define DIGEST "98daf2ba0bf90a35ddafadad25d763fdf4e6f154"
#define REPLAY "00000001" "6553f100"
#define SIGNED_RESET "38" CLIENT DIGEST REPLAY "00" "00000000"
#define SIGNED_ANSWER "40" SERVER DIGEST REPLAY "01" "00000000" CLIENT "00000000"
#define OCTETS_16      "b604821b9cc107a6ad9e196a29a83d21"
#define CRYPTED_RESET  "38" CLIENT REPLAY OCTETS_16 OCTETS_16 "0102030405"
#define CRYPTED_ANSWER "40" SERVER REPLAY OCTETS_16 OCTETS_16 OCTETS_16 "01"
/* clang-format on */

extern const struct tl_dissector tl_dissector_openvpn;
static struct conversation talk;

static void expect_session(void)
{
	static const __u8 client[] = {0x2b, 0x58, 0x11, 0x66, 0x6b, 0xe2, 0x93, 0x7c};
	static const __u8 server[] = {0xfb, 0xbe, 0xa6, 0xc8, 0x25, 0x63, 0x5c, 0x60};
	const struct tl_record_openvpn *openvpn = &said(&talk, 1)->openvpn;

	assert_int_equal(talk.transactions.begun, 1);
	assert_int_equal(openvpn->opcode, 7);
	assert_int_equal(openvpn->key, 0);
	assert_memory_equal(openvpn->client_session, client, sizeof(client));
	assert_memory_equal(openvpn->server_session, server, sizeof(server));
	assert_true(openvpn->is_timed);
	assert_int_equal(openvpn->response_time, 1000);
}

static void test_sessions(void **state)
{
	static const char *const resets[][2] = {
		{RESET, RESET_ANSWER}, {SIGNED_RESET, SIGNED_ANSWER}, {CRYPTED_RESET, CRYPTED_ANSWER}};

	(void)state;
	for (size_t i = 0; i < sizeof(resets) / sizeof(resets[0]); i++) {
		converse(&talk, &tl_dissector_openvpn, IPPROTO_UDP, PORT);
		assert_int_equal(offer(&talk, 0, resets[i][0]), TL_DISSECT_WHOLE);
		assert_int_equal(offer(&talk, 1, resets[i][1]), TL_DISSECT_WHOLE);
		expect_session();
		part(&talk);
	}
}

static void test_stream(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_openvpn, IPPROTO_TCP, PORT);
	assert_int_equal(offer(&talk, 0, "000e" RESET), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 1, "001a" RESET_ANSWER), TL_DISSECT_CUT);
	assert_int_equal(offer(&talk, 0, "0016" ACKNOWLEDGE), TL_DISSECT_CUT);
	expect_session();
	part(&talk);
	expect_foreign(&tl_dissector_openvpn, IPPROTO_TCP, PORT, "0016" ACKNOWLEDGE);
	expect_foreign(&tl_dissector_openvpn, IPPROTO_TCP, PORT, "48545450");
	cut_everywhere(&tl_dissector_openvpn, IPPROTO_TCP, PORT, "000e" RESET);
}

/* A small hello: one cipher, no extensions. */
static void test_hello(void **state)
{
	(void)state;
	converse(&talk, &tl_dissector_openvpn, IPPROTO_UDP, PORT);
	offer(&talk, 0, RESET);
	offer(&talk, 0,
	      "20" CLIENT "0100000000" SERVER "00000001160301002d010000290303" OCTETS_16 OCTETS_16
	      "000002c02f01000000");
	assert_true(said(&talk, 1)->tls.has_client);
	assert_int_equal(said(&talk, 1)->tls.client_version, 0x0303);
	part(&talk);
}

/* Data, and control packets that are encrypted, are known by nothing but their port, or by what was before. */
static void test_weak(void **state)
{
	static const char data[] = "4800000100000001" OCTETS_16 OCTETS_16;

	(void)state;
	expect_foreign(&tl_dissector_openvpn, IPPROTO_UDP, PORT, data);
	converse(&talk, &tl_dissector_openvpn, IPPROTO_UDP, 1194);
	assert_int_equal(offer(&talk, 0, data), TL_DISSECT_WHOLE);
	assert_int_equal(said(&talk, 1)->openvpn.opcode, 9);
	part(&talk);
	converse(&talk, &tl_dissector_openvpn, IPPROTO_UDP, PORT);
	assert_int_equal(offer(&talk, 0, ACKNOWLEDGE), TL_DISSECT_WHOLE);
	part(&talk);
}

static void test_foreign(void **state)
{
	static const char *const wrong[] = {
		RESET "00",
		"39" CLIENT "0000000000", /* a reset with another key */
		"38" CLIENT "0000000001",
		"3800000000000000000000000000",
		"40" SERVER "0900000000" CLIENT "00000000",
		"28" CLIENT "0000000000" SERVER,
		"38" CLIENT DIGEST "00000001000001000000000000", /* a digest, but no time */
		"60" CLIENT "0000000000",
		"00" CLIENT "0000000000",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_foreign(&tl_dissector_openvpn, IPPROTO_UDP, PORT, wrong[i]);
	cut_everywhere(&tl_dissector_openvpn, IPPROTO_UDP, PORT, RESET_ANSWER);
	cut_everywhere(&tl_dissector_openvpn, IPPROTO_UDP, PORT, SIGNED_ANSWER);
	cut_everywhere(&tl_dissector_openvpn, IPPROTO_UDP, 1194, CRYPTED_ANSWER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sessions), cmocka_unit_test(test_stream),	 cmocka_unit_test(test_hello),
		cmocka_unit_test(test_weak),	 cmocka_unit_test(test_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
