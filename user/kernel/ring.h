/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A consumer of a BPF ring buffer that keeps reading and committing apart: the flow ring is a write-ahead log. (libbpf's
 * consumer commits after each callback.) Positions are octets since the ring was made and never wrap.
 */
#ifndef TAPLESS_KERNEL_RING_H
#define TAPLESS_KERNEL_RING_H

#include <linux/types.h>

struct tl_ring;

struct tl_ring *tl_ring_open(int map, __u32 size); /* NULL: errno */

/* Next record behind the private cursor: its size, with *data and *position set; 0 if there is none yet. */
__u32 tl_ring_next(struct tl_ring *ring, const void **data, __u64 *position);

struct tl_ring_piece {
	const void *data;
	__u32 size;
	__u64 position, end;
};

/* The same for at most `most` records at once: how many there are. Their data hold until more are asked for. */
unsigned int tl_ring_take(struct tl_ring *ring, struct tl_ring_piece *records, unsigned int most);

/* Goes on from there, at or behind what has been committed; the rest is given back. */
void tl_ring_begin_at(struct tl_ring *ring, __u64 position);

__u64 tl_ring_cursor(const struct tl_ring *ring);

/* Position behind the last record that has been begun. */
__u64 tl_ring_end(const struct tl_ring *ring);

/* Gives back to the kernel all that lies before `position`; what was given back stays so. */
void tl_ring_commit(struct tl_ring *ring, __u64 position);

/* From now on position 0 of the ring is called `base`: a log that goes on in a new ring keeps counting. */
void tl_ring_set_base(struct tl_ring *ring, __u64 base);

/* Makes of a record what tl_ring_next() returns: the new data and, as the result, its length; `end` is where it ended. */
typedef __u32 tl_ring_translation(void *context, const void **data, __u32 length, __u64 *position, __u64 end);
void tl_ring_translate(struct tl_ring *ring, tl_ring_translation *translate, void *context);

/* Octets written and not yet committed. */
__u64 tl_ring_fill(const struct tl_ring *ring);
/* Octets written and not yet read. */
__u64 tl_ring_unread(const struct tl_ring *ring);
__u64 tl_ring_size(const struct tl_ring *ring);
/* Octets ever written, headers of records included. */
__u64 tl_ring_written(const struct tl_ring *ring);

void tl_ring_close(struct tl_ring *ring); /* NULL is fine */

#endif
