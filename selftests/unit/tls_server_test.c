// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A server's side of TLS handshakes: hellos, certificates, resumption, alerts. Expected JA3S: computed elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "unit/tls_support.h"

#define RETRY_RANDOM                                                                                                   \
	"\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91"                                             \
	"\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c"

#define CHOSEN_1_3 "\0\x2b\0\2\3\4"
#define KEY_SHARE  "\0\x33\0\5\0\x1d\0\1x"

static void test_server_1_3(void **state)
{
	struct hello message = {0};

	(void)state;
	server_hello(&message, 0x0303, 0x1301, 32, CONTENT(KEY_SHARE CHOSEN_1_3));
	assert_int_equal(look_in_record(&message), TL_DISSECT_WHOLE);
	assert_int_equal(facts.role, TL_TLS_SERVER);
	assert_int_equal(facts.server.version, 0x0304);
	assert_int_equal(facts.server.legacy_version, 0x0303);
	assert_int_equal(facts.server.cipher, 0x1301);
	assert_int_equal(facts.server.group, 29);
	assert_int_equal(facts.server.resumption, TL_TLS_FULL_HANDSHAKE);
	assert_false(facts.server.is_retry);
	assert_string_equal(facts.server.ja3s, "eb1d94daa7e0344597e756a1fb6e7054");
	message.length = 0;
	server_hello(&message, 0x0303, 0x1301, 32, CONTENT(CHOSEN_1_3 KEY_SHARE "\0\x29\0\2\0\0"));
	assert_int_equal(look_in_record(&message), TL_DISSECT_WHOLE);
	assert_int_equal(facts.server.resumption, TL_TLS_RESUMED);
	assert_string_equal(facts.server.ja3s, "fcb2d4d0991292272fcb1e464eedfd43");
}

static void test_retry(void **state)
{
	struct hello retry = {0}, message = {0}, stream = {0};

	(void)state;
	server_hello(&retry, 0x0303, 0x1302, 0, CONTENT("\0\x33\0\2\0\x18" CHOSEN_1_3));
	memcpy(retry.bytes + 6, RETRY_RANDOM, 32);
	tls_records(&stream, &retry, retry.length);
	hello_put(&stream, "\x14\3\3\0\1\1", 6);
	assert_int_equal(look(&stream), TL_DISSECT_CUT);
	assert_true(facts.server.is_retry);
	assert_false(facts.server.is_whole);
	server_hello(&message, 0x0303, 0x1301, 0, CONTENT(KEY_SHARE CHOSEN_1_3));
	tls_records(&stream, &message, message.length);
	assert_int_equal(look(&stream), TL_DISSECT_WHOLE);
	assert_true(facts.server.is_retry);
	assert_int_equal(facts.server.cipher, 0x1301);
	assert_string_equal(facts.server.ja3s, "eb1d94daa7e0344597e756a1fb6e7054");
}

static void expect_certificate(void)
{
	const struct tl_tls_certificate *found = &facts.server.certificate;

	assert_true(found->is_known);
	assert_true(found->is_self_signed);
	assert_int_equal(found->key, TL_TLS_KEY_EC);
	assert_int_equal(found->key_bits, 256);
	assert_int_equal(found->alternative_names, 3);
	assert_int_equal(found->not_before, CERTIFICATE_NOT_BEFORE);
	assert_int_equal(found->not_after, CERTIFICATE_NOT_AFTER);
	assert_string_equal(found->signature, "ecdsa-with-SHA256");
	assert_string_equal(found->issuer_name, "www.example.com");
	assert_string_equal(found->issuer_organization, "Example Org");
	assert_string_equal(found->subject_name, "www.example.com");
	assert_string_equal(found->subject_organization, "Example Org");
}

static void expect_server_1_2(void)
{
	assert_int_equal(facts.role, TL_TLS_SERVER);
	assert_int_equal(facts.server.version, 0x0303);
	assert_int_equal(facts.server.cipher, 0xc02f);
	assert_string_equal(facts.server.alpn, "h2");
	assert_string_equal(facts.server.ja3s, "7bee5c1d424b7e5f943b06983bb11422");
}

#define CHOSEN_1_2 "\xff\1\0\1\0\0\x10\0\5\0\3\2h2"

static void test_server_1_2(void **state)
{
	struct hello messages = {0};
	size_t hello_length;

	(void)state;
	server_hello(&messages, 0x0303, 0xc02f, 32, CONTENT(CHOSEN_1_2));
	hello_length = messages.length;
	certificate_message(&messages);
	for (size_t size = 50; size <= messages.length; size += 50) {
		struct hello stream = {0};

		tls_records(&stream, &messages, size);
		for (size_t captured = 1; captured < stream.length; captured++) {
			assert_int_equal(look_at(stream.bytes, captured, TL_TLS_STREAM), TL_DISSECT_CUT);
			assert_false(facts.server.certificate.is_known);
			if (captured > hello_length + 5 * (hello_length / size + 1))
				expect_server_1_2();
		}
		assert_int_equal(look(&stream), TL_DISSECT_WHOLE);
		expect_server_1_2();
		assert_int_equal(facts.server.resumption, TL_TLS_FULL_HANDSHAKE);
		expect_certificate();
	}
}

