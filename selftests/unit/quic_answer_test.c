// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* A server's hello in QUIC's Initial packets: what of it stands on the record beside the client's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <netinet/in.h>

#include "dissect/dissector.h"
#include "dissect/quic_packet.h"
#include "quic_support.h"

#define V1     1
#define V2     0x6b3343cf
#define ANSWER 90 /* octets of the server's hello in RFC 9001 A.3 */

extern const struct tl_dissector tl_dissector_quic;

/* RFC 9001 A.3: the packet as printed there. */
static const __u8 printed[] =
	"\xcf\x00\x00\x00\x01\x00\x08\xf0\x67\xa5\x50\x2a\x42\x62\xb5\x00\x40\x75\xc0\xd9\x5a\x48\x2c\xd0\x99\x1c\xd2"
	"\x5b"
	"\x0a\xac\x40\x6a\x58\x16\xb6\x39\x41\x00\xf3\x7a\x1c\x69\x79\x75\x54\x78\x0b\xb3\x8c\xc5\xa9\x9f\x5e\xde\x4c"
	"\xf7"
	"\x3c\x3e\xc2\x49\x3a\x18\x39\xb3\xdb\xcb\xa3\xf6\xea\x46\xc5\xb7\x68\x4d\xf3\x54\x8e\x7d\xde\xb9\xc3\xbf\x9c"
	"\x73"
	"\xcc\x3f\x3b\xde\xd7\x4b\x56\x2b\xfb\x19\xfb\x84\x02\x2f\x8e\xf4\xcd\xd9\x37\x95\xd7\x7d\x06\xed\xbb\x7a\xaf"
	"\x2f"
	"\x58\x89\x18\x50\xab\xbd\xca\x3d\x20\x39\x8c\x27\x64\x56\xcb\xc4\x21\x58\x40\x7d\xd0\x74\xee";

/* Its hello: TLS_AES_128_GCM_SHA256, x25519. */
static const __u8 answer[ANSWER] = "\x02\x00\x00\x56\x03\x03\xee\xfc\xe7\xf7\xb3\x7b\xa1\xd1\x63\x2e\x96\x67\x78\x25"
				   "\xdd\xf7\x39\x88\xcf\xc7\x98\x25"
				   "\xdf\x56\x6d\xc5\x43\x0b\x9a\x04\x5a\x12\x00\x13\x01\x00\x00\x2e\x00\x33\x00\x24"
				   "\x00\x1d\x00\x20\x9d\x3c\x94\x0d"
				   "\x89\x69\x0b\x84\xd0\x8a\x60\x99\x3c\x14\x4e\xca\x68\x4d\x10\x81\x28\x7c\x83\x4d"
				   "\x53\x11\xbc\xf3\x2b\xb9\xda\x1a"
				   "\x00\x2b\x00\x02\x03\x04";

static const __u8 retry_random[] = /* RFC 8446 4.1.3: that of a HelloRetryRequest */
	"\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09"
	"\xe2"
	"\xc8\xa8\x33\x9c";

static struct tl_transactions_room room;
static struct tl_transactions transactions;

static int begin(void **state)
{
	(void)state;
	memset(&room, 0, sizeof(room));
	room.most = 10;
	tl_transactions_init(&transactions, &room);
	transactions.kind = TL_FACTS_quic;
	return 0;
}

static int end(void **state)
{
	(void)state;
	tl_transactions_free(&transactions);
	return 0;
}

static enum tl_dissection take(const __u8 *octets, __u32 length, __u8 side)
{
	const struct tl_message datagram = {.octets = octets,
					    .captured = length,
					    .length = length,
					    .protocol = IPPROTO_UDP,
					    .side = side,
					    .time = 1};

	return tl_dissector_quic.take(&transactions, &datagram);
}

static void ask(const struct tl_quic_keys *keys, __u32 version, const char *id)
{
	struct quic_packet packet = {0};

	quic_seal(&packet, keys, version == V2, version, id, 0, quic_hello_frame, sizeof(quic_hello_frame));
	assert_int_not_equal(take(packet.octets, packet.length, 0), TL_DISSECT_FOREIGN);
}

static const struct tl_record_tls *told(void)
{
	assert_non_null(TAILQ_FIRST(&transactions.queue));
	return tl_facts_tls(&TAILQ_FIRST(&transactions.queue)->facts);
}

static void expect_answer(void)
{
	static const __u8 ja3s[] =
		"\xeb\x1d\x94\xda\xa7\xe0\x34\x45\x97\xe7\x56\xa1\xfb\x6e\x70\x54"; /* 771,4865,51-43 */

	assert_true(told()->has_client);
	assert_string_equal(told()->server_name, "example.com");
	assert_true(told()->has_server);
	assert_int_equal(told()->server_version, 0x0304);
	assert_int_equal(told()->cipher, 0x1301);
	assert_int_equal(told()->group, 0x001d);
	assert_true(told()->has_ja3s);
	assert_memory_equal(told()->ja3s, ja3s, sizeof(ja3s) - 1);
	assert_true(TAILQ_FIRST(&transactions.queue)->is_complete);
	assert_null(tl_transaction_memory(&transactions));
}

static void derive(__u32 version, const char *id, enum tl_quic_sender sender, struct tl_quic_keys *keys)
{
	struct tl_quic_packet packet = {.destination = (const __u8 *)id, .destination_length = 8};

	packet.version = tl_quic_find_version(version);
	assert_true(tl_quic_derive(&packet, sender, keys));
}

