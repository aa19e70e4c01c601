/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads pcap (both byte orders, microseconds and nanoseconds) and pcapng, plain or compressed by gzip or zstd, a frame at a time. */
#ifndef TAPLESS_CAPTURE_CAPTURE_H
#define TAPLESS_CAPTURE_CAPTURE_H

#include <linux/types.h>

#include <tapless/control.h>

struct tl_capture;

struct tl_frame {
	const __u8 *bytes; /* captured_length of them, owned by the capture, valid until the next call */
	struct tl_capture_meta meta;
};

/* "-" is stdin. NULL after an error that has been printed (not found, not a capture, unknown link type, …). */
struct tl_capture *tl_capture_open(const char *path);

/*
 * 1: *frame is filled; 0: end of the capture; -errno: the error has been printed (truncated file: -EBADMSG, said with the
 * number of frames read until then).
 */
int tl_capture_next(struct tl_capture *capture, struct tl_frame *frame);

void tl_capture_close(struct tl_capture *capture); /* NULL is fine */

#endif
