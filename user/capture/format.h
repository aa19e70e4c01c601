/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What capture.c and the file formats (pcap.c, pcapng.c) share. */
#ifndef TAPLESS_CAPTURE_FORMAT_H
#define TAPLESS_CAPTURE_FORMAT_H

#include <stdbool.h>
#include <stdio.h>

#include "capture.h"
#include "link_header.h"
#include "stream.h"

#define TL_RECORD_MAX (16u << 20) /* a longer record or block is taken for damage */
#define TL_FRAME_MAX  (256u << 10) /* captured bytes of a frame that are all kept */
#define TL_FRAME_KEPT (64u << 10) /* of those that have more */
#define TL_MAGIC_SIZE 4

struct tl_capture_format {
	/* The four bytes that told the format are read already. 0 or -errno, printed. */
	int (*open)(struct tl_capture *capture, const __u8 *magic);
	int (*next)(struct tl_capture *capture, struct tl_frame *frame); /* as tl_capture_next() */
	void (*close)(struct tl_capture *capture);
};

struct tl_capture {
	struct tl_stream *stream;
	const char *name; /* for messages */
	const struct tl_capture_format *format;
	void *state; /* of the format */
	bool big_endian; /* of the file, or of its current section */
	__u64 frames; /* delivered */
	int ended; /* what tl_capture_next() returned last, if not 1 */
	__u8 *frame; /* room for an Ethernet header, then TL_FRAME_MAX bytes */
};

extern const struct tl_capture_format tl_pcap_format;
extern const struct tl_capture_format tl_pcapng_format;

/* As tl_capture_open(), from an open file, which it takes over; `name` must outlive the capture. */
struct tl_capture *tl_capture_from(FILE *file, const char *name);

/* All of `size` bytes. 0 or -errno, printed: within a record the end of the file is an error. `to` NULL: skip them. */
int tl_capture_need(struct tl_capture *capture, void *to, size_t size);

/* As tl_capture_need() at the start of a record: 1, or 0 at the proper end of the file. */
int tl_capture_begin(struct tl_capture *capture, void *to, size_t size);

/* Reads a frame's bytes into capture->frame, behind the room for a header, and sets frame->bytes and its lengths. 0 or -errno, printed. */
int tl_capture_take_frame(struct tl_capture *capture, struct tl_frame *frame, __u32 captured, __u32 wire, __u32 fcs);

/* If there is a reader: the frame, as taken, becomes an Ethernet frame of the same packet. */
void tl_capture_read_link(struct tl_capture *capture, struct tl_frame *frame, tl_link_reader *reader);

/* Prints what is wrong after how many frames; returns -EBADMSG. */
int tl_capture_damaged(const struct tl_capture *capture, const char *format, ...) __attribute__((format(printf, 2, 3)));

__u16 tl_capture_u16(const struct tl_capture *capture, const __u8 *from);
__u32 tl_capture_u32(const struct tl_capture *capture, const __u8 *from);

#endif
