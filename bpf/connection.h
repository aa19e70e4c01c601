/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When is a connection over? Its entries are spread over both directions and all CPUs, and each is swept by itself. An
 * entry that looks over asks the others, and leaves the cache only when all of them were frozen by an earlier walk: so all
 * leave it in the same walk and become one record, between the same two marks. Only entries that have been quiet for long
 * enough ask, and nothing but what the sweep owns is written.
 */
#ifndef TAPLESS_BPF_CONNECTION_H
#define TAPLESS_BPF_CONNECTION_H

#include "cache.h"

/* The places where another entry of a connection may be, on each CPU. */
enum tl_relation {
	TL_SAME_DIRECTION, /* another CPU's part of this uniflow */
	TL_REVERSE_SAME_HOOK, /* a capture, a mirror: both directions come in */
	TL_REVERSE_OTHER_HOOK, /* ingress and egress of one interface */
	TL_REVERSE_FORWARDED, /* where this direction leaves, the other one comes in */
	TL_RELATION__MAX,
};

struct tl_walk_context {
	struct tl_walk_state *walk;
};

static __always_inline __u64 tl_since(__u64 now, __u64 then)
{
	return now > then ? now - then : 0; /* I9: differences saturate at 0 */
}

/* Echo request and reply, in ICMP and ICMPv6, answer each other; type and code stand in the destination port. */
static __always_inline __u16 tl_mirrored_icmp(__u8 protocol, __u16 type_code)
{
	if (protocol == TL_PROTOCOL_ICMP && (type_code == 0x0800 || type_code == 0))
		return type_code ^ 0x0800;
	if (protocol == TL_PROTOCOL_ICMPV6 && (type_code == 0x8000 || type_code == 0x8100))
		return type_code ^ 0x0100;
	return type_code;
}

static __always_inline void tl_mirror_key(struct tl_flow_key *mirrored, const struct tl_flow_key *key)
{
	*mirrored = *key;
	__builtin_memcpy(mirrored->source_address, key->destination_address, sizeof(key->destination_address));
	__builtin_memcpy(mirrored->destination_address, key->source_address, sizeof(key->source_address));
	if (key->protocol == TL_PROTOCOL_ICMP || key->protocol == TL_PROTOCOL_ICMPV6) {
		mirrored->destination_port = tl_mirrored_icmp(key->protocol, key->destination_port);
		return;
	}
	mirrored->source_port = key->destination_port;
	mirrored->destination_port = key->source_port;
}

static __always_inline void tl_heed_relative(struct tl_walk_state *walk, struct tl_flow_value *value, bool reverse)
{
	__u32 state = *(volatile __u32 *)&value->state;

	if (state == TL_FLOW_NEW || state == TL_FLOW_DEAD || state == TL_FLOW_RETIRED)
		return;
	if (state != TL_FLOW_FROZEN || value->asked_in_walk == walk->sweep.walk)
		walk->has_unfrozen = 1;
	if (value->last_seen > walk->last_seen)
		walk->last_seen = value->last_seen;
	if (!reverse && !walk->egress.interface)
		walk->egress = value->egress;
	if (value->ended == TL_ENDED_RST)
		walk->reset = 1;
	if (reverse && value->packets) /* an annotation hears of no end */
		walk->has_reverse = 1;
	if (reverse && value->ended)
		walk->reverse_ended = 1;
	if (!reverse && value->ended)
		walk->ended = 1;
	if (walk->telling)
		value->connection_ended = 1;
	if (reverse || walk->number == walk->sweep.shard)
		return;
	walk->has_sibling = 1;
	if (walk->has_beside)
		value->keeps_beside = 1;
}

/* The key of a relation's entries, NULL if there can be none. Its changes add up: the relations are asked in their order. */
static __always_inline struct tl_flow_key *tl_key_of_relation(struct tl_walk_state *walk, __u32 relation)
{
	struct tl_flow_key *mirrored = &walk->mirrored;

	if (relation == TL_SAME_DIRECTION)
		return &walk->key;
	if (relation != TL_REVERSE_FORWARDED) {
		mirrored->direction = walk->key.direction ^ (relation == TL_REVERSE_OTHER_HOOK);
		return mirrored;
	}
	if (!walk->egress.interface)
		return 0;
	mirrored->direction = TL_INGRESS;
	mirrored->ifindex = walk->egress.interface;
	mirrored->vlan_id = walk->egress.vlan_id;
	mirrored->inner_vlan_id = walk->egress.inner_vlan_id;
	mirrored->vlan_depth = walk->egress.vlan_depth;
	return mirrored;
}

