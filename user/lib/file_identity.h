/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Is a file still the one that was read? For data that is opened anew when somebody replaces it. */
#ifndef TAPLESS_LIB_FILE_IDENTITY_H
#define TAPLESS_LIB_FILE_IDENTITY_H

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

/* All zeros: there is no file. */
struct tl_file_identity {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed; /* its rights, too */
};

static inline struct tl_file_identity tl_file_identity_of(const struct stat *status)
{
	return (struct tl_file_identity){status->st_dev, status->st_ino, status->st_size, status->st_ctim};
}

static inline struct tl_file_identity tl_file_identity_now(const char *path)
{
	struct stat status;

	if (stat(path, &status))
		memset(&status, 0, sizeof(status));
	return tl_file_identity_of(&status);
}

static inline bool tl_file_identity_same(const struct tl_file_identity *one, const struct tl_file_identity *other)
{
	return one->device == other->device && one->inode == other->inode && one->size == other->size &&
	       one->changed.tv_sec == other->changed.tv_sec && one->changed.tv_nsec == other->changed.tv_nsec;
}

#endif
