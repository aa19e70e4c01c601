// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The walk into tunnels over all vectors, whole and cut at each byte, by the snap length and on the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tunnel_vectors.h"
#include "tunnel_walk.h"

static const __u8 inner4[16] = {[10] = 0xff, [11] = 0xff, [12] = 10, [13] = 1, [15] = 1};
static const __u8 inner6[16] = {0xfd, [15] = 1};
static const __u8 outer4[16] = {[10] = 0xff, [11] = 0xff, [12] = 10, [15] = 1};
static const __u8 inner_mac[6] = {2, 0, 0, 0, 1, 1};

static const struct tl_tunnel_vector *vector_named(const char *name)
{
	for (size_t i = 0; i < TL_TUNNEL_VECTORS; i++)
		if (!strcmp(tl_tunnel_vectors[i].name, name))
			return &tl_tunnel_vectors[i];
	fail_msg("no vector %s", name);
	return NULL;
}

static bool is_inner(const struct tl_packet *packet)
{
	const __u8 *address = packet->key.source_address;

	return (!memcmp(address, inner4, 16) || !memcmp(address, inner6, 16)) && packet->key.protocol == 17 &&
	       packet->key.source_port == 1234 && packet->key.destination_port == 80 &&
	       packet->octets == (packet->key.ethertype == TL_ETHERTYPE_IPV4 ? 32 : 52) &&
	       packet->payload_length == 4 && packet->transport_complete;
}

static bool is_inner_arp(const struct walked *walked)
{
	const struct tl_packet *packet = &walked->packet;

	return packet->key.ethertype == TL_ETHERTYPE_ARP && !packet->octets && !packet->key.protocol &&
	       !memcmp(packet->key.source_address + 10, inner_mac, 6) && walked->layers.details.arp_operation == 2 &&
	       !memcmp(walked->layers.details.arp_source, "\x0a\1\0\1", 4) &&
	       !memcmp(walked->layers.details.arp_destination, "\x0a\1\0\2", 4);
}

static bool is_outer(const struct tl_packet *packet)
{
	return !memcmp(packet->key.source_address, outer4, 16) && !packet->key.tunnel_kind && !packet->key.tunnel_id;
}

#define SAME(what, value)                                                                                              \
	do {                                                                                                           \
		if ((value) != vector->what)                                                                           \
			fail_msg("%s: %s is %u, not %u", vector->name, #what, (value), vector->what);                  \
	} while (0)

static void test_all_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_TUNNEL_VECTORS; i++) {
		const struct tl_tunnel_vector *vector = &tl_tunnel_vectors[i];
		const struct tl_details *details;
		struct walked walked;

		walk(&walked, vector->bytes, vector->length, vector->length, false);
		details = &walked.layers.details;
		if (walked.reason != TL_REASON_NONE)
			fail_msg("%s: reason %d", vector->name, walked.reason);
		if (!(vector->outside  ? is_outer(&walked.packet)
		      : vector->not_ip ? is_inner_arp(&walked)
				       : is_inner(&walked.packet)))
			fail_msg("%s: another flow, step %d", vector->name, walked.step);
		SAME(kind, walked.packet.key.tunnel_kind);
		SAME(vlan_depth, walked.packet.key.vlan_depth);
		if (!vector->end)
			SAME(kind, details->tunnel.kind);
		else
			SAME(end, details->tunnel.kind);
		SAME(depth, details->tunnel.depth);
		SAME(id, details->tunnel.id);
		SAME(spi, details->spi);
		SAME(session, details->pppoe_session);
		SAME(qfi, details->gtp_qfi);
		if (!vector->outside)
			SAME(mpls_depth, details->mpls_depth);
		if (!vector->outside && !vector->not_ip)
			assert_memory_equal(vector->bytes + walked.packet.payload_offset, "data", 4);
	}
}

/* Wherever it is cut by the snap length, the packet is in the inner flow or in the outer one, never in a third. */
static void test_captured_shorter(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_TUNNEL_VECTORS; i++) {
		const struct tl_tunnel_vector *vector = &tl_tunnel_vectors[i];
		struct walked walked;

		for (__u32 cut = 0; cut < vector->length; cut++) {
			const struct tl_packet *packet = &walked.packet;
			bool is_ip;

			walk(&walked, vector->bytes, cut, vector->length, false);
			if (walked.reason != TL_REASON_NONE)
				continue;
			is_ip = packet->key.ethertype == TL_ETHERTYPE_IPV4 ||
				packet->key.ethertype == TL_ETHERTYPE_IPV6;
			assert_true(packet->payload_offset + packet->payload_length <= packet->wire_length);
			if (packet->key.tunnel_kind && is_ip) {
				assert_int_equal(packet->key.tunnel_kind, vector->kind);
				assert_true(!memcmp(packet->key.source_address, inner4, 16) ||
					    !memcmp(packet->key.source_address, inner6, 16));
				assert_true(!packet->key.source_port || packet->key.source_port == 1234);
				assert_true(packet->octets == 32 || packet->octets == 52);
			} else if (is_ip && vector->kind) {
				assert_true(packet->octets + packet->layer3_offset <= packet->wire_length);
				assert_true(packet->key.protocol != 17 || packet->octets != 32);
			}
		}
	}
}

