// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The frame parser, and the walk into tunnels, on any bytes. Input: link type, how much longer the wire length is (2 bytes), then the frame. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <tapless/host_cursor.h>
#include <tapless/host_explore.h>

#define PREFIX 3

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_ip(const struct tl_packet *packet)
{
	__u32 end = packet->layer3_offset + packet->octets;

	require(packet->octets >= 20 && end <= packet->wire_length);
	require(packet->payload_offset >= packet->layer3_offset + 20 && packet->payload_offset <= end);
	require(packet->payload_length <= end - packet->payload_offset);
	require(!packet->fragment_offset || (!packet->key.source_port && !packet->transport_complete));
	require(!packet->transport_complete || packet->payload_offset + packet->payload_length == end);
	require(packet->tcp_flags <= 0xfff);
}

static void check(const struct tl_packet *packet)
{
	bool is_ip = packet->key.ethertype == TL_ETHERTYPE_IPV4 || packet->key.ethertype == TL_ETHERTYPE_IPV6;

	require(packet->key.vlan_depth <= 5 * TL_VLAN_TAGS_MAX && packet->key.datagram == 0);
	require(packet->key.vlan_id < 4096 && packet->key.inner_vlan_id < 4096);
	if (is_ip)
		check_ip(packet);
	else
		require(!packet->octets && !packet->key.protocol && !packet->payload_length);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct tl_packet packet = {};
	struct tl_cursor cursor = {};
	struct tl_layers layers;

	if (size < PREFIX)
		return 0;
	/* libFuzzer's buffer is of exactly this size: the address sanitizer sees a read behind the frame. */
	cursor.bytes = bytes + PREFIX;
	cursor.length = size - PREFIX;
	packet.captured_length = cursor.length;
	packet.wire_length = cursor.length + (bytes[1] << 8 | bytes[2]);
	if (tl_parse(&cursor, bytes[0] % (TL_LINK__MAX + 1), &packet) == TL_REASON_NONE)
		check(&packet);
	else
		return 0;
	tl_explore(&cursor, &packet, &layers, false);
	check(&packet);
	require(packet.payload_offset <= packet.wire_length && layers.details.tunnel.depth <= TL_TUNNELS_MAX);
	return 0;
}
