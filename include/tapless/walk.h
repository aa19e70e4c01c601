/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the layers of the frame parser hand to each other. The build defines struct tl_cursor and tl_pull() before. */
#ifndef TAPLESS_WALK_H
#define TAPLESS_WALK_H

#include "counters.h"
#include "inside.h"
#include "packet.h"
#include "wire.h"

/* What the next header is, and in which number space: EtherType 6 and IP protocol 6 are not the same thing. */
enum tl_space {
	TL_SPACE_ETHERTYPE,
	TL_SPACE_PROTOCOL,
};

struct tl_next {
	enum tl_space space;
	__u16 id;
};

/* How far the parser has come. */
struct tl_walk {
	struct tl_cursor *cursor;
	struct tl_packet *packet;
	struct tl_layers *layers; /* of tunnels; NULL on the way to the first IP packet */
	struct tl_next next;
	__u32 offset; /* of the next header in the frame */
	__u32 end; /* where the IP packet ends in the frame; before there is one: what holds it */
};

static __always_inline bool tl_next_is(const struct tl_walk *walk, enum tl_space space, __u16 id)
{
	return walk->next.space == space && walk->next.id == id;
}

static __always_inline void tl_set_next(struct tl_walk *walk, enum tl_space space, __u16 id)
{
	walk->next.space = space;
	walk->next.id = id;
}

/*
 * Tells the verifier that an offset is small. It does nothing at run time, as tl_pull() refuses larger ones; but all paths
 * that come here then look the same to the verifier and are followed only once. Kernels before 6.8 need the mask in
 * assembler: clang would drop a plain one that an earlier comparison implies.
 */
#define TL_WALK_MASK 0x7fff

#ifdef __bpf__
static __always_inline __u32 tl_bounded_offset(__u32 offset)
{
	__u64 bounded = offset;

	asm volatile("%0 &= %1" : "+r"(bounded) : "i"(TL_WALK_MASK));
	return bounded;
}
#else
static __always_inline __u32 tl_bounded_offset(__u32 offset)
{
	return offset;
}
#endif

/* Bytes behind the IP packet's end are link padding, never a header. */
static __always_inline int tl_pull_inside(struct tl_walk *walk, __u32 skip, void *to, __u32 size)
{
	if (walk->offset + skip + size > walk->end)
		return -1;
	return tl_pull(walk->cursor, walk->offset + skip, to, size);
}

/* Why a header of `size` octets at the walk's offset could not be read. */
static __always_inline enum tl_reason tl_missing(const struct tl_walk *walk, __u32 size, enum tl_reason malformed)
{
	return walk->offset + size > walk->end ? malformed : TL_REASON_NOT_CAPTURED;
}

#endif
