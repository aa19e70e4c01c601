/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Memory that will be needed soon comes meanwhile. */
#ifndef TAPLESS_LIB_FETCH_H
#define TAPLESS_LIB_FETCH_H

#include <stddef.h>

#define TL_CACHE_LINE 64

/* Whether there is memory or not: nothing happens then. */
static inline void tl_fetch(const void *memory, size_t size)
{
	for (size_t at = 0; at < size; at += TL_CACHE_LINE)
		__builtin_prefetch((const char *)memory + at);
}

#endif
