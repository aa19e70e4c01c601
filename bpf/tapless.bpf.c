// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* One datapath behind three entries: XDP ingress, TC ingress, TC egress; and the sweep. */
#include "vmlinux.h"
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <tapless/control.h>

#include "cursor.h"

#include <tapless/parse.h>

#include "maps.h"

#include "answer.h"
#include "forward.h"
#include "fragments.h"
#include "layers.h"
#include "naming.h"
#include "sample.h"
#include "follow.h"
#include "short_way.h"
#include "walk.h"

#define TL_TC_NEXT -1 /* TC_ACT_UNSPEC, TCX_NEXT: other programs on the interface go on */

/*
 * Three stages: parse, count, look for a name. Parsing and naming are global functions, which the verifier checks once
 * and by themselves; inlined, the paths through the headers would multiply with those through the cache.
 *
 * Packet and passage are locals of their own, never members of one struct: the address of the packet's key goes to
 * helpers, and what shares an object with it could not be kept in registers.
 */

/* Counts the parsed packet. What its payload is wanted for. */
static __always_inline __u32 tl_account(enum tl_reason reason, struct tl_packet *packet, struct tl_passage *passage)
{
	struct tl_flow_value *value;
	__u32 wanted = 0;

	if (reason != TL_REASON_NONE) {
		tl_count_reason(passage, reason);
		return 0;
	}
	tl_measure(packet, passage);
	value = tl_count_in_flow(packet, passage);
	if (packet->found & TL_FOUND_DETAILS && value && !value->has_details)
		tl_note_details(value, packet, passage->now);
	else if (packet->found & TL_FOUND_DETAILS && value && packet->rare & TL_RARE_AND_MORE)
		tl_note_more(packet);
	if (tl_metrics_enabled && value && tl_is_measured(packet))
		tl_measure_order(packet, passage->now, passage->packets, passage->segment_size);
	if (tl_names_enabled && value && packet->key.protocol == TL_PROTOCOL_TCP && packet->transport_complete &&
	    packet->payload_length && !(value->name_progress & TL_NAME_DONE))
		wanted |= TL_WANTS_NAME;
	if (value)
		wanted |= tl_wants_sample(value, packet);
	if (tl_metrics_enabled && value)
		wanted |= tl_wants_media(value, packet);
	if (value && !wanted)
		tl_settle(value, packet);
	return wanted;
}

/* A forwarded packet that leaves: malformed or not, it is in a flow or a reason of its ingress. */
static __always_inline void tl_account_forwarded(enum tl_reason reason, struct tl_packet *packet,
						 struct tl_passage *passage, const struct tl_interface_role *role)
{
	if (reason == TL_REASON_NONE)
		tl_measure(packet, passage);
	tl_count_reason(passage, TL_REASON_COUNTED_AT_INGRESS);
	if (reason == TL_REASON_NONE)
		tl_annotate_flow(packet, role, passage);
}

/* --key no-vlan: the tags of a flow's first packet are only told. */
static __always_inline void tl_leave_out_tags(struct tl_packet *packet)
{
	packet->tags.vlan_id = packet->key.vlan_id;
	packet->tags.inner_vlan_id = packet->key.inner_vlan_id;
	packet->tags.depth = packet->key.vlan_depth;
	packet->key.vlan_id = packet->key.inner_vlan_id = packet->key.vlan_depth = 0;
}

static __always_inline struct tl_cursor tl_cursor_of_skb(struct __sk_buff *skb)
{
	struct tl_cursor cursor = {
		.context = skb,
		.length = skb->len,
		.kind = TL_CONTEXT_SKB,
	};

	return cursor;
}

static __always_inline struct tl_cursor tl_cursor_of_xdp(struct xdp_md *xdp, const struct tl_packet *packet)
{
	struct tl_cursor cursor = {
		.context = xdp,
		.length = packet->captured_length,
		.kind = TL_CONTEXT_XDP,
	};

	return cursor;
}

/* What a frame of this interface begins with. */
static __always_inline enum tl_link tl_link_of(__u32 ifindex)
{
	const struct tl_interface_role *role = tl_layer3_devices ? bpf_map_lookup_elem(&interfaces, &ifindex) : 0;

	return role ? role->link : TL_LINK_ETHERNET;
}

