// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is told of transports: the flow that an ICMP error quotes, whole and cut at each byte; SCTP's kinds of chunks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <tapless/host_cursor.h>
#include <tapless/host_explore.h>

#include "tunnel_vectors.h"

#define ERROR4 "\3\3\0\0\0\0\0\0" /* port unreachable */
#define ERROR6 "\3\0\0\0\0\0\0\0" /* time exceeded */

static struct tl_packet packet;
static struct tl_layers layers;

/* From memory of exactly the captured size, so that the address sanitizer sees a read outside. */
static const struct tl_quoted *quoted_by(const char *frame, __u32 captured, __u32 wire)
{
	__u8 *bytes = malloc(captured);
	struct tl_cursor cursor = {.bytes = bytes, .length = captured};

	assert_non_null(bytes);
	memcpy(bytes, frame, captured);
	memset(&packet, 0, sizeof(packet));
	memset(&layers, 0, sizeof(layers));
	packet.wire_length = wire;
	packet.captured_length = captured;
	if (tl_parse(&cursor, TL_LINK_ETHERNET, &packet) == TL_REASON_NONE)
		tl_explore(&cursor, &packet, &layers, false);
	free(bytes);
	return &layers.details.quoted;
}

static void an_icmp_error_tells_the_flow_that_it_quotes(void **state)
{
	static const char frame[] = ETHER(TYPE_IPV4) IPV4("\0\x38", "\1") ERROR4 INNER4; /* 8 octets of transport */
	const struct tl_quoted *quoted = quoted_by(frame, 70, 70);

	(void)state;
	assert_int_equal(packet.key.destination_port, 0x0303);
	assert_int_equal(quoted->version, 4);
	assert_int_equal(quoted->protocol, 17);
	assert_memory_equal(quoted->source_address + 10, "\xff\xff\x0a\1\0\1", 6);
	assert_memory_equal(quoted->destination_address + 10, "\xff\xff\x0a\1\0\2", 6);
	assert_int_equal(quoted->source_port, 1234);
	assert_int_equal(quoted->destination_port, 80);
}

static void a_cut_quote_tells_what_there_is(void **state)
{
	static const char frame[] = ETHER(TYPE_IPV4) IPV4("\0\x38", "\1") ERROR4 INNER4;

	(void)state;
	for (__u32 captured = 34; captured <= 70; captured++) {
		const struct tl_quoted *quoted = quoted_by(frame, captured, 70);

		assert_int_equal(quoted->version, captured < 62 ? 0 : 4);
		assert_int_equal(quoted->source_port, captured < 66 ? 0 : 1234);
	}
}

static void extension_headers_in_the_quote_are_passed(void **state)
{
	static const char frame[] =
		ETHER(TYPE_IPV6) IPV6("\0\x44", "\x3a") ERROR6 IPV6("\0\x14", "\x3c") /* destination */
		"\x11\0\1\4\0\0\0\0" UDP DATA4;
	static const char later[] = ETHER(TYPE_IPV6) IPV6("\0\x44", "\x3a") ERROR6 IPV6("\0\x14", "\x2c") /* fragment */
		"\x11\0\0\x08\0\0\0\1" UDP DATA4;
	const struct tl_quoted *quoted = quoted_by(frame, sizeof(frame) - 1, sizeof(frame) - 1);

	(void)state;
	assert_int_equal(quoted->version, 6);
	assert_int_equal(quoted->protocol, 17);
	assert_int_equal(quoted->source_port, 1234);
	quoted = quoted_by(later, sizeof(later) - 1, sizeof(later) - 1);
	assert_int_equal(quoted->protocol, 17);
	assert_int_equal(quoted->source_port, 0);
}

static void an_echo_quotes_nothing(void **state)
{
	static const char frame[] = ETHER(TYPE_IPV4) IPV4("\0\x3c", "\1") "\x08\0\0\0\0\0\0\0" INNER4;

	(void)state;
	assert_int_equal(quoted_by(frame, 70, 74)->version, 0);
	assert_int_equal(layers.found, 0);
}

static void kinds_of_sctp_chunks_are_bits(void **state)
{
	/* SACK, then DATA of 5 octets and its padding, then FORWARD-TSN (192), then one of length 0 */
	static const char frame[] = ETHER(TYPE_IPV4) IPV4("\0\x38", "\x84") "\4\xd2\0\x50\0\0\0\1\0\0\0\0"
									    "\3\0\0\4"
									    "\0\3\0\5x\0\0\0"
									    "\xc0\0\0\4"
									    "\6\0\0\0"
									    "\1\0\0\4";

	(void)state;
	quoted_by(frame, sizeof(frame) - 1, sizeof(frame) - 1);
	assert_int_equal(packet.key.source_port, 1234);
	assert_int_equal(layers.details.sctp_chunks, 1ull << 48 | 1 << 3 | 1 << 0 | 1 << 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_icmp_error_tells_the_flow_that_it_quotes),
		cmocka_unit_test(a_cut_quote_tells_what_there_is),
		cmocka_unit_test(extension_headers_in_the_quote_are_passed),
		cmocka_unit_test(an_echo_quotes_nothing),
		cmocka_unit_test(kinds_of_sctp_chunks_are_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
