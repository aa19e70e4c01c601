/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The bytes of a file or pipe, decompressed when its first bytes say gzip or zstd. Never seeks; memory is bounded. */
#ifndef TAPLESS_CAPTURE_STREAM_H
#define TAPLESS_CAPTURE_STREAM_H

#include <stddef.h>
#include <stdio.h>

struct tl_stream;

/* Takes over `file`. NULL: out of memory (`file` is closed then, too). */
struct tl_stream *tl_stream_open(FILE *file);

/* Number of bytes read: less than `size` only at the end of the stream, good or bad (tl_stream_failure). */
size_t tl_stream_read(struct tl_stream *stream, void *to, size_t size);
size_t tl_stream_skip(struct tl_stream *stream, size_t size);

/*
 * Why the stream ended: 0 as it should; -EBADMSG compressed data cut or damaged; other -errno of reading.
 * *why: words for the error message, not to be freed.
 */
int tl_stream_failure(const struct tl_stream *stream, const char **why);

void tl_stream_close(struct tl_stream *stream); /* NULL is fine; does not close stdin */

#endif