/* A function for each kind of context, as the verifier wants it. */
#define TL_CONTEXT		   struct __sk_buff
#define TL_OF_CONTEXT(name)	   name##_skb
#define TL_CURSOR(context, packet) tl_cursor_of_skb(context)
#include "explore.h"
#undef TL_CONTEXT
#undef TL_OF_CONTEXT
#undef TL_CURSOR
#define TL_CONTEXT		   struct xdp_md
#define TL_OF_CONTEXT(name)	   name##_xdp
#define TL_CURSOR(context, packet) tl_cursor_of_xdp(context, packet)
#include "explore.h"

__noinline int tl_parse_skb(struct __sk_buff *skb, struct tl_packet *packet)
{
	struct tl_cursor cursor = tl_cursor_of_skb(skb);

	return packet ? tl_parse(&cursor, tl_link_of(skb->ifindex), packet) : TL_REASON_UNKNOWN_LINK;
}

__noinline int tl_name_skb(struct __sk_buff *skb, struct tl_packet *packet, __u64 now)
{
	struct tl_cursor cursor = tl_cursor_of_skb(skb);

	return packet ? tl_look_for_name(&cursor, packet, now) : 0;
}

__noinline int tl_sample_skb(struct __sk_buff *skb, struct tl_packet *packet, __u64 now, __u32 wanted)
{
	struct tl_cursor cursor = tl_cursor_of_skb(skb);

	return packet ? tl_send_sample(&cursor, packet, now, wanted) : 0;
}

/* Samples first: looking for a name moves the packet's sequence number to its data. */
static __always_inline void tl_read_payload_skb(struct __sk_buff *skb, struct tl_packet *packet,
						const struct tl_passage *passage, __u32 wanted)
{
	__u64 now = passage->now;

	if (tl_metrics_enabled && wanted & TL_WANTS_MEDIA)
		tl_follow_media_skb(skb, packet, now, passage->packets, passage->segment_size);
	if (tl_samples_enabled && wanted & (TL_WANTS_SAMPLE | TL_WANTS_MESSAGE))
		tl_sample_skb(skb, packet, now, wanted);
	if (wanted & TL_WANTS_NAME)
		tl_name_skb(skb, packet, now);
}

/* The long way, which every packet can go; `packet`: where it comes from, and its lengths. */
static __always_inline void tl_meter_any_skb(struct __sk_buff *skb, struct tl_packet *packet,
					     struct tl_passage *passage, enum tl_hook hook,
					     const struct tl_interface_role *role)
{
	enum tl_reason reason = tl_parse_skb(skb, packet);

	if (passage->packets > 1 && packet->rare & TL_RARE_JUMBO)
		tl_leave_out_jumbo(packet);
	if (reason == TL_REASON_NONE && (packet->inside || packet->rare))
		tl_explore_skb(skb, packet, passage->now);
	if (!tl_vlan_in_key)
		tl_leave_out_tags(packet);
	if (passage->segment_size && !skb->gso_segs && reason == TL_REASON_NONE)
		tl_find_segments(packet, passage, hook);
	if (!role && tl_metrics_enabled && tl_has_syn_options(packet))
		tl_options_skb(skb, packet);
	if (role)
		tl_account_forwarded(reason, packet, passage, role);
	else
		tl_read_payload_skb(skb, packet, passage, tl_account(reason, packet, passage));
}

static __always_inline void tl_meter_skb(struct __sk_buff *skb, enum tl_direction direction)
{
	const struct tl_interface_role *role = direction == TL_EGRESS ? tl_counted_on_arrival(skb) : 0;
	struct tl_packet packet __attribute__((aligned(8)));
	struct tl_passage passage;
	struct tl_origin origin;

	if (tl_asking)
		tl_answer(skb->ifindex, direction);
	passage.counters = 0;
	if (!role && tl_meter_short_skb(skb, &packet, &passage, direction))
		return;
	if (!passage.counters)
		tl_begin_passage_skb(&passage, skb, direction);
	if (!passage.counters)
		return;
	if (tl_coarse_clock || !passage.now)
		passage.now = tl_time();
	origin = tl_origin_of_skb(skb, direction); /* not kept: the stack has no room for it */
	tl_begin_long_way(&packet, &origin, skb->len);
	tl_meter_any_skb(skb, &packet, &passage, tl_hook_of_skb(direction), role);
}

/* In a capture build the frame's time, lengths, link type and interface stand in front of it. */
static __always_inline const struct tl_capture_meta *tl_capture_meta(const struct xdp_md *xdp)
{
	const struct tl_capture_meta *meta = (void *)(long)xdp->data_meta;

	return (void *)(meta + 1) > (void *)(long)xdp->data ? 0 : meta;
}

