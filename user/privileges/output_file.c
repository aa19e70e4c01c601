// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"
#include "sandbox.h"

#define MODE	    0640
#define FOLDER_MODE 0750

static const struct tl_identity *owner;

void tl_output_file_owner(const struct tl_identity *identity)
{
	owner = identity;
}

static int open_as_owner(const char *path, int flags)
{
	int file, error;

	setfsgid(owner->group);
	setfsuid(owner->user);
	file = open(path, flags, MODE);
	error = errno;
	setfsuid(0);
	setfsgid(0);
	errno = error;
	return file;
}

/* The folder of `path`; *name is its last part. */
static int open_folder(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";

	*name = slash ? slash + 1 : path;
	if (slash)
		snprintf(folder, sizeof(folder), "%.*s", slash == path ? 1 : (int)(slash - path), path);
	return open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool is_trap(int folder)
{
	struct stat status;

	return fstat(folder, &status) || status.st_uid == owner->user ||
	       (status.st_mode & S_IWOTH && !(status.st_mode & S_ISVTX));
}

static int open_in(int folder, const char *name, int flags)
{
	int file = openat(folder, name, (flags & ~O_CREAT) | O_NOFOLLOW);

	if (file >= 0 || errno != ENOENT || !(flags & O_CREAT))
		return file;
	file = openat(folder, name, flags | O_EXCL | O_NOFOLLOW, MODE);
	if (file >= 0 && fchown(file, owner->user, owner->group)) {
		close(file);
		return -1;
	}
	return file;
}

static int open_for_owner(const char *path, int flags)
{
	const char *name;
	int folder = open_folder(path, &name), file = -1, error;

	if (folder < 0)
		return -1;
	errno = EACCES;
	if (!is_trap(folder))
		file = open_in(folder, name, flags);
	error = errno;
	close(folder);
	errno = error;
	return file;
}

static int open_any(const char *path, int flags)
{
	int file;

	if (!owner || !owner->changes || geteuid()) /* once it has changed, the process itself is the owner */
		return open(path, flags, MODE);
	file = open_as_owner(path, flags);
	if (flags & O_EXCL) /* one of many, for which root will not be there */
		return file;
	return file < 0 && (errno == EACCES || errno == EPERM) ? open_for_owner(path, flags) : file;
}

int tl_output_file_open(const char *path, int flags)
{
	int file = open_any(path, flags | O_CLOEXEC), error = errno;
	struct stat status;

	if (file >= 0 && !fstat(file, &status)) {
		if (S_ISREG(status.st_mode))
			tl_sandbox_allow_folder_of(path, TL_ACCESS_WRITE);
		else
			tl_sandbox_allow_path(path, TL_ACCESS_WRITE);
	}
	errno = error;
	return file;
}

/* Only what is made here is given away: nobody can have put a link of his own there. */
static int make_last(const char *path)
{
	if (mkdir(path, FOLDER_MODE))
		return errno == EEXIST ? 0 : -errno;
	if (owner && owner->changes && !geteuid() && lchown(path, owner->user, owner->group))
		return -errno;
	return 0;
}

static int make_all(const char *path)
{
	char above[PATH_MAX];

	snprintf(above, sizeof(above), "%s", path);
	for (char *slash = strchr(above + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (!mkdir(above, 0755)) /* the owner must get through, whatever the umask says */
			chmod(above, 0755);
		else if (errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return make_last(path);
}

/* By making a file without a name: rights, ACLs and read-only mounts all have their say. */
static int try_folder(const char *path)
{
	const int flags = O_TMPFILE | O_RDWR | O_CLOEXEC;
	bool is_root = owner && owner->changes && !geteuid();
	int file = is_root ? open_as_owner(path, flags) : open(path, flags, MODE);
	int error = file < 0 && errno != EOPNOTSUPP && errno != EISDIR ? -errno : 0;

	if (file >= 0)
		close(file);
	return error;
}

int tl_output_folder_make(const char *path)
{
	int error = make_all(path);

	if (error) {
		tl_error("cannot make the folder %s: %s", path, strerror(-error));
		return error;
	}
	error = try_folder(path);
	if (error == -EACCES || error == -EPERM)
		tl_error("the daemon's user may not make files in %s; give it that folder: chown -R USER %s", path,
			 path);
	else if (error)
		tl_error("cannot make files in %s: %s", path, strerror(-error));
	else
		tl_sandbox_allow_path(path, TL_ACCESS_WRITE);
	return error;
}