/* Octets [start, end) of a stream in a CRYPTO frame, in a packet of its own. */
static enum tl_dissection answer_piece(const struct tl_quic_keys *keys, __u32 version, const __u8 *stream, __u32 start,
				       __u32 end)
{
	struct quic_packet packet = {0};
	__u8 payload[400] = {6, (__u8)(0x40 | start >> 8), (__u8)start, (__u8)(0x40 | (end - start) >> 8),
			     (__u8)(end - start)};

	memcpy(payload + 5, stream + start, end - start);
	quic_seal(&packet, keys, version == V2, version, "clientid", (__u8)start, payload, 5 + end - start);
	return take(packet.octets, packet.length, 1);
}

static void test_appendix(void **state)
{
	__u8 changed[sizeof(printed) - 1];

	(void)state;
	assert_int_equal(take(printed, sizeof(printed) - 1, 1), TL_DISSECT_FOREIGN); /* nobody asked yet */
	ask(&quic_v1_keys, V1, NULL);
	assert_false(told()->has_server);
	memcpy(changed, printed, sizeof(changed));
	changed[60] ^= 1;
	take(changed, sizeof(changed), 1);
	assert_false(told()->has_server);
	assert_int_equal(take(printed, sizeof(printed) - 1, 1), TL_DISSECT_WHOLE);
	expect_answer();
	assert_int_equal(take(printed, sizeof(printed) - 1, 1), TL_DISSECT_WHOLE);
}

/* In pieces, the last one first; the client says its own again in between. */
static void test_pieces(void **state)
{
	struct tl_quic_keys keys;

	(void)state;
	derive(V1, "\x83\x94\xc8\xf0\x3e\x51\x57\x08", TL_QUIC_SERVER, &keys);
	ask(&quic_v1_keys, V1, NULL);
	assert_int_equal(answer_piece(&keys, V1, answer, 40, ANSWER), TL_DISSECT_CUT);
	ask(&quic_v1_keys, V1, NULL);
	assert_false(told()->has_server);
	assert_int_equal(answer_piece(&keys, V1, answer, 0, 50), TL_DISSECT_WHOLE);
	expect_answer();
}

/* RFC 9000 17.2.5: behind a Retry the keys are of the id that the server has chosen in it. */
static void test_retry(void **state)
{
	struct tl_quic_keys client, server;

	(void)state;
	ask(&quic_v1_keys, V1, NULL);
	derive(V1, "serverid", TL_QUIC_CLIENT, &client);
	derive(V1, "serverid", TL_QUIC_SERVER, &server);
	answer_piece(&server, V1, answer, 0, ANSWER);
	assert_false(told()->has_server);
	ask(&client, V1, "serverid");
	assert_int_equal(answer_piece(&server, V1, answer, 0, ANSWER), TL_DISSECT_WHOLE);
	expect_answer();
}

/* RFC 9368 2.3: asked in version 1, answered in version 2. */
static void test_compatible_version(void **state)
{
	struct tl_quic_keys keys;

	(void)state;
	ask(&quic_v1_keys, V1, NULL);
	derive(V2, "\x83\x94\xc8\xf0\x3e\x51\x57\x08", TL_QUIC_SERVER, &keys);
	assert_int_equal(answer_piece(&keys, V2, answer, 0, 50), TL_DISSECT_CUT);
	assert_int_equal(answer_piece(&keys, V2, answer, 50, ANSWER), TL_DISSECT_WHOLE);
	expect_answer();
	assert_int_equal(TAILQ_FIRST(&transactions.queue)->facts.quic.version, V1);
}

/* A HelloRetryRequest (RFC 8446 4.1.4), and behind it the hello. */
static void test_hello_retry(void **state)
{
	struct tl_quic_keys keys;
	__u8 both[2 * ANSWER];

	(void)state;
	memcpy(both, answer, ANSWER);
	memcpy(both + 6, retry_random, 32);
	memcpy(both + ANSWER, answer, ANSWER);
	ask(&quic_v1_keys, V1, NULL);
	derive(V1, "\x83\x94\xc8\xf0\x3e\x51\x57\x08", TL_QUIC_SERVER, &keys);
	assert_int_not_equal(answer_piece(&keys, V1, both, 0, ANSWER), TL_DISSECT_FOREIGN);
	assert_false(told()->has_server);
	assert_int_not_equal(answer_piece(&keys, V1, both, ANSWER, 2 * ANSWER), TL_DISSECT_FOREIGN);
	assert_true(told()->flags & TL_RECORD_TLS_RETRY);
	expect_answer();
}

/* The RFC's hello with Google's parameter in place of initial_source_connection_id. */
static void test_user_agent(void **state)
{
	static const char parameter[] = "\x71\x29\7Chrome1";
	__u8 frame[sizeof(quic_hello_frame)];
	struct quic_packet packet = {0};

	(void)state;
	memcpy(frame, quic_hello_frame, sizeof(frame));
	memcpy(frame + sizeof(frame) - 16, parameter, sizeof(parameter) - 1);
	quic_seal(&packet, &quic_v1_keys, 0, V1, NULL, 0, frame, sizeof(frame));
	assert_int_not_equal(take(packet.octets, packet.length, 0), TL_DISSECT_FOREIGN);
	assert_string_equal(told()->server_name, "example.com");
	assert_string_equal(tl_facts_quic(&TAILQ_FIRST(&transactions.queue)->facts)->user_agent, "Chrome1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_appendix, begin, end),
		cmocka_unit_test_setup_teardown(test_user_agent, begin, end),
		cmocka_unit_test_setup_teardown(test_pieces, begin, end),
		cmocka_unit_test_setup_teardown(test_retry, begin, end),
		cmocka_unit_test_setup_teardown(test_compatible_version, begin, end),
		cmocka_unit_test_setup_teardown(test_hello_retry, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
