/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which conversation a packet is of, and on which side: a hash that is the same for both directions. It is keyed, so that
 * nobody outside can make two conversations fall together; 63 bits keep a million of them apart but for one time in 10^7.
 */
#ifndef TAPLESS_CONVERSATION_H
#define TAPLESS_CONVERSATION_H

#include "flow.h"

struct tl_conversation {
	__u64 hash; /* 63 bits */
	__u32 side; /* of the packets with this key: 0 or 1 */
};

#define TL_CONVERSATION_SIDE_BIT 63

/* Both in one number, and back. */
static __always_inline __u64 tl_conversation_number(const struct tl_conversation *conversation)
{
	return conversation->hash | (__u64)conversation->side << TL_CONVERSATION_SIDE_BIT;
}

static __always_inline struct tl_conversation tl_conversation_of_number(__u64 number)
{
	return (struct tl_conversation){
		.hash = number & ~(1ull << TL_CONVERSATION_SIDE_BIT),
		.side = number >> TL_CONVERSATION_SIDE_BIT,
	};
}

static __always_inline __u64 tl_conversation_mix(__u64 hash, __u64 word)
{
	hash = (hash ^ word) * 0x9fb21c651e98df25ull; /* odd; bits spread well in its products */
	return hash ^ hash >> 32;
}

typedef __u64 __attribute__((may_alias)) tl_key_word;

#define TL_KEY_WORDS   (sizeof(struct tl_flow_key) / sizeof(tl_key_word))
#define TL_KEY_ADDRESS 2 /* words */

TL_STATIC_ASSERT(offsetof(struct tl_flow_key, destination_address) == TL_KEY_ADDRESS * 8);
TL_STATIC_ASSERT(sizeof(struct tl_flow_key) == TL_KEY_WORDS * 8);

/*
 * `address`: its words. An address's last octets differ most, and are to be the lowest ones of a number, for a product spreads bits
 * upwards. The topmost bit goes through it unchanged, and whoever chooses both words could undo it in the second: that is why the first
 * one goes through two. An IPv4 address has nothing in it, so a packet does not wait for that.
 */
static __always_inline __u64 tl_hash_end(const tl_key_word address[TL_KEY_ADDRESS], __u16 port, __u64 seed)
{
	__u64 hash = tl_conversation_mix(tl_conversation_mix(seed, address[0]), seed);

	return tl_conversation_mix(tl_conversation_mix(hash, __builtin_bswap64(address[1])), port);
}

/* What either end's address and port add up to. */
struct tl_ends {
	__u64 source, destination;
};

static __always_inline struct tl_ends tl_ends_of(const struct tl_flow_key *key, __u64 seed)
{
	const tl_key_word *words = (const tl_key_word *)key;

	return (struct tl_ends){
		.source = tl_hash_end(words, key->source_port, seed),
		.destination = tl_hash_end(words + TL_KEY_ADDRESS, key->destination_port, seed),
	};
}

/*
 * Interface and tags take part if each interface counts for itself; counting once per host, the answers of a forwarded
 * conversation come in elsewhere.
 */
static __always_inline struct tl_conversation tl_conversation_of_ends(const struct tl_ends *ends,
								      const struct tl_flow_key *key, bool once)
{
	/* As a difference's sign: a comparison would be a branch, which is taken as often as not. */
	struct tl_conversation conversation = {.side = (ends->source - ends->destination) >> 63};
	__u64 rest = (__u64)key->tunnel_id << 32 | (__u32)key->tunnel_kind << 8 | key->protocol;

	conversation.hash = tl_conversation_mix(ends->source + ends->destination, rest);
	if (!once) {
		rest = (__u64)key->ifindex << 32 | (__u32)key->vlan_id << 16 | key->inner_vlan_id;
		conversation.hash = tl_conversation_mix(conversation.hash, rest);
	}
	conversation.hash &= ~(1ull << TL_CONVERSATION_SIDE_BIT);
	return conversation;
}

static __always_inline struct tl_conversation tl_conversation_of(const struct tl_flow_key *key, __u64 seed, bool once)
{
	struct tl_ends ends = tl_ends_of(key, seed);

	return tl_conversation_of_ends(&ends, key, once);
}

/* Of the map `media`: this direction at this interface, for a stream needs no answers. */
static __always_inline __u64 tl_media_key(const struct tl_flow_key *key, __u64 seed)
{
	struct tl_conversation conversation = tl_conversation_of(key, seed, false);

	return conversation.hash + conversation.side;
}

/* Of the entry of one of the direction's sources, from 0. */
static __always_inline __u64 tl_media_source_key(__u64 media_key, __u32 number)
{
	return media_key + number * 0x9fb21c651e98df25ull;
}

#endif
