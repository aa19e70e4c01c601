/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Memory that will be needed soon comes meanwhile. */
#ifndef TAPLESS_LIB_FETCH_H
#define TAPLESS_LIB_FETCH_H

#include <stddef.h>

#define TL_CACHE_LINE 64

/*
 * One line. GCC 12 takes a function that does nothing else for one without effect and leaves out the calls of it; the empty statement
 * is an effect.
 */
static inline void tl_prefetch(const void *address)
{
	__builtin_prefetch(address);
	__asm__ volatile("");
}

/* Whether there is memory or not: nothing happens then. */
static inline void tl_fetch(const void *memory, size_t size)
{
	for (size_t at = 0; at < size; at += TL_CACHE_LINE)
		tl_prefetch((const char *)memory + at);
}

#endif
