// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * ClientHellos made by hand, whole, at every truncation, in every record size, and wrong. Expected fingerprints: the one
 * that JA4 is defined by, Chrome's known JA3, and hashes computed elsewhere.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/tls_dissector.h"
#include "unit/tls_support.h"

static void expect_chrome(const char *start)
{
	const struct tl_tls_client *client = &facts.client;

	assert_int_equal(facts.role, TL_TLS_CLIENT);
	assert_true(client->is_whole);
	assert_int_equal(client->version, 0x0304);
	assert_int_equal(client->session_id_length, 32);
	assert_int_equal(client->ciphers.count, 16);
	assert_int_equal(client->ciphers.value[1], 0x1301);
	assert_int_equal(client->extensions.count, 18);
	assert_int_equal(client->groups.count, 4);
	assert_int_equal(client->formats.count, 1);
	assert_int_equal(client->signatures.count, 8);
	assert_int_equal(client->versions.count, 3);
	assert_true(client->has_grease);
	assert_true(client->has_server_name);
	assert_false(client->has_ticket || client->has_psk || client->has_early_data || client->has_ech);
	assert_string_equal(client->server_name, "example.com");
	assert_string_equal(client->first_alpn, "h2");
	assert_string_equal(client->alpn, "h2,http/1.1");
	assert_int_equal(client->alpn_count, 2);
	assert_memory_equal(client->ja4, start, 10);
	assert_string_equal(client->ja4 + 10, CHROME_HASHES);
}

static void test_client(void **state)
{
	struct hello message = {0};

	(void)state;
	chrome_hello(&message, 0x0303, false);
	assert_int_equal(look_in_record(&message), TL_DISSECT_WHOLE);
	expect_chrome("t13d1516h2");
	assert_int_equal(facts.record_version, 0x0301);
	assert_int_equal(facts.client.legacy_version, 0x0303);
	assert_string_equal(facts.client.ja3, CHROME_JA3);
	assert_int_equal(look_at(message.bytes, message.length, TL_TLS_BARE), TL_DISSECT_WHOLE);
	expect_chrome("q13d1516h2");
	assert_string_equal(facts.client.ja3, CHROME_JA3);
}

/* What a beginning says, the whole says. */
static void test_every_truncation(void **state)
{
	struct hello message = {0}, stream = {0};

	(void)state;
	chrome_hello(&message, 0x0303, false);
	tls_records(&stream, &message, 50);
	assert_int_equal(look_at(stream.bytes, 0, TL_TLS_STREAM), TL_DISSECT_FOREIGN);
	for (size_t captured = 1; captured < stream.length; captured++) {
		assert_int_equal(look_at(stream.bytes, captured, TL_TLS_STREAM), TL_DISSECT_CUT);
		assert_int_equal(facts.role, captured < 9 ? TL_TLS_NO_ROLE : TL_TLS_CLIENT);
		assert_false(facts.client.is_whole);
		assert_string_equal(facts.client.ja3, "");
		assert_string_equal(facts.client.ja4, "");
		if (facts.client.extensions.count < 2)
			assert_string_equal(facts.client.server_name, "");
		else
			assert_string_equal(facts.client.server_name, "example.com");
	}
	assert_int_equal(look(&stream), TL_DISSECT_WHOLE);
}

static void test_every_record_size(void **state)
{
	struct hello message = {0};

	(void)state;
	chrome_hello(&message, 0x0303, false);
	for (size_t size = 1; size <= message.length; size++) {
		struct hello stream = {0};

		tls_records(&stream, &message, size);
		assert_int_equal(look(&stream), TL_DISSECT_WHOLE);
		expect_chrome("t13d1516h2");
		assert_string_equal(facts.client.ja3, CHROME_JA3);
	}
}

