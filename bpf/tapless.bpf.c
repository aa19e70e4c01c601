// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One datapath behind three entries: XDP ingress, TC ingress, TC egress; and the sweep. */
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "maps.h"

#include "cursor.h"

#include <tapless/parse.h>

#include "naming.h"
#include "sweep.h"

#define TL_TC_NEXT -1 /* TC_ACT_UNSPEC, TCX_NEXT: other programs on the interface go on */
#define TL_VLAN_TAG_OCTETS 4

/* What an entry knows of its frame before it is parsed. */
struct tl_arrival {
	struct tl_cursor cursor;
	struct tl_packet packet;
	struct tl_passage passage;
	enum tl_link link;
	__u32 stripped_octets; /* of a VLAN tag that the NIC or the stack took out of the frame */
};

/* A super-packet's further segments each repeat all headers (RFC 9293; measured equal to the wire for TCP and UDP). */
static __always_inline void tl_count_segments(struct tl_arrival *arrival)
{
	struct tl_packet *packet = &arrival->packet;
	__u32 further = arrival->passage.packets - 1;
	__u32 headers = packet->payload_offset + arrival->stripped_octets;

	if (!further)
		return;
	if (packet->octets)
		arrival->passage.octets += further * (packet->payload_offset - packet->layer3_offset);
	arrival->passage.layer2_octets += further * headers;
	arrival->passage.counters->segment_header_octets += further * headers;
	tl_count_event(&arrival->passage, TL_EVENT_SUPER_PACKET);
}

static __always_inline void tl_meter(struct tl_arrival *arrival)
{
	struct tl_packet *packet = &arrival->packet;
	struct tl_passage *passage = &arrival->passage;
	struct tl_flow_value *value;
	enum tl_reason reason = tl_parse(&arrival->cursor, arrival->link, packet);
	__u32 length = packet->octets;

	if (reason != TL_REASON_NONE) {
		tl_count_reason(passage, reason);
		return;
	}
	passage->octets = packet->octets;
	tl_count_segments(arrival);
	if (passage->packets > 1)
		length = passage->octets / passage->packets;
	value = tl_count_in_flow(packet, passage, length > 0xffff ? 0xffff : length);
	if (tl_names_enabled && value && packet->key.protocol == 6 && packet->transport_complete &&
	    packet->payload_length && !(value->name_progress & TL_NAME_DONE))
		tl_look_for_name(&arrival->cursor, packet, passage, value);
}

static __always_inline void tl_meter_skb(struct __sk_buff *skb, enum tl_direction direction)
{
	struct tl_arrival arrival = {
		.cursor = {.context = skb,
			   .data = (__u8 *)(long)skb->data,
			   .data_end = (__u8 *)(long)skb->data_end,
			   .length = skb->len,
			   .kind = TL_CONTEXT_SKB},
		.link = tl_link_type,
	};
	__u32 segments = skb->gso_segs;

	arrival.passage.counters = tl_counters_here();
	if (!arrival.passage.counters)
		return;
	if (!segments) /* buffers from a tap or a virtual NIC may carry a segment size only */
		segments = skb->gso_size ? (skb->len + skb->gso_size - 1) / skb->gso_size : 1;
	if (skb->vlan_present) {
		arrival.stripped_octets = TL_VLAN_TAG_OCTETS;
		arrival.packet.key.vlan_depth = 1;
		arrival.packet.key.vlan_id = skb->vlan_tci & 0xfff;
		arrival.packet.vlan_priority = skb->vlan_tci >> 13 & 7;
	}
	arrival.packet.key.ifindex = skb->ifindex;
	arrival.packet.key.direction = direction;
	arrival.packet.wire_length = arrival.packet.captured_length = skb->len;
	arrival.passage.packets = segments;
	arrival.passage.layer2_octets = skb->len + arrival.stripped_octets;
	arrival.passage.now = bpf_ktime_get_boot_ns();
	tl_count_seen(arrival.passage.counters, direction == TL_INGRESS ? TL_HOOK_TC_INGRESS : TL_HOOK_TC_EGRESS,
		      arrival.passage.packets, arrival.passage.layer2_octets);
	tl_meter(&arrival);
}

/* In a capture build the frame's time, lengths, link type and interface stand in front of it. */
static __always_inline int tl_read_capture_meta(struct xdp_md *xdp, struct tl_arrival *arrival)
{
	const struct tl_capture_meta *meta = (void *)(long)xdp->data_meta;

	if ((void *)(meta + 1) > (void *)(long)xdp->data)
		return -1;
	arrival->passage.now = meta->time;
	arrival->packet.wire_length = meta->wire_length;
	arrival->packet.captured_length = meta->captured_length;
	arrival->packet.key.ifindex = meta->ifindex;
	arrival->link = meta->link;
	return 0;
}

static __always_inline void tl_meter_xdp(struct xdp_md *xdp)
{
	struct tl_arrival arrival = {
		.cursor = {.context = xdp,
			   .data = (__u8 *)(long)xdp->data,
			   .data_end = (__u8 *)(long)xdp->data_end,
			   .kind = TL_CONTEXT_XDP},
		.link = tl_link_type,
	};

	arrival.passage.counters = tl_counters_here();
	if (!arrival.passage.counters)
		return;
	if (tl_capture_build) {
		if (tl_read_capture_meta(xdp, &arrival))
			return;
	} else {
		arrival.packet.wire_length = arrival.packet.captured_length = bpf_xdp_get_buff_len(xdp);
		arrival.packet.key.ifindex = xdp->ingress_ifindex;
		arrival.passage.now = bpf_ktime_get_boot_ns();
	}
	arrival.cursor.length = arrival.packet.captured_length;
	arrival.packet.key.direction = TL_INGRESS;
	arrival.passage.packets = 1;
	arrival.passage.layer2_octets = arrival.packet.wire_length;
	tl_count_seen(arrival.passage.counters, TL_HOOK_XDP_INGRESS, 1, arrival.packet.wire_length);
	tl_meter(&arrival);
}

SEC("tc")
int tl_tc_ingress(struct __sk_buff *skb)
{
	tl_meter_skb(skb, TL_INGRESS);
	return TL_TC_NEXT;
}

SEC("tc")
int tl_tc_egress(struct __sk_buff *skb)
{
	tl_meter_skb(skb, TL_EGRESS);
	return TL_TC_NEXT;
}

SEC("xdp")
int tl_xdp(struct xdp_md *xdp)
{
	tl_meter_xdp(xdp);
	return XDP_PASS;
}

/* For drivers that hand over frames in several buffers (jumbo frames); a driver that knows none refuses it. */
SEC("xdp.frags")
int tl_xdp_frags(struct xdp_md *xdp)
{
	tl_meter_xdp(xdp);
	return XDP_PASS;
}

SEC("syscall")
int tl_sweep(struct tl_sweep *argument)
{
	return tl_sweep_run(argument);
}

char license[] SEC("license") = "Dual BSD/GPL";
