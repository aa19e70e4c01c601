/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the first fragment of a datagram tells for the later ones, which have no ports: key and value of a map. */
#ifndef TAPLESS_FRAGMENTS_H
#define TAPLESS_FRAGMENTS_H

#include "packet.h"

#define TL_FRAGMENT_LIFE 30000000000ull /* nanoseconds; a receiver waits no longer (RFC 8200 4.5: 60 s; Linux: 30 s) */

struct tl_fragment_key {
	__u8 source_address[16];
	__u8 destination_address[16];
	__u32 place; /* interface, tags and tunnel, mixed: networks of their own may have the same addresses */
	__u16 identification; /* of IPv6 the lower half */
	__u8 protocol;
	__u8 direction;
};
TL_STATIC_ASSERT(sizeof(struct tl_fragment_key) == 40);

struct tl_fragment_value {
	__u64 time;
	__u16 source_port;
	__u16 destination_port; /* ICMP: type and code */
	__u32 reserved;
};
TL_STATIC_ASSERT(sizeof(struct tl_fragment_value) == 16);

static __always_inline __u32 tl_fragment_place(const struct tl_flow_key *key)
{
	__u32 place = key->ifindex * 0x9e3779b1 ^ key->tunnel_id;

	return place * 0x9e3779b1 ^ ((__u32)key->vlan_id << 16 | key->inner_vlan_id) ^ (__u32)key->tunnel_kind << 28;
}

static __always_inline void tl_fragment_key_of(struct tl_fragment_key *key, const struct tl_flow_key *flow,
					       __u16 identification)
{
	__builtin_memcpy(key->source_address, flow->source_address, sizeof(key->source_address));
	__builtin_memcpy(key->destination_address, flow->destination_address, sizeof(key->destination_address));
	key->place = tl_fragment_place(flow);
	key->identification = identification;
	key->protocol = flow->protocol;
	key->direction = flow->direction;
}

static __always_inline bool tl_fragment_is_fresh(const struct tl_fragment_value *value, __u64 now)
{
	return now - value->time < TL_FRAGMENT_LIFE || now < value->time;
}

/* Does it belong to fragments that came from `from` to `to`? Then it may also have come after them. */
static __always_inline bool tl_fragment_is_theirs(const struct tl_fragment_value *value, __u64 from, __u64 to)
{
	return value->time + TL_FRAGMENT_LIFE > from && value->time < to + TL_FRAGMENT_LIFE;
}

#endif
