/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef TAPLESS_LIB_PREFETCH_H
#define TAPLESS_LIB_PREFETCH_H

/*
 * What is there will be needed soon. GCC 12 takes a function that does nothing else for one without effect and leaves
 * out the calls of it; the empty statement is an effect.
 */
static inline void tl_prefetch(const void *address)
{
	__builtin_prefetch(address);
	__asm__ volatile("");
}

#endif
