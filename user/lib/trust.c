// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "trust.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log.h"

static bool is_own(uid_t owner)
{
	const char *by_sudo = getuid() ? NULL : getenv("SUDO_UID");

	return !owner || owner == getuid() || (by_sudo && owner == strtoul(by_sudo, NULL, 10));
}

bool tl_trust(int file, const char *path)
{
	struct stat status;

	if (fstat(file, &status)) {
		tl_error("%s: %s", path, strerror(errno));
		return false;
	}
	if (!S_ISREG(status.st_mode)) /* a pipe from <(…): who made it knows what is in it */
		return true;
	if (!is_own(status.st_uid)) {
		tl_error("%s belongs to user %u, who could change what tapless does: chown root %s", path,
			 status.st_uid, path);
		return false;
	}
	if (status.st_mode & S_IWOTH || (status.st_mode & S_IWGRP && status.st_gid)) {
		tl_error("%s can be written by %s, who could change what tapless does: chmod go-w %s", path,
			 status.st_mode & S_IWOTH ? "everybody" : "its group", path);
		return false;
	}
	return true;
}

bool tl_trust_data(const char *path)
{
	struct stat status;

	if (stat(path, &status) || !S_ISREG(status.st_mode) || !(status.st_mode & S_IWOTH))
		return true;
	tl_error("%s can be written by everybody, who could change what tapless says: chmod o-w %s", path, path);
	return false;
}
