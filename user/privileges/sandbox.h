/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The walls around the running daemon: a filter of system calls (seccomp) and, where the kernel has it, one of paths
 * (Landlock). Who opens a file that must be opened again later names it here, at the first opening.
 */
#ifndef TAPLESS_PRIVILEGES_SANDBOX_H
#define TAPLESS_PRIVILEGES_SANDBOX_H

#include "identity.h"

enum tl_access {
	TL_ACCESS_READ, /* files and folders */
	TL_ACCESS_WRITE, /* besides: write, cut, make, rename and remove files */
	TL_ACCESS_REMOVE, /* remove empty folders, no more */
};

/* From here on paths are kept; before, and once the sandbox stands, the two functions below do nothing. */
void tl_sandbox_begin(void);

/* A file, or a folder with all that is in it. What is not there cannot be allowed: name its folder. */
void tl_sandbox_allow_path(const char *path, enum tl_access access);

/* The folder that holds `path`: a file that is replaced by another one of the same name. */
void tl_sandbox_allow_folder_of(const char *path, enum tl_access access);

/*
 * Becomes `identity` (see tl_capabilities_drop), then puts up the walls; for good. Call it while there is one thread: threads
 * made later are inside, older ones would stay outside. 0 or -errno, printed.
 *
 * A system call that the filter does not know fails with EPERM, and the kernel logs it. With TAPLESS_SANDBOX=trap in the
 * environment it ends the process instead, with a message: that is how the tests find what is missing.
 */
int tl_sandbox_enter(const struct tl_identity *identity);

#endif