/* One that is none: the hello stays. */
static void test_wrong_certificate(void **state)
{
	struct hello messages = {0};

	(void)state;
	server_hello(&messages, 0x0303, 0xc02f, 32, CONTENT(CHOSEN_1_2));
	certificate_message(&messages);
	messages.bytes[messages.length - sizeof(certificate)] = 0x31;
	assert_int_equal(look_in_record(&messages), TL_DISSECT_WHOLE);
	expect_server_1_2();
	assert_false(facts.server.certificate.is_known);
}

/* What stands behind the hello of a server that has no certificate to show. */
static void expect_resumption(const char *behind, size_t length, enum tl_dissection result, int resumption)
{
	struct hello message = {0}, stream = {0};

	server_hello(&message, 0x0303, 0xc02f, 32, CONTENT(CHOSEN_1_2));
	tls_records(&stream, &message, message.length);
	hello_put(&stream, behind, length);
	assert_int_equal(look(&stream), result);
	expect_server_1_2();
	assert_int_equal(facts.server.resumption, resumption);
}

static void test_resumption(void **state)
{
	(void)state;
	expect_resumption(CONTENT(""), TL_DISSECT_CUT, TL_TLS_RESUMPTION_UNKNOWN);
	expect_resumption(CONTENT("\x14\3\3\0\1\1"), TL_DISSECT_WHOLE, TL_TLS_RESUMED);
	expect_resumption(CONTENT("\x16\3\3\0\6\4\0\0\2xx\x14\3\3\0\1\1"), TL_DISSECT_WHOLE, TL_TLS_RESUMED);
	expect_resumption(CONTENT("\x16\3\3\0\5\x0c\0\0\1x"), TL_DISSECT_WHOLE, TL_TLS_FULL_HANDSHAKE);
	expect_resumption(CONTENT("\x16\3\3\0\4\x0e\0\0\0"), TL_DISSECT_WHOLE, TL_TLS_FULL_HANDSHAKE);
	/* what is no TLS behind it ends the reading */
	expect_resumption(CONTENT("GET / HTTP/1.1"), TL_DISSECT_WHOLE, TL_TLS_RESUMPTION_UNKNOWN);
}

static void test_alerts(void **state)
{
	struct hello message = {0}, stream = {0};

	(void)state;
	assert_int_equal(look_at((const __u8 *)"\x15\3\1\0\2\2\x28", 7, TL_TLS_STREAM), TL_DISSECT_WHOLE);
	assert_int_equal(facts.role, TL_TLS_NO_ROLE);
	assert_true(facts.has_alert);
	assert_int_equal(facts.alert_level, 2);
	assert_int_equal(facts.alert_description, 40);
	/* a warning (unrecognized_name), then the hello */
	hello_put(&stream, "\x15\3\1\0\2\1\x70", 7);
	assert_int_equal(look(&stream), TL_DISSECT_CUT);
	server_hello(&message, 0x0303, 0x1301, 0, CONTENT(KEY_SHARE CHOSEN_1_3));
	tls_records(&stream, &message, message.length);
	assert_int_equal(look(&stream), TL_DISSECT_WHOLE);
	assert_int_equal(facts.alert_description, 112);
	assert_int_equal(facts.server.version, 0x0304);
}

/* AnyConnect's DTLS, of before RFC 4347: a hello that resumes what TLS began, and a numbered change_cipher_spec. */
static void test_before_dtls_1_0(void **state)
{
	static __u8 answer[] = "\x16\1\0\0\0\0\0\0\0\0\0\0\x32\2\0\0\x26\0\0\0\0\0\0\0\x26\1\0"
			       "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0\0\x39\0"
			       "\x14\1\0\0\0\0\0\0\0\0\1\0\3\1\0\1";
	static __u8 question[] = "\x16\1\0\0\0\0\0\0\0\0\0\0\x36\1\0\0\x2a\0\0\0\0\0\0\0\x2a\1\0"
				 "rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr\0\0\0\2\0\x39\1\0";

	(void)state;
	assert_int_equal(look_at(question, sizeof(question) - 1, TL_TLS_DATAGRAM), TL_DISSECT_WHOLE);
	assert_int_equal(facts.role, TL_TLS_CLIENT);
	assert_int_equal(facts.client.version, 0x0100);
	assert_int_equal(look_at(answer, sizeof(answer) - 1, TL_TLS_DATAGRAM), TL_DISSECT_WHOLE);
	assert_int_equal(facts.server.version, 0x0100);
	assert_int_equal(facts.server.cipher, 0x39);
	assert_int_equal(facts.server.resumption, TL_TLS_RESUMED);
	question[2] = 1; /* a version that there never was */
	assert_int_equal(look_at(question, sizeof(question) - 1, TL_TLS_DATAGRAM), TL_DISSECT_FOREIGN);
	question[2] = 0;
	assert_int_equal(look_at(question, sizeof(question) - 1, TL_TLS_STREAM), TL_DISSECT_FOREIGN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_server_1_3),	cmocka_unit_test(test_retry),
		cmocka_unit_test(test_server_1_2),	cmocka_unit_test(test_wrong_certificate),
		cmocka_unit_test(test_before_dtls_1_0), cmocka_unit_test(test_resumption),
		cmocka_unit_test(test_alerts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
