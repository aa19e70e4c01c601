/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How facts are written. */
#ifndef TAPLESS_DISSECT_FACTS_H
#define TAPLESS_DISSECT_FACTS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <linux/types.h>

/* As much of a text as there is room for; `to` is zeros, and the last of them stays. */
static inline void tl_keep_text(char *to, size_t room, const char *from)
{
	memcpy(to, from, strnlen(from, room - 1));
}

/* From one time in nanoseconds to a later one, in microseconds. */
static inline __u32 tl_microseconds(__u64 from, __u64 to)
{
	__u64 took = (to - from) / 1000;

	return took > UINT32_MAX ? UINT32_MAX : (__u32)took;
}

#endif
