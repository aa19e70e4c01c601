// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ring.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/bpf.h>
#include <tapless/ring.h>

#include "../lib/fetch.h"

#define FETCH_AHEAD 2048 /* octets: some records */

struct tl_ring {
	__u32 size;
	size_t page;
	__u64 *consumer; /* page shared with the kernel: what has been committed */
	const __u64 *producer; /* page shared with the kernel, then the data */
	const __u8 *data;
	__u8 *whole; /* copy of the latest record that goes on from the end to the beginning */
	size_t whole_size;
	__u64 cursor;
	__u64 base; /* what position 0 is called */
	tl_ring_translation *translate;
	void *context;
};

/* The kernel would map the data a second time behind it; all of that counts as the process's memory, used or not. */
static size_t producer_mapping(const struct tl_ring *ring)
{
	return ring->page + (size_t)ring->size;
}

struct tl_ring *tl_ring_open(int map, __u32 size)
{
	struct tl_ring *ring = calloc(1, sizeof(*ring));
	void *mapped;

	if (!ring)
		return NULL;
	ring->size = size;
	ring->page = sysconf(_SC_PAGESIZE);
	mapped = mmap(NULL, ring->page, PROT_READ | PROT_WRITE, MAP_SHARED, map, 0);
	if (mapped == MAP_FAILED)
		goto fail;
	ring->consumer = mapped;
	mapped = mmap(NULL, producer_mapping(ring), PROT_READ, MAP_SHARED, map, ring->page);
	if (mapped == MAP_FAILED)
		goto fail;
	ring->producer = mapped;
	ring->data = (const __u8 *)mapped + ring->page;
	ring->cursor = __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE);
	return ring;
fail:
	tl_ring_close(ring);
	return NULL;
}

/* The record's data, in one piece until the ring has gone round once more; NULL: no memory, ask again. */
static const void *in_one_piece(struct tl_ring *ring, const __u8 *data, __u32 length)
{
	size_t before_end = ring->data + ring->size - data;
	__u8 *whole;

	if (length <= before_end)
		return data;
	if (length > ring->whole_size) {
		whole = realloc(ring->whole, length);
		if (!whole)
			return NULL;
		ring->whole = whole;
		ring->whole_size = length;
	}
	memcpy(ring->whole, data, before_end);
	memcpy(ring->whole + before_end, ring->data, length - before_end);
	return ring->whole;
}

__u32 tl_ring_next(struct tl_ring *ring, const void **data, __u64 *position)
{
	while (ring->cursor - ring->base < __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE)) {
		const __u8 *at = ring->data + ((ring->cursor - ring->base) & (ring->size - 1));
		__u32 header = __atomic_load_n((const __u32 *)at, __ATOMIC_ACQUIRE);
		__u32 length = header & ~(BPF_RINGBUF_BUSY_BIT | BPF_RINGBUF_DISCARD_BIT);

		if (header & BPF_RINGBUF_BUSY_BIT)
			return 0;
		if (!(header & BPF_RINGBUF_DISCARD_BIT)) {
			*data = in_one_piece(ring, at + BPF_RINGBUF_HDR_SZ, length);
			if (!*data)
				return 0;
		}
		tl_fetch(at + FETCH_AHEAD, BPF_RINGBUF_HDR_SZ + length);
		*position = ring->cursor;
		ring->cursor = tl_ring_position_after(ring->cursor, length);
		if (header & BPF_RINGBUF_DISCARD_BIT)
			continue;
		return ring->translate ? ring->translate(ring->context, data, length, position, ring->cursor) : length;
	}
	return 0;
}

unsigned int tl_ring_take(struct tl_ring *ring, struct tl_ring_piece *records, unsigned int most)
{
	unsigned int count = 0;

	if (ring->translate) /* each into the same memory */
		most = 1;
	while (count < most) {
		struct tl_ring_piece *record = &records[count];

		record->size = tl_ring_next(ring, &record->data, &record->position);
		if (!record->size)
			break;
		record->end = ring->cursor;
		count++;
	}
	return count;
}

void tl_ring_set_base(struct tl_ring *ring, __u64 base)
{
	ring->cursor += base - ring->base;
	ring->base = base;
}

void tl_ring_translate(struct tl_ring *ring, tl_ring_translation *translate, void *context)
{
	ring->translate = translate;
	ring->context = context;
}

void tl_ring_begin_at(struct tl_ring *ring, __u64 position)
{
	ring->cursor = position;
	tl_ring_commit(ring, position);
}

__u64 tl_ring_cursor(const struct tl_ring *ring)
{
	return ring->cursor;
}

__u64 tl_ring_end(const struct tl_ring *ring)
{
	return ring->base + tl_ring_written(ring);
}

void tl_ring_commit(struct tl_ring *ring, __u64 position)
{
	if (position > ring->base + *ring->consumer) /* ours alone to write */
		__atomic_store_n(ring->consumer, position - ring->base, __ATOMIC_RELEASE);
}

__u64 tl_ring_fill(const struct tl_ring *ring)
{
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE) - __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE);
}

__u64 tl_ring_unread(const struct tl_ring *ring)
{
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE) - (ring->cursor - ring->base);
}

__u64 tl_ring_written(const struct tl_ring *ring)
{
	return __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
}

__u64 tl_ring_size(const struct tl_ring *ring)
{
	return ring->size;
}

void tl_ring_close(struct tl_ring *ring)
{
	if (!ring)
		return;
	if (ring->producer)
		munmap((void *)(uintptr_t)ring->producer, producer_mapping(ring));
	if (ring->consumer)
		munmap(ring->consumer, ring->page);
	free(ring->whole);
	free(ring);
}
