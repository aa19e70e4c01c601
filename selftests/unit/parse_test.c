// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The frame parser over all vectors, whole and cut at each byte, by the snap length and on the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <tapless/host_cursor.h>
#include <tapless/parse.h>
#include <tapless/parse_tcp_options.h>

#include "vectors.h"

static const __u8 source_mac[6] = {2, 0, 0, 0, 0, 1};
static const __u8 destination_mac[6] = {2, 0, 0, 0, 0, 2};

/* From memory of exactly the captured size, so that the address sanitizer sees a read outside. */
static enum tl_reason parse_into(struct tl_packet *packet, const struct tl_vector *vector, __u32 captured, __u32 wire)
{
	__u8 *bytes = malloc(captured ? captured : 1);
	struct tl_cursor cursor = {.bytes = bytes, .length = captured};
	enum tl_reason reason;

	assert_non_null(bytes);
	memcpy(bytes, vector->bytes, captured);
	packet->wire_length = wire;
	packet->captured_length = captured;
	reason = tl_parse(&cursor, vector->link, packet);
	free(bytes);
	return reason;
}

static enum tl_reason parse(struct tl_packet *packet, const struct tl_vector *vector, __u32 captured, __u32 wire)
{
	memset(packet, 0, sizeof(*packet));
	return parse_into(packet, vector, captured, wire);
}

static const struct tl_vector *vector_named(const char *name)
{
	for (size_t i = 0; i < TL_VECTORS; i++)
		if (!strcmp(tl_vectors[i].name, name))
			return &tl_vectors[i];
	fail_msg("no vector %s", name);
	return NULL;
}

static enum tl_reason parse_named(struct tl_packet *packet, const char *name)
{
	const struct tl_vector *vector = vector_named(name);

	return parse(packet, vector, vector->length, vector->length);
}

#define SAME(packet_field, field)                                                                                      \
	do {                                                                                                           \
		if (packet->packet_field != vector->field)                                                             \
			fail_msg("%s: %s is %u, not %u", vector->name, #field, packet->packet_field, vector->field);   \
	} while (0)

static void expect_vector(const struct tl_packet *packet, const struct tl_vector *vector)
{
	SAME(key.ethertype, ethertype);
	SAME(key.protocol, protocol);
	SAME(key.vlan_depth, vlan_depth);
	SAME(key.vlan_id, vlan_id);
	SAME(key.inner_vlan_id, inner_vlan_id);
	SAME(key.source_port, source_port);
	SAME(key.destination_port, destination_port);
	SAME(octets, octets);
	SAME(layer3_offset, layer3_offset);
	SAME(payload_offset, payload_offset);
	SAME(payload_length, payload_length);
	SAME(tcp_flags, tcp_flags);
	SAME(fragment_offset, fragment_offset);
	SAME(more_fragments, more_fragments);
	SAME(transport_complete, transport_complete);
}

static void test_all_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_VECTORS; i++) {
		const struct tl_vector *vector = &tl_vectors[i];
		struct tl_packet packet;
		enum tl_reason reason = parse(&packet, vector, vector->length, vector->length);

		if (reason != vector->reason)
			fail_msg("%s: reason %d, not %d", vector->name, reason, vector->reason);
		if (reason == TL_REASON_NONE)
			expect_vector(&packet, vector);
	}
}

/* Snap length: what can still be read is as in the whole frame, the rest is 0; the wire's lengths stay. */
static void test_captured_shorter(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_VECTORS; i++) {
		const struct tl_vector *vector = &tl_vectors[i];
		struct tl_packet packet;
		bool parsed = false;

		for (__u32 cut = 0; cut < vector->length; cut++) {
			enum tl_reason reason = parse(&packet, vector, cut, vector->length);

			assert_true(reason == vector->reason || reason == TL_REASON_NOT_CAPTURED);
			assert_true(!parsed || reason != TL_REASON_NOT_CAPTURED);
			parsed = reason != TL_REASON_NOT_CAPTURED;
			if (reason != TL_REASON_NONE)
				continue;
			assert_int_equal(packet.key.protocol, vector->protocol);
			assert_int_equal(packet.octets, vector->octets);
			assert_true(!packet.key.source_port || packet.key.source_port == vector->source_port);
			assert_true(!packet.tcp_flags || packet.tcp_flags == vector->tcp_flags);
			assert_true(packet.transport_complete <= vector->transport_complete);
			if (packet.transport_complete)
				expect_vector(&packet, vector);
		}
	}
}

/* A frame that ends early is malformed, unless only link padding is missing; nothing is "not captured". */
static void test_wire_shorter(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_VECTORS; i++) {
		const struct tl_vector *vector = &tl_vectors[i];
		bool by_frame = strstr(vector->name, "-0") || strstr(vector->name, "jumbo");
		struct tl_packet packet;

		for (__u32 cut = 0; cut < vector->length; cut++) {
			enum tl_reason reason = parse(&packet, vector, cut, cut);

			assert_int_not_equal(reason, TL_REASON_NOT_CAPTURED);
			if (reason == TL_REASON_NONE && vector->octets && !by_frame)
				assert_true(cut >= vector->layer3_offset + vector->octets);
		}
	}
}

