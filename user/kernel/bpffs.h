/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The folder of an instance in the BPF file system. Names there may not hold a dot. */
#ifndef TAPLESS_KERNEL_BPFFS_H
#define TAPLESS_KERNEL_BPFFS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define TL_BPFFS_MOUNT "/sys/fs/bpf"
#define TL_BPFFS_ROOT  TL_BPFFS_MOUNT "/tapless"

/* Path of the instance's folder, or of `name` in it if that is not NULL. */
void tl_bpffs_path(char *path, size_t size, const char *instance, const char *name);

/* Mounts bpffs if need be and makes the instance's folders. 0 or -errno, printed. */
int tl_bpffs_prepare(const char *instance);

/*
 * Gives the instance's folder and all pins to a user and takes every right from all others; what is no pin of ours (a
 * symbolic link that the last user left there) is removed. The parent stays root's, writable by the group, with the sticky
 * bit: so the user can remove its own folder at the end, and no other one's. For root only: otherwise nothing happens.
 */
int tl_bpffs_give(const char *instance, uid_t user, gid_t group);

/* From now on paths start at a held descriptor: /sys/fs/bpf itself is closed to all but root. 0 or -errno. */
int tl_bpffs_hold(void);

/* Is there a pin, or a folder, of that name in the instance's folder? */
bool tl_bpffs_has(const char *instance, const char *name);

/* Is its pin `instance` there, without which nobody takes the others for an instance's? */
bool tl_bpffs_has_instance(const char *instance);

/*
 * Opens the pin of a map. The daemon's user could have put another one there, and what the kernel copies out of a map is as
 * long as that map's values: so a map of another type (enum bpf_map_type) or with longer keys or values is refused. A
 * descriptor, or -errno, -EPROTO for such a map.
 */
int tl_bpffs_open_map(const char *instance, const char *name, unsigned int type, size_t key_size, size_t value_size);

/* Unpins what is at `name` in the instance's folder, and all below it; NULL: the folder itself. 0 or -errno. */
int tl_bpffs_unpin(const char *instance, const char *name);

/* Unpins all below the instance's folder and removes it. 0 or -errno. */
int tl_bpffs_remove(const char *instance);

/* The folder of all instances, unless one is there. Only root may: a daemon that has become its own user leaves it, empty. */
void tl_bpffs_remove_root(void);

/* The same, but the folder stays, and `links` with its lock, and the folders that are wanted in it are there. */
int tl_bpffs_clear(const char *instance);

/*
 * Mounts bpffs if need be and takes the lock that lives with the pins, so that daemons which share these but not /run exclude each other as well: that
 * of the folder `links`, which stays for as long as the instance does (the instance's own is for walks that count). Its
 * descriptor, closing it gives it back; -EBUSY or another -errno, printed.
 */
int tl_bpffs_lock(const char *instance);

#endif
