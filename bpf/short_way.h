/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The short way (plain.h) from each hook. The order of its steps is by what waits for what: the digest of the key, and the kernel's hash of
 * it, are a chain of steps each of which needs the one before, and behind it a core has room for some hundred instructions only. What needs
 * neither digest nor entry (seen, segments, the time, fetching the conversation) is therefore in front of the lookup, but behind key,
 * digest and shard, which have to be waited for meanwhile; what needs the entry, and what is read of the headers for it, is behind.
 */
#ifndef TAPLESS_BPF_SHORT_WAY_H
#define TAPLESS_BPF_SHORT_WAY_H

#include "plain.h"

#define TL_VLAN_TAG_OCTETS 4

static __always_inline enum tl_hook tl_hook_of_skb(enum tl_direction direction)
{
	return direction == TL_INGRESS ? TL_HOOK_TC_INGRESS : TL_HOOK_TC_EGRESS;
}

static __always_inline struct tl_origin tl_origin_of_skb(const struct __sk_buff *skb, enum tl_direction direction)
{
	__u32 is_tagged = skb->vlan_present; /* the NIC or the stack took the tag out of the frame */

	return (struct tl_origin){
		.ifindex = skb->ifindex,
		.direction = direction,
		.vlan_depth = is_tagged,
		.vlan_tci = is_tagged ? skb->vlan_tci : 0,
	};
}

/* The packet is seen. Without counters, which does not happen, it is not. */
static __always_inline void tl_begin_passage_skb(struct tl_passage *passage, const struct __sk_buff *skb,
						 enum tl_direction direction)
{
	*passage = (struct tl_passage){
		.counters = tl_counters_here(),
		.packets = 1,
		.segment_size = skb->gso_size,
		.stripped_octets = skb->vlan_present ? TL_VLAN_TAG_OCTETS : 0,
	};
	if (passage->segment_size && skb->gso_segs)
		passage->packets = skb->gso_segs;
	passage->layer2_octets = skb->len + passage->stripped_octets;
	if (passage->counters)
		tl_count_seen(passage->counters, tl_hook_of_skb(direction), passage->packets, passage->layer2_octets);
}

/* False: it has to go the long way; a passage with counters has begun. */
static __always_inline bool tl_meter_plain_skb(struct __sk_buff *skb, struct tl_plain *plain, struct tl_packet *packet,
					       struct tl_passage *passage, const struct tl_origin *origin)
{
	void *shard = tl_shard_of_plain(plain, packet, origin);
	struct tl_flow_value *value;

	if (!shard)
		return false;
	tl_begin_passage_skb(passage, skb, origin->direction);
	passage->now = tl_time_of_plain();
	if (!passage->counters || (passage->segment_size && !skb->gso_segs))
		return false;
	if (tl_metrics_enabled)
		tl_begin_measuring(packet);
	value = bpf_map_lookup_elem(shard, &packet->digest);
	if (!value)
		return false;
	plain->end = (const __u8 *)(long)skb->data_end; /* neither is kept across */
	plain->protocol = packet->key.protocol;
	return tl_count_plain(plain, value, packet, passage);
}

static __always_inline bool tl_meter_short_skb(struct __sk_buff *skb, struct tl_packet *packet,
					       struct tl_passage *passage, enum tl_direction direction)
{
	struct tl_origin origin = tl_origin_of_skb(skb, direction);
	struct tl_plain plain = tl_plain_of((const void *)(long)skb->data, (const void *)(long)skb->data_end);

	if (tl_is_plain_ip(&plain, &origin, TL_PLAIN_IPV4))
		return tl_meter_plain_skb(skb, &plain, packet, passage, &origin);
	return tl_is_plain_ip(&plain, &origin, TL_PLAIN_IPV6) &&
	       tl_meter_plain_skb(skb, &plain, packet, passage, &origin);
}

static __always_inline void tl_begin_passage_xdp(struct tl_passage *passage, struct xdp_md *xdp)
{
	*passage = (struct tl_passage){
		.counters = tl_counters_here(),
		.packets = 1,
		.layer2_octets = bpf_xdp_get_buff_len(xdp),
	};
	if (passage->counters)
		tl_count_seen(passage->counters, TL_HOOK_XDP_INGRESS, 1, passage->layer2_octets);
}

/* As those of TC. */
static __always_inline bool tl_meter_plain_xdp(struct xdp_md *xdp, struct tl_plain *plain, struct tl_packet *packet,
					       struct tl_passage *passage, const struct tl_origin *origin)
{
	void *shard = tl_shard_of_plain(plain, packet, origin);
	struct tl_flow_value *value;

	if (!shard)
		return false;
	tl_begin_passage_xdp(passage, xdp);
	passage->now = tl_time_of_plain();
	if (!passage->counters)
		return false;
	if (tl_metrics_enabled)
		tl_begin_measuring(packet);
	value = bpf_map_lookup_elem(shard, &packet->digest);
	if (!value)
		return false;
	plain->end = (const __u8 *)(long)xdp->data_end;
	plain->protocol = packet->key.protocol;
	return tl_count_plain(plain, value, packet, passage);
}

static __always_inline bool tl_meter_short_xdp(struct xdp_md *xdp, struct tl_packet *packet, struct tl_passage *passage)
{
	struct tl_origin origin = {.ifindex = xdp->ingress_ifindex, .direction = TL_INGRESS};
	struct tl_plain plain = tl_plain_of((const void *)(long)xdp->data, (const void *)(long)xdp->data_end);

	if (tl_is_plain_ip(&plain, &origin, TL_PLAIN_IPV4))
		return tl_meter_plain_xdp(xdp, &plain, packet, passage, &origin);
	return tl_is_plain_ip(&plain, &origin, TL_PLAIN_IPV6) &&
	       tl_meter_plain_xdp(xdp, &plain, packet, passage, &origin);
}

#endif