/* The reason that each cut of a frame on the wire has. */
static void test_reasons_of_short_frames(void **state)
{
	static const struct {
		const char *name;
		__u32 below; /* this length, the frame has the reason */
		enum tl_reason reason;
	} rows[] = {
		{"ethernet-ipv4-tcp", 14, TL_REASON_SHORT_LINK_HEADER},
		{"ethernet-ipv4-tcp", 34, TL_REASON_BAD_IPV4_HEADER},
		{"ethernet-ipv4-tcp", 58, TL_REASON_BAD_IPV4_LENGTH},
		{"ipv4-options", 14, TL_REASON_SHORT_LINK_HEADER},
		{"ipv4-options", 42, TL_REASON_BAD_IPV4_HEADER},
		{"ipv4-options", 66, TL_REASON_BAD_IPV4_LENGTH},
		{"ethernet-ipv6-tcp", 14, TL_REASON_SHORT_LINK_HEADER},
		{"ethernet-ipv6-tcp", 54, TL_REASON_BAD_IPV6_HEADER},
		{"ethernet-ipv6-tcp", 78, TL_REASON_BAD_IPV6_LENGTH},
		{"vlan-qinq", 14, TL_REASON_SHORT_LINK_HEADER},
		{"vlan-qinq", 22, TL_REASON_SHORT_VLAN_TAG},
		{"vlan-qinq", 62, TL_REASON_BAD_IPV6_HEADER},
		{"raw-ipv4", 1, TL_REASON_SHORT_LINK_HEADER},
		{"null-little", 4, TL_REASON_SHORT_LINK_HEADER},
		{"loop", 4, TL_REASON_SHORT_LINK_HEADER},
		{"cooked", 16, TL_REASON_SHORT_LINK_HEADER},
		{"cooked-v2", 20, TL_REASON_SHORT_LINK_HEADER},
	};
	struct tl_packet packet;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bool same = i && !strcmp(rows[i].name, rows[i - 1].name);

		for (__u32 cut = same ? rows[i - 1].below : 0; cut < rows[i].below; cut++)
			assert_int_equal(parse(&packet, vector_named(rows[i].name), cut, cut), rows[i].reason);
	}
}

static void test_captured_up_to_each_tcp_field(void **state)
{
	const struct tl_vector *vector = vector_named("ethernet-ipv4-tcp");
	struct tl_packet packet;

	(void)state;
	for (__u32 cut = 34; cut <= vector->length; cut++) {
		assert_int_equal(parse(&packet, vector, cut, vector->length), TL_REASON_NONE);
		assert_int_equal(packet.key.source_port, cut >= 38 ? 1234 : 0);
		assert_int_equal(packet.key.destination_port, cut >= 38 ? 80 : 0);
		assert_int_equal(packet.tcp_flags, cut >= 48 ? 0x18 : 0);
		assert_int_equal(packet.transport_complete, cut >= 54);
		assert_int_equal(packet.payload_length, cut >= 54 ? 4 : 0);
	}
}

static void test_addresses(void **state)
{
	static const __u8 mapped[16] = {[10] = 0xff, [11] = 0xff, [12] = 10, [15] = 2};
	static const __u8 unique_local[16] = {0xfd, [15] = 1};
	struct tl_packet packet;

	(void)state;
	parse_named(&packet, "ethernet-ipv4-tcp");
	assert_memory_equal(packet.key.destination_address, mapped, 16);
	assert_memory_equal(packet.source_mac, source_mac, 6);
	assert_memory_equal(packet.destination_mac, destination_mac, 6);
	parse_named(&packet, "ethernet-ipv6-tcp");
	assert_memory_equal(packet.key.source_address, unique_local, 16);
	parse_named(&packet, "arp");
	assert_memory_equal(packet.key.source_address, "\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\1", 16);
	assert_memory_equal(packet.key.destination_address, "\0\0\0\0\0\0\0\0\0\0\2\0\0\0\0\2", 16);
}

static void test_other_fields(void **state)
{
	struct tl_packet packet;

	(void)state;
	parse_named(&packet, "ethernet-ipv4-tcp");
	assert_int_equal(packet.ttl, 64);
	assert_int_equal(packet.identification, 0x1234);
	assert_int_equal(packet.tcp_sequence, 1);
	assert_int_equal(packet.tcp_acknowledgement, 2);
	assert_int_equal(packet.tcp_window, 0x2000);
	parse_named(&packet, "ethernet-ipv6-tcp");
	assert_int_equal(packet.flow_label, 7);
	assert_int_equal(packet.ttl, 64);
	parse_named(&packet, "ipv6-first-fragment");
	assert_int_equal(packet.identification, 0x2345);
	parse_named(&packet, "vlan-qinq");
	assert_int_equal(packet.vlan_priority, 1);
	assert_int_equal(packet.inner_vlan_priority, 0);
	parse_named(&packet, "vlan");
	assert_int_equal(packet.vlan_priority, 3);
}

