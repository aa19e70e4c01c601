/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the first fragment of a datagram tells for the later ones, which have no ports: key and value of a map. */
#ifndef TAPLESS_FRAGMENTS_H
#define TAPLESS_FRAGMENTS_H

#include "packet.h"

#define TL_FRAGMENT_LIFE 30000000000ull /* nanoseconds; a receiver waits no longer (RFC 8200 4.5: 60 s; Linux: 30 s) */

struct tl_fragment_key {
	__u8 source_address[16];
	__u8 destination_address[16];
	__u32 ifindex;
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

static __always_inline void tl_fragment_key_of(struct tl_fragment_key *key, const struct tl_packet *packet)
{
	__builtin_memcpy(key->source_address, packet->key.source_address, sizeof(key->source_address));
	__builtin_memcpy(key->destination_address, packet->key.destination_address, sizeof(key->destination_address));
	key->ifindex = packet->key.ifindex;
	key->identification = packet->identification;
	key->protocol = packet->key.protocol;
	key->direction = packet->key.direction;
}

static __always_inline bool tl_fragment_is_fresh(const struct tl_fragment_value *value, __u64 now)
{
	return now - value->time < TL_FRAGMENT_LIFE || now < value->time;
}

#endif
