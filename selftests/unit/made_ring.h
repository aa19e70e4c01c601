/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A ring as the kernel shares it, made by a test: a page each of the consumer and the producer, then the data. It is filled once, up to
 * its end; tl_ring_open(file, size) reads it.
 */
#ifndef TAPLESS_SELFTESTS_MADE_RING_H
#define TAPLESS_SELFTESTS_MADE_RING_H

#include <stddef.h>

#include <linux/types.h>

struct made_ring {
	int file;
	__u32 size; /* octets of the data */
	__u64 *consumer, *producer;
	__u8 *data;
};

/* What cannot be done ends the program, with a word about it. */
void made_ring_make(struct made_ring *ring, __u32 size);
void made_ring_append(struct made_ring *ring, const void *record, __u32 size);

void made_ring_empty(struct made_ring *ring);
void made_ring_free(struct made_ring *ring);

#endif