/* A frame that ends early on the wire: its outer packet is malformed, or, without one, the flow is the frame's own. */
static void test_wire_shorter(void **state)
{
	(void)state;
	for (size_t i = 0; i < TL_TUNNEL_VECTORS; i++) {
		const struct tl_tunnel_vector *vector = &tl_tunnel_vectors[i];
		const __u8 *ip = (const __u8 *)vector->bytes + 14;
		struct walked walked;
		__u32 total = 0; /* of the outer packet, if it is IP */

		if (vector->bytes[12] == 8)
			total = ip[2] << 8 | ip[3];
		else if (ip[-2] == 0x86)
			total = 40 + (ip[4] << 8 | ip[5]);

		for (__u32 cut = 0; cut < vector->length; cut++) {
			walk(&walked, vector->bytes, cut, cut, false);
			assert_int_not_equal(walked.reason, TL_REASON_NOT_CAPTURED);
			if (cut < 14 + total)
				assert_int_not_equal(walked.reason, TL_REASON_NONE);
			else if (walked.reason == TL_REASON_NONE)
				assert_false(is_inner(&walked.packet));
		}
	}
}

static void test_otv_by_configuration(void **state)
{
	const struct tl_tunnel_vector *vector = vector_named("otv-port");
	struct walked walked;

	(void)state;
	walk(&walked, vector->bytes, vector->length, vector->length, true);
	assert_int_equal(walked.packet.key.tunnel_kind, TL_TUNNEL_OTV);
	assert_true(is_inner(&walked.packet));
}

static void test_ends_of_the_tunnel(void **state)
{
	const struct tl_tunnel_vector *vector = vector_named("vxlan");
	struct walked walked;

	(void)state;
	walk(&walked, vector->bytes, vector->length, vector->length, false);
	assert_memory_equal(walked.layers.details.tunnel.source_address, outer4, 16);
	assert_int_equal(walked.layers.details.tunnel.destination_address[15], 2);
	assert_int_equal(walked.layers.details.tunnel.source_port, 40000);
	assert_int_equal(walked.layers.details.tunnel.destination_port, 4789);
	assert_int_equal(walked.layers.details.tunnel.protocol, 17);
	assert_memory_equal(walked.packet.source_mac, inner_mac, 6);
	assert_int_equal(walked.packet.layer3_offset, 14 + 20 + 8 + 8 + 14);
	/* only ids that both directions share tell flows apart */
	assert_int_equal(walked.packet.key.tunnel_id, 123);
	vector = vector_named("gtp");
	walk(&walked, vector->bytes, vector->length, vector->length, false);
	assert_int_equal(walked.packet.key.tunnel_id, 0);
}

/* IP in IP in IP …: `count` packets, the innermost UDP. */
static __u32 nest(char *frame, unsigned int count)
{
	__u32 at = 14;

	memcpy(frame, ETHER(TYPE_IPV4), 14);
	for (unsigned int i = 0; i < count; i++, at += 20) {
		__u32 total = 20 * (count - i) + 12;

		memcpy(frame + at, "\x45\0\0\0\0\1\0\0\x40\4\0\0\x0a\0\0\1\x0a\0\0\2", 20);
		frame[at + 2] = total >> 8;
		frame[at + 3] = total;
		frame[at + 15] = i + 1;
		if (i + 1 == count)
			frame[at + 9] = 17;
	}
	memcpy(frame + at, UDP DATA4, 12);
	return at + 12;
}

static void test_nested_to_the_bound(void **state)
{
	struct walked walked;
	char frame[400];

	(void)state;
	for (unsigned int count = 1; count <= 12; count++) {
		__u32 length = nest(frame, count);
		unsigned int reached = count <= TL_TUNNELS_MAX + 1 ? count : TL_TUNNELS_MAX + 1;

		walk(&walked, frame, length, length, false);
		assert_int_equal(walked.reason, TL_REASON_NONE);
		assert_int_equal(walked.packet.key.source_address[15], reached);
		assert_int_equal(walked.layers.details.tunnel.depth, reached - 1);
		assert_int_equal(walked.packet.key.protocol, reached == count ? 17 : 4);
		assert_int_equal(walked.step, reached == count ? TL_STEP_END : TL_STEP_TOO_DEEP);
	}
}

