/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A zstd frame (RFC 8878) that is written while it grows: what goes in by one call comes out as whole blocks, so that a file can be
 * ended anywhere between two calls, even by another process.
 */
#ifndef TAPLESS_EXPORT_ZSTD_FRAME_H
#define TAPLESS_EXPORT_ZSTD_FRAME_H

#include <stdbool.h>
#include <sys/types.h>

#include "buffer.h"

#define TL_ZSTD_LEVEL_MAX 19 /* above it, decoders need more memory than they allow by themselves */

struct tl_zstd_frame;

struct tl_zstd_frame *tl_zstd_frame_create(int level); /* NULL without memory */
void tl_zstd_frame_destroy(struct tl_zstd_frame *frame); /* NULL is fine */

void tl_zstd_frame_begin(struct tl_zstd_frame *frame); /* a new one */

/* Appends blocks to `out`, the frame's header before the first. 0 or -ENOMEM. */
int tl_zstd_frame_add(struct tl_zstd_frame *frame, const __u8 *bytes, size_t length, struct tl_buffer *out);

/* An empty last block, which ends a frame behind any whole block. */
#define TL_ZSTD_LAST_BLOCK 3
extern const __u8 tl_zstd_last_block[TL_ZSTD_LAST_BLOCK];

/*
 * Where the whole blocks of the frame at the begin of the file end; 0: there is none; -EBADMSG: it is no such frame. *is_ended: the
 * last one of them is the frame's.
 */
off_t tl_zstd_frame_whole(int file, bool *is_ended);

#endif
