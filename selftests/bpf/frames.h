/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Frames to feed the programs with: a pool of good ones, and what mutation makes of them. */
#ifndef TAPLESS_SELFTESTS_FRAMES_H
#define TAPLESS_SELFTESTS_FRAMES_H

#include <linux/types.h>

#define FRAME_ROOM 8192 /* more of a frame never reaches the programs (tl_engine_feed) */

struct frame {
	__u16 link; /* enum tl_link, or one more */
	__u32 wire_length; /* may be less than what is captured: a capture file may claim anything */
	__u32 captured;
	__u8 bytes[FRAME_ROOM];
};

/* Frames in one growing array; a frame longer than FRAME_ROOM is cut to it. */
struct frames {
	struct frame **all;
	unsigned int count;
};

/*
 * The unit tests' vectors, the corpora of the fuzzers of parser and name finder, and, where they are there, the project's
 * own generator's frames and the sample captures. Always in the same order.
 */
void frames_gather(struct frames *frames);

void frames_free(struct frames *frames);

/* xorshift64: the same sequence from the same seed (which is not 0) everywhere. */
__u64 next_random(__u64 *state);

/* Copies one frame of the pool and changes it in 1 to 4 ways (mutate.c). */
void frame_mutate(struct frame *frame, const struct frames *pool, __u64 *random);

#endif