static void test_label_stacks(void **state)
{
	char frame[14 + 4 * 40 + 32] = ETHER("\x88\x47");
	struct walked walked;

	(void)state;
	for (unsigned int labels = 1; labels <= 40; labels++) {
		__u32 length = 14 + 4 * labels + 32;

		for (unsigned int i = 0; i < labels; i++)
			memcpy(frame + 14 + 4 * i, (char[]){0, 1, i << 4 | (i + 1 == labels), 64 - i}, 4);
		memcpy(frame + 14 + 4 * labels, INNER4, 32);
		walk(&walked, frame, length, length, false);
		assert_int_equal(is_inner(&walked.packet), labels <= TL_MPLS_DEPTH_MAX);
		if (labels > TL_MPLS_DEPTH_MAX)
			continue;
		assert_int_equal(walked.layers.details.mpls_depth, labels);
		for (unsigned int i = 0; i < 3; i++)
			assert_int_equal(walked.layers.details.mpls_entries[i],
					 i < labels ? 16u << 12 | i << 12 | (i + 1 == labels) << 8 | (64 - i) : 0);
	}
}

static void test_options_and_extensions(void **state)
{
	static const char options[] = ETHER(TYPE_IPV4)
		IPV4_FULL("\x48", "\0\x2c", "\0\1", "\0\0", "\x11") "\x94\4\0\0\1\x44\4\5\0\0\0\0" UDP DATA4;
	static const char routing[] = ETHER(TYPE_IPV6)
		IPV6("\0\x3c", "\x2b") "\x11\4\4\1\1\0\0\0"
				       "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0a"
				       "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0b" UDP DATA4 "\0\0\0\0\0\0\0\0";
	static const char authentic[] = ETHER(TYPE_IPV4) IPV4("\0\x38", "\x33") AH("\x11") UDP DATA4;
	struct walked walked;

	(void)state;
	walk(&walked, options, sizeof(options) - 1, sizeof(options) - 1, false);
	assert_int_equal(walked.layers.details.ipv4_options, 1u << 20 | 1u << 1 | 1u << 4 | 1u);
	walk(&walked, routing, sizeof(routing) - 1, sizeof(routing) - 1, false);
	assert_int_equal(walked.packet.key.protocol, 17);
	assert_int_equal(walked.layers.details.ipv6_extensions, TL_EXTENSION_ROUTING);
	assert_int_equal(walked.layers.details.segments, 2);
	assert_int_equal(walked.layers.details.segments_left, 1);
	assert_int_equal(walked.layers.details.active_segment[15], 0x0b);
	walk(&walked, authentic, sizeof(authentic) - 1, sizeof(authentic) - 1, false);
	assert_int_equal(walked.packet.key.protocol, 17);
	assert_int_equal(walked.packet.key.source_port, 1234);
	assert_int_equal(walked.layers.details.spi, 1);
}

/* Two sessions between the same stations are two flows, in both directions; that it has one is told. */
static void test_session_control(void **state)
{
	static const char link_control[] = ETHER("\x88\x64") "\x11\0\0\x09\0\x08\xc0\x21\x09\1\0\6????";
	static const char other_session[] = ETHER("\x88\x64") "\x11\0\0\x0a\0\x08\xc0\x21\x09\1\0\6????";
	struct walked walked, other;

	(void)state;
	walk(&walked, link_control, sizeof(link_control) - 1, sizeof(link_control) - 1, false);
	walk(&other, other_session, sizeof(other_session) - 1, sizeof(other_session) - 1, false);
	assert_int_equal(walked.step, TL_STEP_END);
	assert_int_equal(walked.packet.key.ethertype, 0x8864);
	assert_int_equal(walked.layers.details.pppoe_session, 9);
	assert_memory_not_equal(&walked.packet.key, &other.packet.key, sizeof(walked.packet.key));
	assert_int_equal(walked.packet.key.source_port, walked.packet.key.destination_port);
	assert_int_equal(walked.packet.octets, 0);
}

/* Twice: between hosts, and between gateways. The first SPI is told. */
static void test_authentic_twice(void **state)
{
	static const char frame[] = ETHER(TYPE_IPV4) IPV4("\0\x50", "\x33") AH("\x33") AH("\x11") UDP DATA4;
	struct walked walked;

	(void)state;
	walk(&walked, frame, sizeof(frame) - 1, sizeof(frame) - 1, false);
	assert_int_equal(walked.packet.key.protocol, 17);
	assert_int_equal(walked.packet.key.source_port, 1234);
	assert_int_equal(walked.layers.details.spi, 1);
}

