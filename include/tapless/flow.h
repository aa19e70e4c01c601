/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The flow cache entry: what `bpftool map dump pinned …/flows/cpu0-0` shows.
 *
 * Byte order: addresses and MACs as on the wire, every integer in host order.
 * Times: nanoseconds of CLOCK_BOOTTIME in a live meter, of the capture's clock (since 1970) in `tapless read`.
 */
#ifndef TAPLESS_FLOW_H
#define TAPLESS_FLOW_H

#include "types.h"

/* Bumped whenever a struct of this header, ring.h, counters.h or control.h changes its layout. */
#define TL_ABI_VERSION 16

enum tl_direction {
	TL_INGRESS = 0,
	TL_EGRESS = 1,
};

/* The identity of a uniflow. A non-IP frame has its MACs in the last six bytes of the addresses. */
struct tl_flow_key {
	__u8 source_address[16]; /* IPv4 as ::ffff:a.b.c.d (RFC 4291 2.5.5.2) */
	__u8 destination_address[16];
	__u16 source_port; /* 0 where the protocol or a later fragment has none */
	__u16 destination_port; /* ICMP, ICMPv6: type << 8 | code */
	__u16 ethertype; /* 0x0800, 0x86dd, or that of a non-IP frame; 0: 802.3 LLC */
	__u16 vlan_id; /* outermost tag */
	__u16 inner_vlan_id; /* second tag */
	__u8 vlan_depth; /* number of tags: tells VLAN 0 (priority tag) from no tag */
	__u8 protocol; /* IP protocol of the transport header, 0 for non-IP */
	__u8 direction; /* enum tl_direction */
	__u8 tunnel_kind; /* 0: none */
	__u16 datagram; /* of fragments whose first one, with the ports, has not come yet: their identification; else 0 */
	__u32 tunnel_id;
	__u32 ifindex;
};
TL_STATIC_ASSERT(sizeof(struct tl_flow_key) == 56);

/*
 * NEW entries are being filled, RETIRED ones emitted and deleted: nobody else's business. LIVE ones count packets. See
 * ARCHITECTURE.md, "Freeze protocol", for who may do which transition.
 */
enum tl_flow_state {
	TL_FLOW_NEW = 0,
	TL_FLOW_LIVE = 1,
	TL_FLOW_FROZEN = 2, /* the sweep found it idle; a packet may still revive it */
	TL_FLOW_REPORTING = 3, /* the sweep reads an active delta; packets go on counting */
	TL_FLOW_DEAD = 4, /* emitted, but deleting it failed: walks try again */
	TL_FLOW_RETIRED = 5, /* emitted and deleted by whoever made it so */
};

/* How far the search for names (SNI, Host) in this uniflow's data has come, as seen by this shard: bits. */
enum tl_name_progress {
	TL_NAME_COLLECTING = 1, /* parts of a message are in the map `hellos` */
	TL_NAME_HAS_SNI = 2,
	TL_NAME_HAS_HOST = 4, /* a TLS hello may still follow: CONNECT, STARTTLS */
	TL_NAME_DONE = 8, /* no more to be looked for */
	TL_NAME_STARTED_OTHERWISE = 16, /* the first data octets begin no message: later segments are no part of one */
};

/* Which plain packets of a flow need nothing but to be counted, see bpf/plain.h: bits. */
enum tl_settled {
	TL_SETTLED_EMPTY = 1, /* those without payload */
	TL_SETTLED_NAMES = 2, /* those with: no name is looked for any more, */
	TL_SETTLED_SAMPLES = 4, /* nor samples taken, */
	TL_SETTLED_MEDIA = 8, /* nor is it RTP */
};

/* Where packets came into the host or left it, with the tags that they bore there. All zeros: not known. */
struct tl_crossing {
	__u32 interface;
	__u32 vlan_id : 12; /* outermost tag */
	__u32 inner_vlan_id : 12;
	__u32 vlan_depth : 8; /* number of tags */
};
TL_STATIC_ASSERT(sizeof(struct tl_crossing) == 8);

/* Tags of a flow whose key leaves them out (--key no-vlan): those of its first packet. */
struct tl_vlan_tags {
	__u32 vlan_id : 12; /* outermost tag */
	__u32 inner_vlan_id : 12;
	__u32 depth : 8; /* number of tags */
};
TL_STATIC_ASSERT(sizeof(struct tl_vlan_tags) == 4);

