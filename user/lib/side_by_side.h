/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The same work on several things at a time. */
#ifndef TAPLESS_LIB_SIDE_BY_SIDE_H
#define TAPLESS_LIB_SIDE_BY_SIDE_H

#include <stddef.h>

#define TL_SIDE_BY_SIDE_MOST 16

/*
 * Calls `work` once for each of `count` items (at most those), which lie `size` octets apart: for the first one in this thread, for each other
 * one in a thread of its own, or here as well if there can be none. All is done when it returns.
 */
void tl_side_by_side(void (*work)(void *item), void *items, size_t size, unsigned int count);

#endif
