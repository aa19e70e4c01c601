// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Initial packets of the RFCs' appendices and such as are made here, whole, cut, changed, in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dissect/quic_packet.h"
#include "dissect/gquic.h"
#include "unit/exact_message.h"
#include "quic_support.h"

#define V1	 1
#define V2	 0x6b3343cf
#define DRAFT_29 0xff00001d
#define HELLO	 QUIC_HELLO
#define PADDED	 1162 /* octets of its packet's payload */

static const struct tl_quic_keys v2_keys = {
	{0x8b, 0x1a, 0x0b, 0xc1, 0x21, 0x28, 0x42, 0x90, 0xa2, 0x9e, 0x09, 0x71, 0xb5, 0xcd, 0x04, 0x5d},
	{0x91, 0xf7, 0x3e, 0x23, 0x51, 0xd8, 0xfa, 0x91, 0x66, 0x0e, 0x90, 0x9f},
	{0x45, 0xb9, 0x5e, 0x15, 0x23, 0x5d, 0x6f, 0x45, 0xa6, 0xb1, 0x9c, 0xbc, 0xb0, 0x29, 0x4b, 0xa9},
};

static struct tl_quic_hello hello;

static enum tl_dissection take_of(const __u8 *octets, __u32 captured, __u32 length)
{
	struct tl_message datagram = exact_message(octets, captured, length);
	enum tl_dissection result;

	result = tl_quic_take(&datagram, &hello);
	give_back(&datagram);
	return result;
}

static enum tl_dissection take(const struct quic_packet *packet)
{
	return take_of(packet->octets, packet->length, packet->length);
}

static void start_anew(void)
{
	memset(&hello, 0, sizeof(hello));
}

static void expect_nothing(void)
{
	static const struct tl_quic_hello nothing;

	assert_memory_equal(&hello, &nothing, sizeof(hello));
}

static void expect_hello(__u32 version)
{
	assert_int_equal(hello.version, version);
	assert_int_equal(tl_quic_prefix(&hello), HELLO);
	assert_memory_equal(hello.octets, quic_hello_frame + 4, HELLO);
}

/* The packet of RFC 9001 A.2. */
static void seal_example(struct quic_packet *packet)
{
	__u8 payload[PADDED] = {0};

	memcpy(payload, quic_hello_frame, sizeof(quic_hello_frame));
	packet->length = 0;
	quic_seal(packet, &quic_v1_keys, 0, V1, NULL, 2, payload, sizeof(payload));
}

/* Octets [start, end) of the hello in a CRYPTO frame. Returns the frame's size. */
static size_t put_piece(__u8 *payload, __u32 start, __u32 end)
{
	const __u8 header[] = {6, (__u8)(0x40 | start >> 8), (__u8)start, (__u8)(0x40 | (end - start) >> 8),
			       (__u8)(end - start)};

	memcpy(payload, header, sizeof(header));
	memcpy(payload + sizeof(header), quic_hello_frame + 4 + start, end - start);
	return sizeof(header) + end - start;
}

static void seal_piece(struct quic_packet *packet, const char *id, __u8 number, __u32 start, __u32 end)
{
	__u8 payload[sizeof(quic_hello_frame) + 8];

	quic_seal(packet, &quic_v1_keys, 0, V1, id, number, payload, put_piece(payload, start, end));
}

static void test_keys(void **state)
{
	struct tl_quic_packet packet = {.destination = (const __u8 *)"\x83\x94\xc8\xf0\x3e\x51\x57\x08",
					.destination_length = 8};
	struct tl_quic_keys keys;

	(void)state;
	packet.version = tl_quic_find_version(V1);
	assert_true(tl_quic_derive(&packet, TL_QUIC_CLIENT, &keys));
	assert_memory_equal(&keys, &quic_v1_keys, sizeof(keys));
	packet.version = tl_quic_find_version(V2);
	assert_true(tl_quic_derive(&packet, TL_QUIC_CLIENT, &keys));
	assert_memory_equal(&keys, &v2_keys, sizeof(keys));
	assert_null(tl_quic_find_version(0));
	assert_null(tl_quic_find_version(2));
}

