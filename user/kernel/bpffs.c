// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "bpffs.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "../lib/log.h"

static int held = -1;

int tl_bpffs_hold(void)
{
	held = open(TL_BPFFS_ROOT, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return held < 0 ? -errno : 0;
}

void tl_bpffs_path(char *path, size_t size, const char *instance, const char *name)
{
	char root[64] = TL_BPFFS_ROOT;

	if (held >= 0)
		snprintf(root, sizeof(root), "/proc/self/fd/%d", held);
	snprintf(path, size, "%s/%s%s%s", root, instance, name ? "/" : "", name ? name : "");
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

/* By descriptors: a process of the last user may still be there. No link is followed, nothing outside bpffs is touched. */
static int give_entry(int folder, const char *name, uid_t user, gid_t group)
{
	struct stat status;

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT ? 0 : -errno;
	if (S_ISLNK(status.st_mode))
		return unlinkat(folder, name, 0) ? -errno : 0;
	if (fchownat(folder, name, user, group, AT_SYMLINK_NOFOLLOW))
		return -errno;
	return S_ISDIR(status.st_mode) || !fchmodat(folder, name, 0600, 0) ? 0 : -errno;
}

static int give_folder(int parent, const char *name, unsigned int depth, uid_t user, gid_t group)
{
	int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), error = 0;
	DIR *entries = folder < 0 ? NULL : fdopendir(folder);
	struct dirent *entry;
	struct statfs about;

	if (!entries) {
		error = -errno;
		if (folder >= 0)
			close(folder);
		return error;
	}
	if (fstatfs(folder, &about) || about.f_type != BPF_FS_MAGIC || fchown(folder, 0, 0) || fchmod(folder, 0700))
		error = errno ? -errno : -EXDEV;
	while (!error && (entry = readdir(entries))) {
		if (entry->d_name[0] == '.')
			continue;
		if (entry->d_type == DT_DIR && depth)
			error = give_folder(folder, entry->d_name, depth - 1, user, group);
		else
			error = give_entry(folder, entry->d_name, user, group);
	}
	if (!error && fchown(folder, user, group)) /* last: until then only root can change what is in it */
		error = -errno;
	closedir(entries);
	return error;
}

int tl_bpffs_give(const char *instance, uid_t user, gid_t group)
{
	int root, error = 0;

	if (geteuid())
		return 0;
	root = open(TL_BPFFS_ROOT, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (root < 0)
		return -errno;
	if (user && (fchown(root, 0, group) || fchmod(root, S_ISVTX | 0771)))
		error = -errno;
	if (!error)
		error = give_folder(root, instance, 2, user, group);
	close(root);
	if (error)
		tl_error("cannot make " TL_BPFFS_ROOT "/%s the daemon's: %s", instance, strerror(-error));
	return error;
}

/* Whoever ends the last instance removes the folder of all, perhaps between the two steps. */
static int make_instance_folder(const char *instance)
{
	char path[256];
	int error = 0;

	for (int attempt = 0; !error && attempt < 10; attempt++) {
		error = make_folder(TL_BPFFS_ROOT);
		tl_bpffs_path(path, sizeof(path), instance, NULL);
		if (!error && (!mkdir(path, 0700) || errno != ENOENT))
			break;
	}
	return error ? error : make_folder(path);
}

int tl_bpffs_prepare(const char *instance)
{
	static const char *const folders[] = {NULL, "flows", "links", "programs"};
	char path[256];
	int error = mount_bpffs();

	if (!error)
		error = make_instance_folder(instance);
	for (unsigned int i = 0; !error && i < sizeof(folders) / sizeof(folders[0]); i++) {
		tl_bpffs_path(path, sizeof(path), instance, folders[i]);
		error = make_folder(path);
		if (!error && !i) /* whatever the last user left: from here on root's alone */
			error = tl_bpffs_give(instance, 0, 0);
	}
	return error;
}

/* Not access(2), which asks for the real user without its capabilities: a service may have CAP_DAC_READ_SEARCH instead of root. */
bool tl_bpffs_has(const char *instance, const char *name)
{
	struct stat status;
	char path[320];

	tl_bpffs_path(path, sizeof(path), instance, name);
	return !stat(path, &status);
}

bool tl_bpffs_has_instance(const char *instance)
{
	return tl_bpffs_has(instance, "instance");
}

int tl_bpffs_open_map(const char *instance, const char *name, unsigned int type, size_t key_size, size_t value_size)
{
	struct bpf_map_info info = {};
	__u32 length = sizeof(info);
	char path[320];
	int map, error;

	tl_bpffs_path(path, sizeof(path), instance, name);
	map = bpf_obj_get(path);
	if (map < 0)
		return -errno;
	error = bpf_obj_get_info_by_fd(map, &info, &length) ? -errno : 0;
	if (!error && (info.type != type || info.key_size > key_size || info.value_size > value_size))
		error = -EPROTO;
	if (!error)
		return map;
	close(map);
	return error;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	(void)about;
	(void)place;
	return kind == FTW_DP ? rmdir(path) : unlink(path);
}

int tl_bpffs_unpin(const char *instance, const char *name)
{
	char path[320];

	tl_bpffs_path(path, sizeof(path), instance, name);
	return nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) ? -errno : 0;
}

void tl_bpffs_remove_root(void)
{
	rmdir(TL_BPFFS_ROOT);
}

int tl_bpffs_remove(const char *instance)
{
	int error = tl_bpffs_unpin(instance, NULL);

	if (!error)
		tl_bpffs_remove_root();
	return error;
}

static int remove_below(const char *path, const struct stat *about, int kind, struct FTW *place)
{
	bool is_lock = place->level == 1 && !strcmp(path + place->base, "links");

	return place->level && !is_lock ? remove_one(path, about, kind, place) : 0;
}

int tl_bpffs_clear(const char *instance)
{
	char path[256];

	tl_bpffs_path(path, sizeof(path), instance, NULL);
	if (nftw(path, remove_below, 16, FTW_DEPTH | FTW_PHYS))
		return -errno;
	return tl_bpffs_prepare(instance);
}

/* Whoever ends an instance removes the folder: a lock on one that has been removed meanwhile is worth nothing. */
static bool is_still_there(int folder, const char *path)
{
	struct stat locked, there;

	return !fstat(folder, &locked) && !stat(path, &there) && locked.st_ino == there.st_ino;
}

/* No more than there must be to lock: what a daemon that lives has there is still its own. */
static int make_lock(const char *instance, char *path, size_t size)
{
	int error = mount_bpffs();

	if (!error)
		error = make_instance_folder(instance);
	tl_bpffs_path(path, size, instance, "links");
	return error ? error : make_folder(path);
}

int tl_bpffs_lock(const char *instance)
{
	char path[256];
	int folder, error = make_lock(instance, path, sizeof(path));

	if (error)
		return error;
	folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0 && !flock(folder, LOCK_EX | LOCK_NB) && is_still_there(folder, path))
		return folder;
	error = folder < 0 || errno != EWOULDBLOCK ? -errno : -EBUSY;
	if (folder >= 0)
		close(folder);
	if (error == -EBUSY)
		tl_error("instance '%s' is already running, started where another /run is (a container?): end it "
			 "there, or "
			 "give another name with --instance",
			 instance);
	else
		tl_error("cannot lock %s: %s; try again", path, strerror(-error));
	return error ? error : -EAGAIN;
}