static void test_cooked_sender(void **state)
{
	static const __u8 none[6];
	struct tl_packet packet;

	(void)state;
	parse_named(&packet, "cooked");
	assert_memory_equal(packet.source_mac, source_mac, 6);
	parse_named(&packet, "cooked-v2");
	assert_memory_equal(packet.source_mac, source_mac, 6);
	parse_named(&packet, "cooked-v2-ppp");
	assert_memory_equal(packet.source_mac, none, 6);
	parse_named(&packet, "cooked-netlink");
	assert_memory_equal(packet.source_mac, none, 6);
}

/* A tag that the NIC took out of the frame comes before those in it. */
static void test_stripped_tag(void **state)
{
	struct tl_packet packet = {.key = {.vlan_depth = 1, .vlan_id = 9}, .vlan_priority = 5};
	const struct tl_vector *vector = vector_named("vlan");

	(void)state;
	assert_int_equal(parse_into(&packet, vector, vector->length, vector->length), TL_REASON_NONE);
	assert_int_equal(packet.key.vlan_depth, 2);
	assert_int_equal(packet.key.vlan_id, 9);
	assert_int_equal(packet.vlan_priority, 5);
	assert_int_equal(packet.key.inner_vlan_id, 100);
	assert_int_equal(packet.inner_vlan_priority, 3);
}

/* BIG TCP: more than 16 bits of length, and not all of it captured. */
static void test_big_tcp(void **state)
{
	struct tl_packet packet;

	(void)state;
	assert_int_equal(parse(&packet, vector_named("ipv4-total-0"), 58, 190000), TL_REASON_NONE);
	assert_int_equal(packet.octets, 190000 - 14);
	assert_int_equal(packet.payload_length, 190000 - 54);
	assert_int_equal(parse(&packet, vector_named("ipv6-jumbo"), 86, 190000), TL_REASON_NONE);
	assert_int_equal(packet.octets, 190000 - 14);
	assert_int_equal(packet.payload_length, 190000 - 82);
}

/* A capture file may claim less on the wire than it holds. */
static void test_captured_longer_than_wire(void **state)
{
	struct tl_packet packet;

	(void)state;
	for (size_t i = 0; i < TL_VECTORS; i++)
		for (__u32 wire = 0; wire < tl_vectors[i].length; wire++)
			if (parse(&packet, &tl_vectors[i], tl_vectors[i].length, wire) == TL_REASON_NONE &&
			    packet.octets)
				assert_true(packet.layer3_offset + packet.octets <= wire);
}

/* The options of a SYN by themselves: what each list says, cut at each octet. */
static void test_tcp_options(void **state)
{
	static const struct {
		const char *bytes;
		__u32 length;
		__u64 options;
		__u16 segment_size;
		__u8 scale;
	} lists[] = {
		{"\2\4\5\xb4\4\2\x08\x0a\0\0\0\1\0\0\0\0\1\3\3\7", 20, 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4 | 1u << 8,
		 1460, 7},
		{"\2\4\5\xb4\3\3\x08\0", 8, 1u << 0 | 1u << 2 | 1u << 3, 1460,
		 8}, /* the end of the list is an option, too */
		{"\0\2\4\5", 4, 1u << 0, 0, 0}, /* behind it is nothing */
		{"\x22\4\1\2\2\5\5\xb4", 8, 1ull << 34, 0, 0}, /* one that is longer than the list */
		{"\1\1\5\1\2\4\5\xb4", 8, 1u << 1, 0, 0}, /* and one that is shorter than itself */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (__u32 cut = 0; cut <= lists[i].length; cut++) {
			struct tl_packet packet = {.payload_offset = lists[i].length, .tcp_options = lists[i].length};
			struct tl_cursor cursor = {.bytes = (const __u8 *)lists[i].bytes, .length = cut};
			struct tl_option_walk walk;

			tl_read_tcp_options(&cursor, &packet, &walk);
			assert_int_equal(walk.syn.options & ~lists[i].options, 0);
			if (cut < lists[i].length)
				continue;
			assert_int_equal(walk.syn.options, lists[i].options);
			assert_int_equal(walk.syn.maximum_segment_size, lists[i].segment_size);
			assert_int_equal(walk.syn.window_scale, lists[i].scale);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_vectors),
		cmocka_unit_test(test_captured_shorter),
		cmocka_unit_test(test_wire_shorter),
		cmocka_unit_test(test_reasons_of_short_frames),
		cmocka_unit_test(test_captured_up_to_each_tcp_field),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_other_fields),
		cmocka_unit_test(test_cooked_sender),
		cmocka_unit_test(test_stripped_tag),
		cmocka_unit_test(test_big_tcp),
		cmocka_unit_test(test_captured_longer_than_wire),
		cmocka_unit_test(test_tcp_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