/* What is sealed here begins and ends like the packet that the RFC prints; so it is that packet. */
static void test_appendix(void **state)
{
	static const __u8 start[] = "\xc0\x00\x00\x00\x01\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\x00\x00\x44\x9e\x7b\x9a"
				    "\xec\x34\xd1\xb1\xc9\x8d\xd7\x68\x9f\xb8\xec\x11\xd2\x42\xb1\x23\xdc\x9b";
	static const __u8 tag[] = "\xe2\x21\xaf\x44\x86\x00\x18\xab\x08\x56\x97\x2e\x19\x4c\xd9\x34";
	struct quic_packet packet;

	(void)state;
	seal_example(&packet);
	assert_int_equal(packet.length, 1200);
	assert_memory_equal(packet.octets, start, sizeof(start) - 1);
	assert_memory_equal(packet.octets + packet.length - QUIC_TAG, tag, QUIC_TAG);
	start_anew();
	assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
	expect_hello(V1);
	assert_int_equal(take_of(packet.octets, 0, 0), TL_DISSECT_WHOLE); /* from now on */
}

/* Keys of each version are used: its own type of packet, its own salt and labels. */
static void test_versions(void **state)
{
	static const __u32 versions[] = {V2, DRAFT_29, 0xff000022};
	struct tl_quic_packet id = {.destination = (const __u8 *)"\x83\x94\xc8\xf0\x3e\x51\x57\x08",
				    .destination_length = 8};
	struct quic_packet packet;
	struct tl_quic_keys keys;

	(void)state;
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		id.version = tl_quic_find_version(versions[i]);
		assert_true(tl_quic_derive(&id, TL_QUIC_CLIENT, &keys));
		packet.length = 0;
		quic_seal(&packet, &keys, versions[i] == V2, versions[i], NULL, 0, quic_hello_frame,
			  sizeof(quic_hello_frame));
		start_anew();
		assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
		expect_hello(versions[i]);
		/* a hello that is not whole is forgotten when another version follows */
		start_anew();
		hello.version = V1;
		hello.has_octets = true;
		hello.known[0] = 1;
		hello.octets[0] = 7;
		assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
		expect_hello(versions[i]);
	}
}

/* Those that Google and Facebook had before the RFC: drafts 23 to 28, T050 and T051 in frames of their own. */
static void test_older_versions(void **state)
{
	static const __u32 versions[] = {0xff000017, 0xff00001c, 0xfaceb002, 0xfaceb00e, 0x54303530, 0x54303531};
	struct tl_quic_packet id = {.destination = (const __u8 *)"\x83\x94\xc8\xf0\x3e\x51\x57\x08",
				    .destination_length = 8};
	struct quic_packet packet;
	struct tl_quic_keys keys;
	__u8 google[sizeof(quic_hello_frame) + 3];

	(void)state;
	memcpy(google + 1, quic_hello_frame, sizeof(quic_hello_frame));
	google[0] = 7; /* PING */
	google[1] = 8; /* CRYPTO */
	google[sizeof(google) - 2] = google[sizeof(google) - 1] = 0;
	for (size_t i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		bool is_google = versions[i] >> 24 == 'T';

		id.version = tl_quic_find_version(versions[i]);
		assert_true(tl_quic_derive(&id, TL_QUIC_CLIENT, &keys));
		packet.length = 0;
		quic_seal(&packet, &keys, 0, versions[i], NULL, 0, is_google ? google : quic_hello_frame,
			  is_google ? sizeof(google) : sizeof(quic_hello_frame));
		start_anew();
		assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
		expect_hello(versions[i]);
	}
}

/* Q050: the hello of before TLS, sealed. */
static void test_google(void **state)
{
	static const char crypto[] = "\x08\0\x32"
				     "CHLO\2\0\0\0SNI\0\x0f\0\0\0UAID\x1a\0\0\0www.example.orgChrome/83.0";
	struct tl_quic_packet id = {.destination = (const __u8 *)"\x83\x94\xc8\xf0\x3e\x51\x57\x08",
				    .destination_length = 8};
	struct quic_packet packet = {0};
	struct tl_gquic_facts said;
	struct tl_quic_keys keys;

	(void)state;
	id.version = tl_quic_find_version(TL_QUIC_Q050);
	assert_true(tl_quic_derive(&id, TL_QUIC_CLIENT, &keys));
	quic_seal(&packet, &keys, 0, TL_QUIC_Q050, NULL, 1, crypto, sizeof(crypto) - 1);
	start_anew();
	assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
	assert_int_equal(hello.version, TL_QUIC_Q050);
	assert_int_equal(tl_gquic_read(hello.octets, tl_quic_prefix(&hello), &said), TL_DISSECT_WHOLE);
	assert_string_equal(said.server_name, "www.example.org");
	assert_string_equal(said.user_agent, "Chrome/83.0");
	for (__u32 count = 0; count < tl_quic_prefix(&hello); count++)
		assert_int_equal(tl_gquic_read(hello.octets, count, &said), TL_DISSECT_CUT);
}