/* What was odd about a flow's fragments: bits, exported as they are. */
enum tl_fragment_oddity {
	TL_FRAGMENT_WITHOUT_FIRST = 1, /* the first one of a datagram was lost: these have no ports */
	TL_FRAGMENT_BEFORE_FIRST = 2, /* they came before it, whose ports they have: in records only */
};

/* Where packets with this key are counted. */
static __always_inline struct tl_crossing tl_crossing_of_key(const struct tl_flow_key *key)
{
	struct tl_crossing crossing = {
		.interface = key->ifindex,
		.vlan_id = key->vlan_id,
		.inner_vlan_id = key->inner_vlan_id,
		.vlan_depth = key->vlan_depth,
	};

	return crossing;
}

/* One without a packet is an annotation: its packets were counted by another CPU, this one has seen where they left. */
struct tl_flow_value {
	struct tl_flow_key key; /* set while NEW; the cache is asked by a hash of it, see key_digest.h */

	/* what every packet touches; written by this CPU's packet path only, but for state and fresh */
	__u32 state; /* enum tl_flow_state */
	__u16 tcp_flags; /* union of the 12 control bits of all packets */
	__u8 fresh; /* set by the sweep after a report: the next packet opens a new interval */
	__u8 maximum_ttl;
	__u64 packets;
	__u64 octets; /* sum of IP total lengths */
	__u64 layer2_octets; /* sum of frame lengths without FCS, stripped VLAN tags included */
	__u64 last_seen;
	__u64 interval_start; /* first packet since the last report */
	__u8 minimum_ttl;
	__u8 ended : 4; /* enum tl_flow_end: FIN or RST seen */
	__u8 settled : 4; /* enum tl_settled */
	__u8 name_progress : 5; /* bits of enum tl_name_progress */
	__u8 media : 3; /* is the payload RTP? see media.h */
	__u8 name_packets; /* data packets looked at for a name */
	__u16 minimum_length; /* IP total length, saturated at 65535 */
	__u16 maximum_length;
	struct tl_crossing egress; /* of forwarded packets, the latest */

	/* what only the sweep writes; it looks at all entries, at no more of them than this and what is before it */
	__u32 asked_in_walk : 30; /* that has last asked the connection's other entries: it froze this one, or left it be */
	__u32 connection_ended : 1; /* the sweep found the end of the connection in another entry */
	__u32 keeps_beside : 1; /* another CPU's entry may have left names or details, which go with the last one */
	__u32 reported_fragments;
	__u64 reported_at;

	/* what the first packets set */
	__u64 first_seen;
	__u8 source_mac[6];
	__u8 destination_mac[6];
	__u32 flow_label;
	__u32 syn_sequence; /* valid if has_syn */
	__u16 initial_tcp_flags;
	__u8 has_syn : 1;
	__u8 has_details : 1; /* the map `details` had some of it */
	__u8 has_messages : 1; /* of a protocol whose every message is wanted: packets that start like one are sampled */
	__u8 reserved : 4;
	__u8 fragment_oddities : 1; /* TL_FRAGMENT_WITHOUT_FIRST, or 0 */
	__u8 type_of_service; /* first packet's ToS / traffic class */
	__u16 identification; /* first packet's IPv4 id */
	__u8 vlan_priority;
	__u8 inner_vlan_priority;
	struct tl_vlan_tags tags;
	__u32 fragments; /* packets that were fragments */
	__u32 sampled; /* what its samples have cost, see sample.h */

	/* what only the sweep writes, when it reports */
	__u64 reported_packets;
	__u64 reported_octets;
	__u64 reported_layer2_octets;
};
TL_STATIC_ASSERT(sizeof(struct tl_flow_value) == 208);

enum tl_flow_end {
	TL_NOT_ENDED = 0,
	TL_ENDED_FIN = 1,
	TL_ENDED_RST = 2,
};

/* flowEndReason, RFC 5102 / IANA 136 */
enum tl_end_reason {
	TL_END_IDLE = 1,
	TL_END_ACTIVE = 2,
	TL_END_OF_FLOW = 3,
	TL_END_FORCED = 4,
	TL_END_NO_RESOURCES = 5,
};

/* Names found in a uniflow's payload live in the map `names`, long ones in `long_names`; key tl_name_key. */
enum tl_name_kind {
	TL_NAME_TLS_SNI = 1,
	TL_NAME_HTTP_HOST = 2,
	TL_NAME_KIND__MAX = 3,
};

#define TL_NAME_SIZE 256 /* with its NUL; RFC 6066 names and DNS names have at most 255 bytes */

#endif
