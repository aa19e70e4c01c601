/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which two uniflows are the directions of one conversation. */
#ifndef TAPLESS_FLOW_FLOW_KEY_H
#define TAPLESS_FLOW_FLOW_KEY_H

#include <stdbool.h>

#include <tapless/flow.h>

/*
 * The key that both directions share: direction 0, endpoints in an order that does not depend on who sends; of an
 * ICMP request and its reply the request. Returns the side that `key` is: 0 if the canonical key is its own, 1 if it
 * is the mirrored one. Always 0 for what has no opposite direction (ICMP errors, frames to a group of stations).
 */
unsigned int tl_flow_key_canonical(const struct tl_flow_key *key, struct tl_flow_key *canonical);

/* The key of the opposite direction; the member `direction` is copied. */
void tl_flow_key_mirror(const struct tl_flow_key *key, struct tl_flow_key *mirrored);

/* ICMP query types: requests are known for who starts. */
bool tl_flow_key_is_icmp_query(const struct tl_flow_key *key);

/* 64-bit hash; the same on every machine for the same seed. */
__u64 tl_flow_key_hash(const struct tl_flow_key *key, __u64 seed);

/* One step of that hash, to take in another number. */
__u64 tl_flow_key_mix(__u64 hash, __u64 value);

/* For a record's key: tags that are no part of a flow's (--key no-vlan). */
void tl_flow_key_tell_tags(struct tl_flow_key *key, const struct tl_vlan_tags *tags);

#endif