/* Before they agree on a version nothing is said, but QUIC it may be. */
static void test_negotiation(void **state)
{
	static const char answer[] = "\x80\0\0\0\0\0\x08\x83\x94\xc8\xf0\x3e\x51\x57\x08\xff\0\0\x1d\0\0\0\1";
	__u8 octets[1200] = {0xc0, 0x1a, 0x2a, 0x3a, 0x4a, 8, 1, 2, 3, 4, 5, 6, 7, 8};
	struct tl_message message = {.octets = octets, .captured = sizeof(octets), .length = sizeof(octets)};

	(void)state;
	assert_true(tl_quic_negotiates(&message));
	message.length = message.captured = 1199; /* not padded */
	assert_false(tl_quic_negotiates(&message));
	message.octets = (const __u8 *)answer;
	message.length = message.captured = sizeof(answer) - 1;
	assert_true(tl_quic_negotiates(&message));
	message.length = message.captured = sizeof(answer) - 2;
	assert_false(tl_quic_negotiates(&message));
	for (message.captured = 0; message.captured < sizeof(answer) - 1; message.captured++)
		assert_false(tl_quic_negotiates(&message));
}

static void test_every_truncation(void **state)
{
	struct quic_packet packet;

	(void)state;
	seal_example(&packet);
	start_anew();
	for (__u32 captured = 0; captured < packet.length; captured++) {
		assert_int_equal(take_of(packet.octets, captured, packet.length),
				 captured < 18 ? TL_DISSECT_FOREIGN : TL_DISSECT_CUT);
		assert_int_equal(take_of(packet.octets, captured, captured), TL_DISSECT_FOREIGN);
	}
	expect_nothing();
}

static void test_every_octet_changed(void **state)
{
	struct quic_packet packet;

	(void)state;
	seal_example(&packet);
	start_anew();
	for (__u32 i = 0; i < packet.length; i++) {
		for (unsigned int bit = 0; bit < 8; bit += i < 32 ? 1 : 7) {
			packet.octets[i] ^= (__u8)(1u << bit);
			assert_int_not_equal(take(&packet), TL_DISSECT_WHOLE);
			expect_nothing();
			packet.octets[i] ^= (__u8)(1u << bit);
		}
	}
	assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
}

/* Over datagrams, backwards, overlapping, one twice; the last with the server's id, which the keys are not of. */
static void test_pieces(void **state)
{
	struct quic_packet packet = {0};

	(void)state;
	start_anew();
	seal_piece(&packet, NULL, 0, 200, HELLO);
	assert_int_equal(take(&packet), TL_DISSECT_CUT);
	assert_int_equal(take(&packet), TL_DISSECT_CUT);
	assert_int_equal(tl_quic_prefix(&hello), 0);
	packet.length = 0;
	seal_piece(&packet, NULL, 1, 0, 100);
	assert_int_equal(take(&packet), TL_DISSECT_CUT);
	assert_int_equal(tl_quic_prefix(&hello), 100);
	packet.length = 0;
	seal_piece(&packet, "serverid", 2, 90, 210);
	assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
	expect_hello(V1);
}

/* Several packets in one datagram, with one of early data (0-RTT) and octets that are none behind them. */
static void test_coalesced(void **state)
{
	struct quic_packet packet = {0};

	(void)state;
	start_anew();
	seal_piece(&packet, NULL, 1, 100, HELLO);
	quic_put_header(&packet, 1, V1, NULL, 30);
	quic_put(&packet, quic_hello_frame, 30);
	assert_int_equal(take(&packet), TL_DISSECT_CUT);
	start_anew();
	seal_piece(&packet, NULL, 0, 0, 100);
	quic_put(&packet, "\0\0\0\0\0\0\0\0", 8);
	assert_int_equal(take(&packet), TL_DISSECT_WHOLE);
	expect_hello(V1);
}

