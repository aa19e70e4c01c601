// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "made_ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/bpf.h>
#include <tapless/ring.h>

static size_t mapped(const struct made_ring *ring)
{
	return 2 * (size_t)sysconf(_SC_PAGESIZE) + 2 * (size_t)ring->size;
}

static void give_up(const char *what)
{
	fprintf(stderr, "made_ring: %s\n", what);
	exit(1);
}

void made_ring_make(struct made_ring *ring, __u32 size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	__u8 *memory;

	ring->size = size;
	ring->file = memfd_create("ring", MFD_CLOEXEC);
	if (ring->file < 0 || ftruncate(ring->file, (off_t)mapped(ring)))
		give_up("no memory for a ring");
	memory = mmap(NULL, mapped(ring), PROT_READ | PROT_WRITE, MAP_SHARED, ring->file, 0);
	if (memory == MAP_FAILED)
		give_up("no memory for a ring");
	ring->consumer = (__u64 *)memory;
	ring->producer = (__u64 *)(memory + page);
	ring->data = memory + 2 * page;
}

void made_ring_append(struct made_ring *ring, const void *record, __u32 size)
{
	__u64 at = *ring->producer;

	if (at + size + BPF_RINGBUF_HDR_SZ > ring->size)
		give_up("more records than the ring has room for");
	memcpy(ring->data + at, &size, sizeof(size));
	memcpy(ring->data + at + BPF_RINGBUF_HDR_SZ, record, size);
	*ring->producer = tl_ring_position_after(at, size);
}

void made_ring_empty(struct made_ring *ring)
{
	*ring->consumer = *ring->producer = 0;
}

void made_ring_free(struct made_ring *ring)
{
	munmap(ring->consumer, mapped(ring));
	close(ring->file);
}