static void test_datagrams(void **state)
{
	struct hello message = {0}, stream = {0};
	size_t length;

	(void)state;
	chrome_hello(&message, 0xfefd, true);
	length = message.length - 4;
	dtls_fragment(&stream, &message, 1, 0, length);
	assert_int_equal(look_at(stream.bytes, stream.length, TL_TLS_DATAGRAM), TL_DISSECT_WHOLE);
	expect_chrome("d13d1516h2");
	assert_int_equal(facts.record_version, 0xfefd);
	assert_int_equal(facts.client.legacy_version, 0xfefd);
	for (size_t captured = 1; captured < stream.length; captured++)
		assert_int_equal(look_at(stream.bytes, captured, TL_TLS_DATAGRAM), TL_DISSECT_CUT);
	/* overlapping, sent again, too early, of another message */
	stream.length = 0;
	dtls_fragment(&stream, &message, 1, 0, 100);
	dtls_fragment(&stream, &message, 1, 200, length - 200);
	assert_int_equal(look_at(stream.bytes, stream.length, TL_TLS_DATAGRAM), TL_DISSECT_CUT);
	dtls_fragment(&stream, &message, 1, 0, 100);
	dtls_fragment(&stream, &message, 0, 100, 100);
	dtls_fragment(&stream, &message, 1, 50, 200);
	assert_int_equal(look_at(stream.bytes, stream.length, TL_TLS_DATAGRAM), TL_DISSECT_CUT);
	dtls_fragment(&stream, &message, 1, 200, length - 200);
	assert_int_equal(look_at(stream.bytes, stream.length, TL_TLS_DATAGRAM), TL_DISSECT_WHOLE);
	expect_chrome("d13d1516h2");
}

/* What may stand before a hello (include/tapless/names_preface.h): it is read as if nothing did. */
static void test_behind_preface(void **state)
{
	static const struct {
		const char *octets;
		size_t length;
	} prefaces[] = {{CONTENT("\x14\3\3\0\1\1")}, {CONTENT("\x15\3\1\0\2\1\x70")}};
	struct hello message = {0};

	(void)state;
	chrome_hello(&message, 0x0303, false);
	for (size_t i = 0; i < sizeof(prefaces) / sizeof(prefaces[0]); i++) {
		struct hello stream = {0};

		hello_put(&stream, prefaces[i].octets, prefaces[i].length);
		tls_records(&stream, &message, message.length);
		for (size_t captured = 1; captured < stream.length; captured++)
			assert_int_equal(look_at(stream.bytes, captured, TL_TLS_STREAM), TL_DISSECT_CUT);
		assert_int_equal(look(&stream), TL_DISSECT_WHOLE);
		expect_chrome("t13d1516h2");
		assert_string_equal(facts.client.ja3, CHROME_JA3);
	}
}

/* Version, one extension or none, and JA4's first part; by its definition and the examples in it. */
static void expect_ja4_start(unsigned version, unsigned type, const char *content, size_t length, const char *expected)
{
	struct hello message = {0};
	size_t start = tls_begin(&message, 1, version), at;

	hello_put_number(&message, 0, 1);
	hello_put(&message, "\0\2\xc0\x2b\1\0", 6);
	at = message.length;
	if (content) {
		hello_put_number(&message, 0, 2);
		tls_extension(&message, type, content, length);
		hello_close(&message, at, 2);
	}
	hello_close(&message, start, 3);
	assert_int_equal(look_in_record(&message), TL_DISSECT_WHOLE);
	assert_memory_equal(facts.client.ja4, expected, strlen(expected));
	assert_int_equal(strlen(facts.client.ja4), TL_TLS_JA4_SIZE - 1);
}

static void test_ja4_start(void **state)
{
	(void)state;
	expect_ja4_start(0x0303, 0, NULL, 0, "t12i010000_");
	expect_ja4_start(0x0302, 0, NULL, 0, "t11i010000_");
	expect_ja4_start(0x0301, 0, NULL, 0, "t10i010000_");
	expect_ja4_start(0x0300, 0, NULL, 0, "ts3i010000_");
	expect_ja4_start(0x0305, 0, NULL, 0, "t00i010000_");
	expect_ja4_start(0x0303, 43, CONTENT("\2\x8a\x8a"), "t12i010100_");
	expect_ja4_start(0x0303, 43, CONTENT("\4\3\3\3\4"), "t13i010100_");
	expect_ja4_start(0x0303, 0, CONTENT("\0\4\0\0\1a"), "t12d010100_");
	expect_ja4_start(0x0303, 0x0a0a, CONTENT(""), "t12i010000_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\0"), "t12i010100_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\2\1h"), "t12i0101hh_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\x09\x08http/1.1"), "t12i0101h1_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\2\1\xab"), "t12i0101ab_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\3\2\xab\xcd"), "t12i0101ad_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\3\2\x30\xab"), "t12i01013b_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\5\4\x30\x31\xab\xcd"), "t12i01013d_");
	expect_ja4_start(0x0303, 16, CONTENT("\0\5\4\x30\xab\xcd\x31"), "t12i010101_");
}