/* One octet a frame, the last one first, among frames of other types. */
static void test_frames(void **state)
{
	static const __u8 others[] = "\1\0\2\x05\0\1\0\1\1\3\x40\x09\0\0\0\1\2\3";
	static __u8 payload[HELLO * 6 + 32];
	size_t length = sizeof(others) - 1;

	(void)state;
	start_anew();
	memcpy(payload, others, length);
	for (__u32 i = HELLO; i-- > 0;)
		length += put_piece(payload + length, i, i + 1);
	assert_true(tl_quic_read_frames(payload, (__u32)length, &hello));
	hello.version = V1;
	expect_hello(V1);
	for (__u32 cut = 1; cut < length; cut++) /* never outside; what was read counts */
		tl_quic_read_frames(payload + cut, (__u32)length - cut, &hello);
	start_anew();
	assert_true(tl_quic_read_frames((const __u8 *)"\x1c\0\0\0rest", 8, &hello));
	assert_true(tl_quic_read_frames((const __u8 *)"\x06\x4f\xfe\x04"
						      "abcd",
					8, &hello)); /* over the room's end */
	assert_true(tl_quic_read_frames((const __u8 *)"\x06\xff\xff\xff\xff\xff\xff\xff\xff\x01z", 11, &hello));
	assert_memory_equal(hello.octets + TL_QUIC_HELLO_OCTETS - 2, "ab", 2);
	assert_int_equal(tl_quic_prefix(&hello), 0);
}

static void test_wrong_frames(void **state)
{
	(void)state;
	start_anew();
	assert_false(tl_quic_read_frames((const __u8 *)"\x06\0\5abcd", 7, &hello)); /* longer than the packet */
	assert_false(tl_quic_read_frames((const __u8 *)"\x06\0", 2, &hello));
	assert_false(tl_quic_read_frames((const __u8 *)"\x40", 1, &hello));
	assert_false(tl_quic_read_frames((const __u8 *)"\x08\0\0", 3, &hello)); /* STREAM */
	assert_false(tl_quic_read_frames((const __u8 *)"\2\0\0\xff\xff\xff\xff\xff\xff\xff\xff\0", 12, &hello));
	expect_nothing();
}

/* No client's Initial: its answer, other versions, other packets, another message than a ClientHello. */
static void test_others(void **state)
{
	struct tl_quic_keys other = quic_v1_keys;
	struct quic_packet packet = {0};

	(void)state;
	start_anew();
	assert_int_equal(take_of((const __u8 *)"\xc0\0\0\0\0\4abcd\0\0\0\0\1", 15, 15), TL_DISSECT_FOREIGN);
	assert_int_equal(take_of((const __u8 *)"\x43short header", 13, 13), TL_DISSECT_FOREIGN);
	assert_int_equal(take_of((const __u8 *)"\xf0\0\0\0\1\4abcd\0token", 16, 16), TL_DISSECT_FOREIGN); /* Retry */
	assert_int_equal(take_of((const __u8 *)"\xc0\0\0\0\1\x15 id of 21 octets......\0\0\5", 31, 31),
			 TL_DISSECT_FOREIGN);
	other.key[0] ^= 1;
	quic_seal(&packet, &other, 0, V1, NULL, 0, quic_hello_frame, sizeof(quic_hello_frame));
	assert_int_equal(take(&packet), TL_DISSECT_FOREIGN);
	expect_nothing();
	packet.length = 0;
	quic_seal(&packet, &quic_v1_keys, 0, V1, NULL, 0, "\x06\0\4\2\0\0\0\0\0\0\0\0", 12);
	assert_int_equal(take(&packet), TL_DISSECT_CUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_appendix),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_older_versions),
		cmocka_unit_test(test_google),
		cmocka_unit_test(test_negotiation),
		cmocka_unit_test(test_every_truncation),
		cmocka_unit_test(test_every_octet_changed),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_coalesced),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_wrong_frames),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
