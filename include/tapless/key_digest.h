/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the flow cache is asked by: a keyed 64-bit hash of the whole key, which is in the entry. The kernel's hash of 56 octets
 * (jhash2, kernel/bpf/hashtab.c) is a chain of 66 operations, each of which needs the one before, and was the largest item of a
 * packet; of eight octets it is short, and this one's parts do not wait for each other. Who finds an entry compares the key.
 */
#ifndef TAPLESS_KEY_DIGEST_H
#define TAPLESS_KEY_DIGEST_H

#include "conversation.h"

/* Of the words behind the addresses; ends have the addresses in them. */
static __always_inline __u64 tl_key_digest_of_ends(const struct tl_ends *ends, const struct tl_flow_key *key,
						   __u64 seed)
{
	const tl_key_word *words = (const tl_key_word *)key;
	__u64 rest = seed;

	for (__u32 i = 2 * TL_KEY_ADDRESS; i < TL_KEY_WORDS; i++)
		rest = tl_conversation_mix(rest, words[i]);
	return tl_conversation_mix(ends->source * 0x9e3779b97f4a7c15ull + ends->destination, rest);
}

static __always_inline __u64 tl_key_digest(const struct tl_flow_key *key, __u64 seed)
{
	struct tl_ends ends = tl_ends_of(key, seed);

	return tl_key_digest_of_ends(&ends, key, seed);
}

/* 0: they are the same. */
static __always_inline __u64 tl_key_difference(const struct tl_flow_key *one, const struct tl_flow_key *other)
{
	const tl_key_word *words = (const tl_key_word *)one, *others = (const tl_key_word *)other;
	__u64 differences = 0;

	for (__u32 i = 0; i < TL_KEY_WORDS; i++)
		differences |= words[i] ^ others[i];
	return differences;
}

static __always_inline bool tl_same_key(const struct tl_flow_key *one, const struct tl_flow_key *other)
{
	return !tl_key_difference(one, other);
}

#endif
