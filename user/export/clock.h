/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_EXPORT_CLOCK_H
#define TAPLESS_EXPORT_CLOCK_H

#include <time.h>

#include <linux/types.h>

/* For waiting and retrying; never in records. */
static inline __u64 tl_clock_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (__u64)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

#endif