/* The hashes of lists that are empty or have no signature algorithms. */
static void test_ja4_hashes(void **state)
{
	(void)state;
	expect_ja4_start(0x0303, 0, CONTENT("\0\4\0\0\1a"), "t12d010100_");
	assert_string_equal(facts.client.ja4 + 24, "000000000000");
	expect_ja4_start(0x0303, 43, CONTENT("\2\3\4"), "t13i010100_");
	assert_string_equal(facts.client.ja4 + 24, "b9a491fefe05");
	expect_ja4_start(0x0303, 13, CONTENT("\0\4\x1a\x1a\4\3"), "t12i010100_");
	assert_string_equal(facts.client.ja4 + 24, "79c50902419d");
	expect_ja4_start(0x0303, 13, CONTENT("\0\0"), "t12i010100_");
	assert_string_equal(facts.client.ja4 + 24, "06540eb5c95f");
}

static void test_resumption_offered(void **state)
{
	(void)state;
	expect_ja4_start(0x0303, 35, CONTENT("ticket"), "t12i010100_");
	assert_true(facts.client.has_ticket);
	expect_ja4_start(0x0303, 41, CONTENT("\0\0\0\0"), "t12i010100_");
	assert_true(facts.client.has_psk);
	expect_ja4_start(0x0303, 42, CONTENT(""), "t12i010100_");
	assert_true(facts.client.has_early_data);
	expect_ja4_start(0x0303, 0xfe0d, CONTENT("\0"), "t12i010100_");
	assert_true(facts.client.has_ech);
}

/* An extension's content that is wrong takes only what it would have said. */
static void test_wrong_extensions(void **state)
{
	(void)state;
	expect_ja4_start(0x0303, 0, CONTENT("\0\x0e\0\0\x0bshort"), "t12d010100_");
	assert_string_equal(facts.client.server_name, "");
	expect_ja4_start(0x0303, 0, CONTENT("\0\6\0\0\3a\0b"), "t12d010100_");
	assert_string_equal(facts.client.server_name, "");
	expect_ja4_start(0x0303, 0, CONTENT("\0\x09\1\0\2xx\0\0\1a"), "t12d010100_");
	assert_string_equal(facts.client.server_name, "a");
	expect_ja4_start(0x0303, 10, CONTENT("\0\3\0\x1d\0"), "t12i010100_");
	assert_int_equal(facts.client.groups.count, 0);
	expect_ja4_start(0x0303, 16, CONTENT("\0\x09\2h2"), "t12i010100_");
	assert_string_equal(facts.client.alpn, "");
}

/* Google's clients tell QUIC's servers what they are (RFC 9000 18): behind another parameter, in the drafts' extension, cut, too long. */
static void test_quic_user_agent(void **state)
{
	(void)state;
	expect_ja4_start(0x0303, 57, CONTENT("\1\4\x80\0\x75\x30\x71\x29\6Chrome\x0f\0"), "t12i010100_");
	assert_string_equal(facts.client.quic_user_agent, "Chrome");
	expect_ja4_start(0x0303, 0xffa5, CONTENT("\x71\x29\3a/1"), "t12i010100_");
	assert_string_equal(facts.client.quic_user_agent, "a/1");
	expect_ja4_start(0x0303, 57, CONTENT("\x71\x29\7Chrome"), "t12i010100_");
	assert_string_equal(facts.client.quic_user_agent, "");
	expect_ja4_start(0x0303, 57, CONTENT("\x0f\xff\xff\xff\xff\xff\xff\xff\xff\x71\x29\1x"), "t12i010100_");
	assert_string_equal(facts.client.quic_user_agent, "");
}

