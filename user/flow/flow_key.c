// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "flow_key.h"

#include <stddef.h>
#include <string.h>

#define PROTOCOL_ICMP	1
#define PROTOCOL_ICMPV6 58
#define ETHERTYPE_IPV4	0x0800
#define ETHERTYPE_IPV6	0x86dd
#define MAC_OFFSET	10 /* a MAC is in the last six bytes of an address */

/* RFC 792 (echo, timestamp, information), RFC 950 (address mask), RFC 4443 (ICMPv6 echo); the code is always 0. */
static const struct icmp_query {
	__u8 protocol, request, reply;
} icmp_queries[] = {
	{PROTOCOL_ICMP, 8, 0},	 {PROTOCOL_ICMP, 13, 14},     {PROTOCOL_ICMP, 15, 16},
	{PROTOCOL_ICMP, 17, 18}, {PROTOCOL_ICMPV6, 128, 129},
};

static bool is_icmp(const struct tl_flow_key *key)
{
	return key->protocol == PROTOCOL_ICMP || key->protocol == PROTOCOL_ICMPV6;
}

static const struct icmp_query *find_icmp_query(const struct tl_flow_key *key)
{
	__u8 type = key->destination_port >> 8, code = key->destination_port & 0xff;

	for (size_t i = 0; i < sizeof(icmp_queries) / sizeof(icmp_queries[0]) && code == 0; i++) {
		const struct icmp_query *query = &icmp_queries[i];

		if (query->protocol == key->protocol && (query->request == type || query->reply == type))
			return query;
	}
	return NULL;
}

bool tl_flow_key_is_icmp_query(const struct tl_flow_key *key)
{
	return is_icmp(key) && find_icmp_query(key);
}

void tl_flow_key_mirror(const struct tl_flow_key *key, struct tl_flow_key *mirrored)
{
	const struct icmp_query *query = is_icmp(key) ? find_icmp_query(key) : NULL;

	*mirrored = *key;
	memcpy(mirrored->source_address, key->destination_address, sizeof(key->source_address));
	memcpy(mirrored->destination_address, key->source_address, sizeof(key->source_address));
	if (query) {
		bool is_request = key->destination_port >> 8 == query->request;

		mirrored->destination_port = (is_request ? query->reply : query->request) << 8;
	} else if (!is_icmp(key)) {
		mirrored->source_port = key->destination_port;
		mirrored->destination_port = key->source_port;
	}
}

void tl_flow_key_tell_tags(struct tl_flow_key *key, const struct tl_vlan_tags *tags)
{
	key->vlan_id = tags->vlan_id;
	key->inner_vlan_id = tags->inner_vlan_id;
	key->vlan_depth = tags->depth;
}

static bool is_ip(const struct tl_flow_key *key)
{
	return key->ethertype == ETHERTYPE_IPV4 || key->ethertype == ETHERTYPE_IPV6;
}

/* IEEE 802: the lowest bit of the first octet marks a group address, which never answers. */
static bool is_to_group(const struct tl_flow_key *key)
{
	return (key->source_address[MAC_OFFSET] | key->destination_address[MAC_OFFSET]) & 1;
}

static bool is_mirrored(const struct tl_flow_key *key)
{
	int order;

	if (is_icmp(key)) {
		const struct icmp_query *query = find_icmp_query(key);

		return query && key->destination_port >> 8 == query->reply;
	}
	if (!is_ip(key) && is_to_group(key))
		return false;
	order = memcmp(key->source_address, key->destination_address, sizeof(key->source_address));
	return order > 0 || (order == 0 && key->source_port > key->destination_port);
}

unsigned int tl_flow_key_canonical(const struct tl_flow_key *key, struct tl_flow_key *canonical)
{
	unsigned int side = is_mirrored(key);

	if (side)
		tl_flow_key_mirror(key, canonical);
	else
		*canonical = *key;
	canonical->direction = 0;
	return side;
}

/* Multiplies to 128 bits and folds the halves: every bit of both numbers reaches the whole result. */
__u64 tl_flow_key_mix(__u64 hash, __u64 value)
{
	unsigned __int128 product = (unsigned __int128)(hash ^ 0x9e3779b97f4a7c15u) * (value ^ 0xd6e8feb86659fd93u);

	return (__u64)product ^ (__u64)(product >> 64) ^ (hash << 32 | hash >> 32);
}

__u64 tl_flow_key_hash(const struct tl_flow_key *key, __u64 seed)
{
	__u64 words[sizeof(*key) / sizeof(__u64)], hash = seed;

	memcpy(words, key, sizeof(words));
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		hash = tl_flow_key_mix(hash, words[i]);
	return tl_flow_key_mix(hash, sizeof(words));
}
