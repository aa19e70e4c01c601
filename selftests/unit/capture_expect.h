/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What capture tests say of a file that capture_files.c has written. Takes the place of lib/log.c. */
#ifndef TAPLESS_SELFTESTS_CAPTURE_EXPECT_H
#define TAPLESS_SELFTESTS_CAPTURE_EXPECT_H

#include "capture/format.h"
#include "unit/capture_files.h"

#define NAME "memory.pcap"

/* What the user would have read since the file was opened. */
extern char last_message[1024];
extern unsigned int errors, warnings;

struct tl_capture *open_part(const struct bytes *file, size_t length);
struct tl_capture *open_bytes(const struct bytes *file); /* must succeed */

/* The next frame must be this one, with the bytes that all test frames have. */
void expect_frame(struct tl_capture *capture, uint64_t time, uint32_t captured, uint32_t wire, int link,
		  uint32_t interface);

/* No more frames, and asking again says the same without a second message. Closes. */
void expect_end(struct tl_capture *capture, int result);

void expect_message(const char *words);
void expect_no_capture(const struct bytes *file, const char *words);

/* So many frames, then -EBADMSG with these words. Frees the file. */
void expect_damage(struct bytes *file, unsigned int frames, const char *words);

/* Reads all there is in the first `length` bytes: number of frames; *result as tl_capture_next(), -EINVAL if not opened. */
unsigned int count_frames(const struct bytes *file, size_t length, int *result);

#endif