static void test_too_many_values(void **state)
{
	struct hello message = {0};
	size_t start = tls_begin(&message, 1, 0x0303);

	(void)state;
	hello_put_number(&message, 0, 1);
	hello_put_number(&message, (TL_TLS_VALUES + 1) * 2, 2);
	hello_fill(&message, 0x13, (TL_TLS_VALUES + 1) * 2);
	hello_put_number(&message, 0x0100, 2);
	hello_close(&message, start, 3);
	assert_int_equal(look_in_record(&message), TL_DISSECT_WHOLE);
	assert_int_equal(facts.client.ciphers.count, TL_TLS_VALUES + 1);
	assert_int_equal(facts.client.ciphers.kept, TL_TLS_VALUES);
	assert_string_equal(facts.client.ja3, "");
	assert_string_equal(facts.client.ja4, "");
}

static void expect_foreign(const char *octets, size_t length)
{
	assert_int_equal(look_at((const __u8 *)octets, length, TL_TLS_STREAM), TL_DISSECT_FOREIGN);
}

static void test_foreign(void **state)
{
	struct hello message = {0}, stream = {0};

	(void)state;
	expect_foreign(CONTENT("GET / HTTP/1.1\r\n\r\n"));
	expect_foreign(CONTENT("\x16\2"));
	expect_foreign(CONTENT("\x17\3\3\0\1x")); /* application data: the handshake was before */
	expect_foreign(CONTENT("\x16\3\3\0\0"));
	expect_foreign(CONTENT("\x16\3\3\xff\xff"));
	expect_foreign(CONTENT("\x16\3\3\0\4\x0b\0\0\3")); /* begins with a certificate */
	expect_foreign(CONTENT("\x16\3\3\0\5\1\0\0\2\3\x17\3\3\0\1x")); /* a record of another kind in a message */
	expect_foreign(CONTENT("\x16\3\3\0\6\1\0\0\x29\4\4")); /* not a version */
	expect_foreign(CONTENT("\x15\3\1\0\2\3\x28")); /* not a level */
	expect_foreign(CONTENT("\x14\3\3\0\2\1\1")); /* a change of cipher that is encrypted */
	expect_foreign(CONTENT("\x14\3\3\0\1\1\x17\3\3\0\1x")); /* one of a handshake that was before */
	/* vectors that end behind the message: session id, ciphers, extensions */
	chrome_hello(&message, 0x0303, false);
	message.bytes[38] = 33;
	assert_int_equal(look_in_record(&message), TL_DISSECT_FOREIGN);
	message.bytes[38] = 32;
	message.bytes[71] = 0xff;
	assert_int_equal(look_in_record(&message), TL_DISSECT_FOREIGN);
	message.bytes[71] = 0;
	message.bytes[72]++; /* an odd number of octets */
	assert_int_equal(look_in_record(&message), TL_DISSECT_FOREIGN);
	message.bytes[72]--;
	message.bytes[107]++;
	assert_int_equal(look_in_record(&message), TL_DISSECT_FOREIGN);
	message.bytes[107]--;
	assert_int_equal(look_in_record(&message), TL_DISSECT_WHOLE);
	/* an octet behind the extensions */
	hello_put_number(&message, 0, 1);
	hello_close(&message, 1, 3);
	assert_int_equal(look_in_record(&message), TL_DISSECT_FOREIGN);
	/* a fragment that is longer than its record */
	message.length = 0;
	chrome_hello(&message, 0xfefd, true);
	dtls_fragment(&stream, &message, 0, 0, message.length - 4);
	stream.bytes[12]--;
	assert_int_equal(look_at(stream.bytes, stream.length, TL_TLS_DATAGRAM), TL_DISSECT_FOREIGN);
}

/* Some programs offer dozens: a record has room for twice a name's octets. */
static void test_many_protocols(void **state)
{
	static struct tl_tls_client client;
	static struct tl_record_tls record;

	(void)state;
	for (unsigned int i = 0; i < 48; i++)
		memcpy(client.alpn + (size_t)5 * i, "h2-x,", 5);
	client.alpn[239] = 0;
	tl_tls_keep_client(&record, &client);
	assert_string_equal(record.alpn, client.alpn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_every_record_size),
		cmocka_unit_test(test_datagrams),
		cmocka_unit_test(test_behind_preface),
		cmocka_unit_test(test_ja4_start),
		cmocka_unit_test(test_ja4_hashes),
		cmocka_unit_test(test_resumption_offered),
		cmocka_unit_test(test_wrong_extensions),
		cmocka_unit_test(test_quic_user_agent),
		cmocka_unit_test(test_too_many_values),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_many_protocols),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
