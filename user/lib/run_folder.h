/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * /run/tapless/INSTANCE, whose owner is the daemon's user. Root opens files in it too, so no symbolic link is ever followed
 * there, and what the daemon's user must not forge is told from the rest by its owner.
 */
#ifndef TAPLESS_LIB_RUN_FOLDER_H
#define TAPLESS_LIB_RUN_FOLDER_H

#include <stdbool.h>
#include <sys/types.h>

#define TL_RUN_FOLDER "/run/tapless"

/* A descriptor of the instance's folder, or -errno; `make`: it is made if it is not there, and its parent too. */
int tl_run_folder_open(const char *instance, bool make);

/*
 * Gives the folder to a user. Its parent stays root's, writable by the group, with the sticky bit: so the user can remove
 * this folder at the end, and no other one's. Only root can; for others nothing happens. 0 or -errno.
 */
int tl_run_folder_give(const char *instance, uid_t user, gid_t group);

/* openat() in the instance's folder, for a file only. A descriptor, or -errno. */
int tl_run_file_open(const char *instance, const char *name, int flags, mode_t mode);

void tl_run_file_remove(const char *instance, const char *name);

/* The empty folder. */
void tl_run_folder_remove(const char *instance);

#endif