/* SRv6 mostly carries other packets: its segments stand on the record of what it carries. */
static void test_segments_around(void **state)
{
	static const char frame[] =
		ETHER(TYPE_IPV6) IPV6("\0\x48", "\x2b") "\4\4\4\1\1\0\0\0"
							"\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0a"
							"\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0b" INNER4;
	struct walked walked;

	(void)state;
	walk(&walked, frame, sizeof(frame) - 1, sizeof(frame) - 1, false);
	assert_int_equal(walked.packet.key.ethertype, 0x0800);
	assert_int_equal(walked.layers.details.tunnel.kind, TL_TUNNEL_FOUR_IN_SIX);
	assert_int_equal(walked.layers.details.segments, 2);
	assert_int_equal(walked.layers.details.active_segment[15], 0x0b);
	assert_int_equal(walked.layers.details.ipv6_extensions, 0);
}

/* The first segment is the destination, and not in the list: alone, and around another packet. */
static void test_reduced_segments(void **state)
{
	static const char alone[] =
		ETHER(TYPE_IPV6) IPV6("\0\x24", "\x2b") "\x11\2\4\1\0\0\0\0"
							"\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0a" UDP DATA4;
	static const char around[] =
		ETHER(TYPE_IPV6) IPV6("\0\x38", "\x2b") "\4\2\4\1\0\0\0\0"
							"\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0a" INNER4;
	struct walked walked;

	(void)state;
	walk(&walked, alone, sizeof(alone) - 1, sizeof(alone) - 1, false);
	assert_memory_equal(walked.layers.details.active_segment, walked.packet.key.destination_address, 16);
	walk(&walked, around, sizeof(around) - 1, sizeof(around) - 1, false);
	assert_true(is_inner(&walked.packet));
	assert_memory_equal(walked.layers.details.active_segment, walked.layers.details.tunnel.destination_address, 16);
}

/* Any octets behind a header that announces a tunnel: whatever it is, nothing is read outside and no length exceeds. */
static void test_random_content(void **state)
{
	struct walked walked;
	char frame[200];

	(void)state;
	srand(1);
	for (size_t i = 0; i < TL_TUNNEL_VECTORS * 2000; i++) {
		const struct tl_tunnel_vector *vector = &tl_tunnel_vectors[i % TL_TUNNEL_VECTORS];
		__u32 length = vector->length < sizeof(frame) ? vector->length : sizeof(frame);

		memcpy(frame, vector->bytes, length);
		for (int change = rand() % 4; change >= 0; change--)
			frame[34 + rand() % (length - 34)] = rand();
		walk(&walked, frame, length, length, false);
		if (walked.reason == TL_REASON_NONE)
			assert_true(walked.packet.payload_offset + walked.packet.payload_length <= length &&
				    walked.packet.layer3_offset + walked.packet.octets <= length);
	}
}

/* What shares the port of ESP in UDP is none that did not hold. */
static void test_beside_esp(void **state)
{
	static const char keepalive[] = OUTER_UDP("\0\x1d", "\x11\x94") "\xff";
	static const char ike[] = OUTER_UDP("\0\x30", "\x11\x94") "\0\0\0\0\0\0\0\1????????????";
	static const char reserved[] = OUTER_UDP("\0\x30", "\x11\x94") "\0\0\0\1\0\0\0\1????????????";
	struct walked walked;

	(void)state;
	walk(&walked, keepalive, sizeof(keepalive) - 1, sizeof(keepalive) - 1, false);
	assert_int_equal(walked.step, TL_STEP_END);
	walk(&walked, ike, sizeof(ike) - 1, sizeof(ike) - 1, false);
	assert_int_equal(walked.step, TL_STEP_END);
	assert_int_equal(walked.layers.details.tunnel.kind, TL_TUNNEL_NONE);
	walk(&walked, reserved, sizeof(reserved) - 1, sizeof(reserved) - 1, false);
	assert_int_equal(walked.step, TL_STEP_BACK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_vectors),	   cmocka_unit_test(test_captured_shorter),
		cmocka_unit_test(test_wire_shorter),	   cmocka_unit_test(test_otv_by_configuration),
		cmocka_unit_test(test_ends_of_the_tunnel), cmocka_unit_test(test_nested_to_the_bound),
		cmocka_unit_test(test_label_stacks),	   cmocka_unit_test(test_options_and_extensions),
		cmocka_unit_test(test_authentic_twice),	   cmocka_unit_test(test_segments_around),
		cmocka_unit_test(test_reduced_segments),   cmocka_unit_test(test_random_content),
		cmocka_unit_test(test_session_control),	   cmocka_unit_test(test_beside_esp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
