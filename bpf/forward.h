/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Once per host (I1): a packet that a watched interface has counted on its way in is not counted on its way out. The egress
 * notes on the flow's entry where it left.
 */
#ifndef TAPLESS_BPF_FORWARD_H
#define TAPLESS_BPF_FORWARD_H

#include "cache.h"

/*
 * The role of the interface that a leaving packet came in by, if it was counted there; NULL: it was made here, or came in
 * where nobody counts. The stack clears skb_iif of what it makes and of what changes the namespace (skb_scrub_packet).
 */
static __always_inline const struct tl_interface_role *tl_counted_on_arrival(const struct __sk_buff *skb)
{
	const struct tl_interface_role *role;
	__u32 arrived_at = skb->ingress_ifindex;

	if (!tl_count_once || !arrived_at)
		return 0;
	role = bpf_map_lookup_elem(&interfaces, &arrived_at);
	return role && role->counted_at ? role : 0;
}

/*
 * A single writer's store: only this CPU's packets come here. An entry that this CPU counts in is LIVE: TC has just counted
 * this packet there. (By XDP another CPU may have; then the next packet, or the next CPU, has its chance.)
 */
static __always_inline void tl_annotate(struct tl_flow_value *value, const struct tl_crossing *egress,
					const struct tl_passage *passage)
{
	__u32 state = *(volatile __u32 *)&value->state;

	if (!value->packets) {
		if (!tl_take(value, passage))
			return;
		value->last_seen = passage->now;
	} else if (state != TL_FLOW_LIVE && state != TL_FLOW_REPORTING) {
		return;
	}
	if (__builtin_memcmp(&value->egress, egress, sizeof(*egress)))
		value->egress = *egress;
}

static __always_inline bool tl_annotate_if_known(void *shard, const struct tl_packet *packet,
						 const struct tl_crossing *egress, const struct tl_passage *passage)
{
	struct tl_flow_value *value = tl_find_by_key(shard, &packet->key);

	if (value)
		tl_annotate(value, egress, passage);
	return value;
}

static __always_inline void tl_annotate_anew(void *shard, const struct tl_packet *packet,
					     const struct tl_crossing *egress, const struct tl_passage *passage)
{
	struct tl_flow_value *value = tl_insert(shard, tl_digest_here(&packet->key), packet, passage);

	if (value)
		value->egress = *egress;
}

/*
 * Finds the packet's flow under the key that it was counted with: same addresses and ports, the interface that counted, the
 * tags that it bore there. These are the VLAN device's that it came in by; else none, if it was routed into a VLAN; else,
 * bridged, those that it still has. After address translation there is no such flow, and nothing is noted.
 */
static __always_inline void tl_annotate_flow(struct tl_packet *packet, const struct tl_interface_role *role,
					     const struct tl_passage *passage)
{
	struct tl_crossing egress = tl_crossing_of_key(&packet->key);
	__u32 number = tl_shard_of(&packet->key);
	void *shard = bpf_map_lookup_elem(&shards, &number);

	if (!shard)
		return;
	packet->key.direction = TL_INGRESS;
	packet->key.ifindex = role->counted_at;
	if (tl_vlan_in_key) {
		packet->key.vlan_id = role->vlan_id;
		packet->key.inner_vlan_id = role->inner_vlan_id;
		packet->key.vlan_depth = role->vlan_depth;
	}
	if (tl_annotate_if_known(shard, packet, &egress, passage))
		return;
	if (egress.vlan_depth && !role->vlan_depth) {
		packet->key.vlan_id = egress.vlan_id;
		packet->key.inner_vlan_id = egress.inner_vlan_id;
		packet->key.vlan_depth = egress.vlan_depth;
		if (tl_annotate_if_known(shard, packet, &egress, passage))
			return;
		packet->key.vlan_id = packet->key.inner_vlan_id = packet->key.vlan_depth = 0;
	}
	if (tl_early_ingress)
		tl_annotate_anew(shard, packet, &egress, passage);
}

#endif
