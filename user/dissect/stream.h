/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The beginning of one direction's TCP stream, put together from samples in whatever order they come. */
#ifndef TAPLESS_DISSECT_STREAM_H
#define TAPLESS_DISSECT_STREAM_H

#include <stdbool.h>

#include <linux/types.h>

#define TL_STREAM_OCTETS 16384 /* that are kept, at most */
#define TL_STREAM_PIECES 16

/* Octets at `start`, of which those before `end` are known. Offsets count from `base`. */
struct tl_stream_piece {
	__u32 start, end;
};

struct tl_stream {
	__u32 base; /* sequence number of the first octet that was seen */
	__u32 room; /* of `octets` */
	unsigned int pieces; /* sorted, apart; 0: nothing in `piece` means anything */
	const __u8 *octets;
	__u8 *own; /* the same, writable; NULL: they are lent, or there are none */
	struct tl_stream_piece piece[TL_STREAM_PIECES];
};

/* Before `piece`, which nobody looks at as long as there are none. */
static inline bool tl_stream_is_empty(const struct tl_stream *stream)
{
	return !stream->pieces;
}

/*
 * An empty stream has these octets, at most TL_STREAM_OCTETS, from now on, which stay the caller's: most streams have said all that is
 * wanted with their first segment. Nothing can be added until they are kept.
 */
void tl_stream_lend(struct tl_stream *stream, __u32 sequence, const __u8 *octets, __u32 count);

/* What is lent becomes its own. 0, or -ENOMEM; then it is empty. */
int tl_stream_keep(struct tl_stream *stream);

/* Zeros, those of `piece` left out, are an empty stream. What lies before `base` and near it moves the base. 0, or -ENOMEM; what does not fit is left out. */
int tl_stream_add(struct tl_stream *stream, __u32 sequence, const __u8 *octets, __u32 count);

/* Known octets from the base on. */
__u32 tl_stream_prefix(const struct tl_stream *stream);

/* The stream begins `count` octets later from now on; they, and more, are its prefix. */
void tl_stream_drop(struct tl_stream *stream, __u32 count);

void tl_stream_free(struct tl_stream *stream);

#endif
