/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Maps of another layout, beside those of an instance that they will replace. */
#ifndef TAPLESS_KERNEL_BPFFS_NEXT_H
#define TAPLESS_KERNEL_BPFFS_NEXT_H

#include <stddef.h>

/* The folder, as an instance's name, in which a build with another map layout makes its maps before it replaces these. */
void tl_bpffs_next(char *folder, size_t size, const char *instance);

/*
 * The old maps are empty and counted by nobody: removes them, and what is in `next` takes their place; the links stay where
 * they are. Killed in the middle of it, it is to be called again while there is an instance in `next` and none beside it.
 * 0 or -errno.
 */
int tl_bpffs_promote(const char *instance);

#endif
