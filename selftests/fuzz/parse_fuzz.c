// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The frame parser, and the walk into tunnels, on any bytes. Input: link type, how much longer the wire length is (2 bytes), then the frame. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <tapless/host_cursor.h>
#include <tapless/host_explore.h>

#include "fuzz.h"

#define PREFIX 3

static void check_ip(const struct tl_packet *packet)
{
	__u32 end = packet->layer3_offset + packet->octets;

	expect(packet->octets >= 20 && end <= packet->wire_length);
	expect(packet->payload_offset >= packet->layer3_offset + 20 && packet->payload_offset <= end);
	expect(packet->payload_length <= end - packet->payload_offset);
	expect(!packet->fragment_offset || (!packet->key.source_port && !packet->transport_complete));
	expect(!packet->transport_complete || packet->payload_offset + packet->payload_length == end);
	expect(packet->tcp_flags <= 0xfff);
}

static void check(const struct tl_packet *packet)
{
	bool is_ip = packet->key.ethertype == TL_ETHERTYPE_IPV4 || packet->key.ethertype == TL_ETHERTYPE_IPV6;

	expect(packet->key.vlan_depth <= TL_VLAN_DEPTH_MAX && packet->key.datagram == 0);
	expect(packet->key.vlan_id < 4096 && packet->key.inner_vlan_id < 4096);
	if (is_ip)
		check_ip(packet);
	else
		expect(!packet->octets && !packet->key.protocol && !packet->payload_length);
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
	expect(packet.payload_offset <= packet.wire_length && layers.details.tunnel.depth <= TL_TUNNELS_MAX);
	return 0;
}