/* Relation by relation: the first one's entries, on whatever CPU, tell where to look for the last one's. */
static long tl_ask_relative(__u32 turn, struct tl_walk_context *context)
{
	struct tl_walk_state *walk = context->walk;
	__u32 relation = turn / walk->cpus, cpu = turn % walk->cpus;
	__u64 mark = 1ull << turn % 64;
	struct tl_flow_key *key = tl_key_of_relation(walk, relation);
	struct tl_flow_value *value;
	void *shard;

	if (!key)
		return 1;
	if (!cpu)
		walk->digest = tl_digest_here(key);
	if (walk->telling && !(walk->there & mark))
		return 0;
	walk->number = cpu * (tl_shards_per_cpu_mask + 1) + tl_shard_in_cpu(key);
	shard = bpf_map_lookup_elem(&shards, &walk->number);
	if (!shard)
		return 0;
	value = tl_find(shard, &walk->digest, key);
	if (!value)
		return 0;
	walk->there |= mark;
	tl_heed_relative(walk, value, relation != TL_SAME_DIRECTION);
	return 0;
}

static __always_inline void tl_ask_relatives(struct tl_walk_state *walk, const struct tl_flow_value *value)
{
	struct tl_walk_context context = {.walk = walk};

	walk->key = value->key;
	tl_mirror_key(&walk->mirrored, &value->key);
	walk->egress = value->egress;
	walk->last_seen = 0;
	walk->reset = walk->ended = walk->has_reverse = walk->reverse_ended = walk->has_unfrozen = walk->has_sibling =
		0;
	walk->has_beside = tl_has_beside(value);
	if (!walk->telling)
		walk->there = 0;
	walk->asked++;
	bpf_loop(walk->cpus * TL_RELATION__MAX, tl_ask_relative, &context, 0);
}

/* RFC 9293 3.6: over when both sides have sent FIN, or one RST. What only one direction is seen of ends with that one. */
static __always_inline bool tl_is_closed(const struct tl_walk_state *walk)
{
	return walk->reset || (walk->ended && (walk->reverse_ended || !walk->has_reverse));
}

/* By what this entry has seen. */
static __always_inline bool tl_may_be_over(const struct tl_sweep *sweep, struct tl_flow_value *value)
{
	__u64 quiet = tl_since(sweep->now, value->last_seen);

	if (value->connection_ended && quiet < sweep->closed_timeout) /* it goes on, whatever was the end of */
		value->connection_ended = 0;
	return quiet >= sweep->idle_timeout ||
	       (quiet >= sweep->closed_timeout && (value->ended || value->connection_ended));
}

/* flowEndReason if this entry's connection is over, else 0. */
static __always_inline __u8 tl_end_reason_of(struct tl_walk_state *walk, struct tl_flow_value *value)
{
	const struct tl_sweep *sweep = &walk->sweep;
	__u64 quiet = tl_since(sweep->now, value->last_seen);
	bool is_idle = quiet >= sweep->idle_timeout;

	if (!tl_may_be_over(sweep, value))
		return 0;
	walk->telling = 0;
	tl_ask_relatives(walk, value);
	quiet = tl_since(sweep->now, walk->last_seen);
	if (quiet >= sweep->closed_timeout && (value->connection_ended || tl_is_closed(walk))) {
		walk->telling = 1; /* entries that have seen no end themselves: those of a reset's other side */
		if (!value->connection_ended)
			tl_ask_relatives(walk, value);
		return TL_END_OF_FLOW;
	}
	if (!is_idle || quiet < sweep->idle_timeout)
		return 0;
	return quiet < sweep->wanted_idle_timeout ? TL_END_NO_RESOURCES : TL_END_IDLE;
}

#endif
