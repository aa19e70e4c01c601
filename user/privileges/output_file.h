/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Files that a daemon started by root writes for a user who is not root. */
#ifndef TAPLESS_PRIVILEGES_OUTPUT_FILE_H
#define TAPLESS_PRIVILEGES_OUTPUT_FILE_H

#include "identity.h"

/* Who files are opened as from now on; `identity` stays the caller's. Without one they are opened as anybody does. */
void tl_output_file_owner(const struct tl_identity *identity);

/*
 * open(path, flags | O_CLOEXEC, 0640) as the owner. What he may not open, root opens for him, as long as nobody can use that
 * to make root write elsewhere: not in a folder of the owner's or one that all may write in, and not through a symbolic link.
 * With O_EXCL he must be able to make it himself. The sandbox lets the file's folder be written in later. A descriptor, or -1 and errno.
 */
int tl_output_file_open(const char *path, int flags);

/*
 * A folder in which the owner makes files later; it and those above it are made if they are not there. The sandbox lets it be
 * written in. 0; -errno, printed: also if it is there and the owner may not write in it.
 */
int tl_output_folder_make(const char *path);

#endif
