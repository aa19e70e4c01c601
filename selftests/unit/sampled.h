/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Payload samples for conversations, as the kernel's programs take them. */
#ifndef TAPLESS_SELFTESTS_UNIT_SAMPLED_H
#define TAPLESS_SELFTESTS_UNIT_SAMPLED_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "dissect/talks.h"

/* All of a packet's payload; `sequence`: of its first octet, in a stream. */
static inline void add_sample(struct tl_talks *talks, const struct tl_flow_key *key, __u64 time, __u32 sequence,
			      const void *octets, size_t count)
{
	struct tl_sample *sample = calloc(1, sizeof(*sample));

	if (!sample || count > sizeof(sample->octets))
		abort();
	sample->kind = TL_RING_SAMPLE;
	sample->key = *key;
	sample->time = time;
	sample->sequence = sequence;
	sample->length = sample->captured = (__u32)count;
	memcpy(sample->octets, octets, count);
	tl_talks_add(talks, sample, (__u32)(offsetof(struct tl_sample, octets) + count));
	free(sample);
}

/* A TCP connection between 192.0.2.1, side 0 and its client, and 192.0.2.2. */
struct sampled_connection {
	struct tl_talks *talks;
	__u16 server_port;
	__u32 next[2]; /* sequence number of what each side says next */
	__u64 now; /* of what was said last */
};

static inline struct tl_flow_key sampled_key(const struct sampled_connection *connection, unsigned int side)
{
	struct tl_flow_key key = {.ethertype = 0x0800, .protocol = 6, .ifindex = 2};

	memcpy(key.source_address + 10, (__u8[]){0xff, 0xff, 192, 0, 2, (__u8)(side + 1)}, 6);
	memcpy(key.destination_address + 10, (__u8[]){0xff, 0xff, 192, 0, 2, (__u8)(2 - side)}, 6);
	key.source_port = side ? connection->server_port : 40000;
	key.destination_port = side ? 40000 : connection->server_port;
	return key;
}

/* In one segment, a millisecond later than what was before. */
static inline void say_sampled(struct sampled_connection *connection, unsigned int side, const void *octets,
			       size_t count)
{
	const struct tl_flow_key key = sampled_key(connection, side);

	add_sample(connection->talks, &key, connection->now += 1000000, connection->next[side], octets, count);
	connection->next[side] += (__u32)count;
}

#endif
