// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpffs.h"

#include <errno.h>
#include <ftw.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../lib/log.h"

void tl_bpffs_path(char *path, size_t size, const char *instance, const char *name)
{
	snprintf(path, size, TL_BPFFS_ROOT "/%s%s%s", instance, name ? "/" : "", name ? name : "");
}

static bool is_mounted(void)
{
	struct statfs about;

	return !statfs(TL_BPFFS_MOUNT, &about) && about.f_type == BPF_FS_MAGIC;
}

/* `ip netns exec` gives its child a mount namespace with a /sys of its own: pins made there vanish with it. */
static bool in_private_mount_namespace(void)
{
	struct stat own, first;

	return !stat("/proc/self/ns/mnt", &own) && !stat("/proc/1/ns/mnt", &first) && own.st_ino != first.st_ino;
}

static int mount_bpffs(void)
{
	if (is_mounted())
		return 0;
	if (mount("bpf", TL_BPFFS_MOUNT, "bpf", 0, "mode=0700")) {
		int error = -errno;

		tl_error("cannot mount bpffs at " TL_BPFFS_MOUNT
			 ": %s; run as root, or mount it: mount -t bpf bpf " TL_BPFFS_MOUNT,
			 strerror(-error));
		return error;
	}
	if (in_private_mount_namespace())
		tl_warning("bpffs is private to this mount namespace: nobody else sees the pinned maps, and they "
			   "vanish with it "
			   "(`ip netns exec` does that; `nsenter --net=/run/netns/NAME tapless …` does not)");
	return 0;
}

static int make_folder(const char *path)
{
	if (!mkdir(path, 0700) || errno == EEXIST)
		return 0;
	tl_error("cannot make %s: %s%s", path, strerror(errno), errno == EACCES ? "; run as root" : "");
	return -errno;
}

int tl_bpffs_prepare(const char *instance)
{
	static const char *const folders[] = {NULL, "flows", "links", "programs"};
	char path[256];
	int error = mount_bpffs();

	if (!error)
		error = make_folder(TL_BPFFS_ROOT);
	for (unsigned int i = 0; !error && i < sizeof(folders) / sizeof(folders[0]); i++) {
		tl_bpffs_path(path, sizeof(path), instance, folders[i]);
		error = make_folder(path);
	}
	return error;
}

bool tl_bpffs_has_instance(const char *instance)
{
	char path[256];

	tl_bpffs_path(path, sizeof(path), instance, "instance");
	return !access(path, F_OK);
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)kind;
	(void)place;
	return remove(path);
}

int tl_bpffs_remove(const char *instance)
{
	char path[256];

	tl_bpffs_path(path, sizeof(path), instance, NULL);
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS))
		return -errno;
	rmdir(TL_BPFFS_ROOT); /* stays while other instances are there */
	return 0;
}
