// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "run_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

/* Only to start paths from: the sandbox lets nobody read it. */
static int open_parent(bool make)
{
	int parent;

	if (make && mkdir(TL_RUN_FOLDER, 0755) && errno != EEXIST)
		return -errno;
	parent = open(TL_RUN_FOLDER, O_PATH | FOLDER_FLAGS);
	return parent < 0 ? -errno : parent;
}

int tl_run_folder_open(const char *instance, bool make)
{
	int parent = open_parent(make), folder = -1, error = 0;

	if (parent < 0)
		return parent;
	if (make && mkdirat(parent, instance, 0755) && errno != EEXIST)
		error = -errno;
	if (!error) {
		folder = openat(parent, instance, FOLDER_FLAGS);
		error = folder < 0 ? -errno : 0;
	}
	close(parent);
	return error ? error : folder;
}

int tl_run_folder_give(const char *instance, uid_t user, gid_t group)
{
	int parent, folder, error = 0;

	if (geteuid())
		return 0;
	parent = open(TL_RUN_FOLDER, O_RDONLY | FOLDER_FLAGS);
	folder = tl_run_folder_open(instance, false);
	if (parent < 0 || folder < 0)
		error = parent < 0 ? -errno : folder;
	else if ((user && (fchown(parent, 0, group) || fchmod(parent, S_ISVTX | 0775))) || fchown(folder, user, group))
		error = -errno;
	if (parent >= 0)
		close(parent);
	if (folder >= 0)
		close(folder);
	return error;
}

int tl_run_file_open(const char *instance, const char *name, int flags, mode_t mode)
{
	int folder = tl_run_folder_open(instance, flags & O_CREAT), file, error;
	struct stat status;

	if (folder < 0)
		return folder;
	file = openat(folder, name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode);
	error = file < 0 ? -errno : 0;
	close(folder);
	if (!error && (fstat(file, &status) || !S_ISREG(status.st_mode) || status.st_nlink > 1)) {
		close(file);
		error = -EINVAL;
	}
	return error ? error : file;
}

void tl_run_file_remove(const char *instance, const char *name)
{
	int folder = tl_run_folder_open(instance, false);

	if (folder < 0)
		return;
	unlinkat(folder, name, 0);
	close(folder);
}

void tl_run_folder_remove(const char *instance)
{
	int parent = open_parent(false);

	if (parent < 0)
		return;
	unlinkat(parent, instance, AT_REMOVEDIR);
	close(parent);
}
