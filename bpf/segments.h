/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a buffer is on the wire: one packet, or the segments that a super-packet stands for. */
#ifndef TAPLESS_BPF_SEGMENTS_H
#define TAPLESS_BPF_SEGMENTS_H

#include <tapless/packet.h>

#include "count.h"

#define TL_JUMBO_OCTETS 8

static __always_inline __u16 tl_saturated(__u32 length)
{
	return length > 0xffff ? 0xffff : length;
}

/*
 * A super-packet's further segments each repeat all headers (measured equal to the wire for TCP and UDP). All but the
 * last carry segment_size octets.
 */
static __always_inline void tl_count_segments(const struct tl_packet *packet, struct tl_passage *passage)
{
	__u32 further = passage->packets - 1, carried = further * passage->segment_size;
	__u32 jumbo = packet->found & TL_FOUND_JUMBO ? TL_JUMBO_OCTETS : 0;
	__u32 ip_headers = packet->payload_offset - packet->layer3_offset - jumbo;
	__u32 headers = packet->payload_offset + passage->stripped_octets - jumbo;

	if (packet->octets)
		passage->octets += further * ip_headers - jumbo;
	passage->layer2_octets += further * headers - jumbo;
	passage->counters->segment_header_octets += (__s64)(__s32)(further * headers - jumbo);
	if (passage->segment_size && carried < packet->payload_length) {
		passage->longest = tl_saturated(ip_headers + passage->segment_size);
		passage->shortest = tl_saturated(ip_headers + packet->payload_length - carried);
	}
	tl_count_event(passage, TL_EVENT_SUPER_PACKET);
}

/* Buffers from a tap or a virtual NIC may carry a segment size and no number of segments. */
static __always_inline void tl_find_segments(const struct tl_packet *packet, struct tl_passage *passage,
					     enum tl_hook hook)
{
	__u32 segments = 1;

	if (packet->payload_length > passage->segment_size)
		segments = (packet->payload_length + passage->segment_size - 1) / passage->segment_size;
	passage->packets = segments;
	passage->counters->seen[hook].packets += segments - 1;
}

static __always_inline void tl_measure(const struct tl_packet *packet, struct tl_passage *passage)
{
	passage->octets = packet->octets;
	passage->longest = passage->shortest = tl_saturated(packet->octets);
	if (passage->packets > 1)
		tl_count_segments(packet, passage);
}

/*
 * BIG TCP: the stack notes a super-packet's length in a jumbogram's option, and takes that out again before it makes segments
 * of it (ipv6_hopopt_jumbo_remove). So it is on no wire, and in no flow's headers.
 */
static __always_inline void tl_leave_out_jumbo(struct tl_packet *packet)
{
	packet->rare &= ~TL_RARE_JUMBO;
	packet->extensions &= ~TL_EXTENSION_HOP_BY_HOP;
	if (!packet->extensions)
		packet->rare &= ~TL_RARE_EXTENSIONS;
	packet->found |= TL_FOUND_JUMBO;
}

#endif
