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

#endif