__noinline int tl_parse_xdp(struct xdp_md *xdp, struct tl_packet *packet)
{
	const struct tl_capture_meta *meta;
	enum tl_link link = tl_link_of(xdp->ingress_ifindex);
	struct tl_cursor cursor;

	if (!packet)
		return TL_REASON_UNKNOWN_LINK;
	if (tl_capture_build) {
		meta = tl_capture_meta(xdp);
		if (!meta)
			return TL_REASON_UNKNOWN_LINK;
		link = meta->link;
	}
	cursor = tl_cursor_of_xdp(xdp, packet);
	return tl_parse(&cursor, link, packet);
}

__noinline int tl_name_xdp(struct xdp_md *xdp, struct tl_packet *packet, __u64 now)
{
	struct tl_cursor cursor;

	if (!packet)
		return 0;
	cursor = tl_cursor_of_xdp(xdp, packet);
	return tl_look_for_name(&cursor, packet, now);
}

__noinline int tl_sample_xdp(struct xdp_md *xdp, struct tl_packet *packet, __u64 now, __u32 wanted)
{
	struct tl_cursor cursor;

	if (!packet)
		return 0;
	cursor = tl_cursor_of_xdp(xdp, packet);
	return tl_send_sample(&cursor, packet, now, wanted);
}

static __always_inline void tl_read_payload_xdp(struct xdp_md *xdp, struct tl_packet *packet, __u64 now, __u32 wanted)
{
	if (tl_metrics_enabled && wanted & TL_WANTS_MEDIA)
		tl_follow_media_xdp(xdp, packet, now, 1, 0);
	if (tl_samples_enabled && wanted & (TL_WANTS_SAMPLE | TL_WANTS_MESSAGE))
		tl_sample_xdp(xdp, packet, now, wanted);
	if (wanted & TL_WANTS_NAME)
		tl_name_xdp(xdp, packet, now);
}

/* The long way, which every packet can go; `packet`: where it comes from, and its lengths. */
static __always_inline void tl_meter_any_xdp(struct xdp_md *xdp, struct tl_packet *packet, struct tl_passage *passage)
{
	enum tl_reason reason = tl_parse_xdp(xdp, packet);

	if (reason == TL_REASON_NONE && (packet->inside || packet->rare))
		tl_explore_xdp(xdp, packet, passage->now);
	if (!tl_vlan_in_key)
		tl_leave_out_tags(packet);
	if (tl_metrics_enabled && tl_has_syn_options(packet))
		tl_options_xdp(xdp, packet);
	tl_read_payload_xdp(xdp, packet, passage->now, tl_account(reason, packet, passage));
}

static __always_inline void tl_meter_captured(struct xdp_md *xdp)
{
	struct tl_passage passage = {.counters = tl_counters_here(), .packets = 1};
	const struct tl_capture_meta *meta = tl_capture_meta(xdp);
	struct tl_packet packet = {.key.direction = TL_INGRESS};

	if (!passage.counters || !meta)
		return;
	passage.now = meta->time;
	packet.wire_length = meta->wire_length;
	passage.layer2_octets = meta->wire_length + meta->link_rest;
	packet.captured_length = meta->captured_length;
	packet.key.ifindex = meta->ifindex;
	tl_count_seen(passage.counters, TL_HOOK_XDP_INGRESS, 1, passage.layer2_octets);
	tl_meter_any_xdp(xdp, &packet, &passage);
}

static __always_inline void tl_meter_arrived(struct xdp_md *xdp)
{
	struct tl_packet packet __attribute__((aligned(8)));
	struct tl_origin origin = {.direction = TL_INGRESS};
	struct tl_passage passage;

	if (tl_asking)
		tl_answer(xdp->ingress_ifindex, TL_INGRESS);
	passage.counters = 0;
	if (tl_meter_short_xdp(xdp, &packet, &passage))
		return;
	if (!passage.counters)
		tl_begin_passage_xdp(&passage, xdp);
	if (!passage.counters)
		return;
	if (tl_coarse_clock || !passage.now)
		passage.now = tl_time();
	origin.ifindex = xdp->ingress_ifindex;
	tl_begin_long_way(&packet, &origin, passage.layer2_octets);
	tl_meter_any_xdp(xdp, &packet, &passage);
}

static __always_inline void tl_meter_xdp(struct xdp_md *xdp)
{
	if (tl_capture_build)
		tl_meter_captured(xdp);
	else
		tl_meter_arrived(xdp);
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

char tl_license[] SEC("license") = "Dual BSD/GPL";
