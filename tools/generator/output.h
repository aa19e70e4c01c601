/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where frames go: an interface (AF_PACKET) or a capture file. */
#ifndef TAPLESS_GENERATOR_OUTPUT_H
#define TAPLESS_GENERATOR_OUTPUT_H

#include "frame.h"

#define TL_BATCH_MAX 64u

struct tl_output {
	int socket;
	void *file; /* FILE of a capture */
	__u64 written; /* frames in it: they are so many intervals apart */
	__u64 interval; /* nanoseconds */
	__u64 retries; /* frames that the kernel had no room for at first */
	char interface[16];
	__u64 dropped_before;
	int backlog; /* descriptor of the kernel's statistics of its receive queues */
	unsigned int since_look; /* frames sent since they were last read */
};

int tl_output_open_interface(struct tl_output *output, const char *interface, bool bypass);
int tl_output_open_capture(struct tl_output *output, const char *path, __u64 interval);

/* Frames accepted: all of them, or fewer after an error that has been printed. Waits while a receive queue is long. */
unsigned int tl_output_send(struct tl_output *output, struct tl_made *batch, unsigned int count);

/* What the interface's own counter says it has dropped since it was opened. */
__u64 tl_output_dropped(const struct tl_output *output);

int tl_output_close(struct tl_output *output);

#endif
