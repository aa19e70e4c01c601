/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the frame parser reads a frame in user space: unit tests, fuzzers, tools. Include before parse.h. */
#ifndef TAPLESS_HOST_CURSOR_H
#define TAPLESS_HOST_CURSOR_H

#include "types.h"

struct tl_cursor {
	const __u8 *bytes;
	__u32 length;
};

/* 0, or -1 when [offset, offset + size) is not wholly inside the captured bytes. */
static __always_inline int tl_pull(struct tl_cursor *cursor, __u32 offset, void *to, __u32 size)
{
	if (offset > cursor->length || size > cursor->length - offset)
		return -1;
	__builtin_memcpy(to, cursor->bytes + offset, size);
	return 0;
}

#endif
