// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What earlier daemons left of files that follow one another: unfinished ones are completed, the oldest removed. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"
#include "rotation.h"

struct found {
	struct tl_file_name *names;
	size_t count, room;
};

static bool add(struct found *found, const struct tl_file_name *name)
{
	struct tl_file_name *more;

	if (found->count == found->room) {
		more = realloc(found->names, (found->room + 64) * sizeof(*more));
		if (!more)
			return false;
		found->names = more;
		found->room += 64;
	}
	found->names[found->count++] = *name;
	return true;
}

/* Files of the rotation: those with .part, or the complete ones. */
static void find(const struct tl_rotation *rotation, bool is_part, struct found *found)
{
	DIR *folder = opendir(rotation->names.folder);
	struct tl_file_name name;
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (tl_file_names_match(&rotation->names, entry->d_name, &name) && name.is_part == is_part &&
		    !add(found, &name))
			break;
	if (folder)
		closedir(folder);
}

/* Cut to whole messages or lines. 0 or -errno; *is_empty: nothing is in it. */
static int mend(const struct tl_rotation *rotation, int file, bool *is_empty)
{
	struct stat status;
	bool is_ended;
	off_t whole;
	int error;

	if (rotation->frame) {
		whole = tl_zstd_frame_whole(file, &is_ended);
		if (whole < 0)
			return (int)whole;
		*is_empty = !whole;
		if (is_ended || !whole)
			return 0;
		if (ftruncate(file, whole) ||
		    pwrite(file, tl_zstd_last_block, TL_ZSTD_LAST_BLOCK, whole) != TL_ZSTD_LAST_BLOCK)
			return errno ? -errno : -ENOSPC;
		return 0;
	}
	error = fstat(file, &status) ? -errno : 0;
	if (!error && status.st_size)
		error = rotation->content->mend(file, rotation->exporter->uri);
	if (!error && fstat(file, &status))
		error = -errno;
	*is_empty = !error && !status.st_size;
	return error;
}

/* One that is locked is written by somebody, perhaps by us. */
static int complete(const struct tl_rotation *rotation, const struct tl_file_name *name, const char *path)
{
	int file = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), error;
	bool is_empty = false;

	if (file < 0)
		return -errno;
	if (flock(file, LOCK_EX | LOCK_NB)) {
		close(file);
		return 0;
	}
	error = mend(rotation, file, &is_empty);
	if (!error && is_empty)
		error = unlink(path) ? -errno : 0;
	else if (!error)
		error = tl_rotation_rename(rotation, *name);
	if (!error && !is_empty)
		tl_info("%s: completed a file that was left unfinished: %s", rotation->exporter->uri, path);
	close(file);
	return error;
}

void tl_rotation_complete_left(const struct tl_rotation *rotation)
{
	struct found found = {0};
	char path[PATH_MAX];

	find(rotation, true, &found);
	for (size_t i = 0; i < found.count; i++) {
		int error = tl_rotation_path(rotation, &found.names[i], path)
				    ? complete(rotation, &found.names[i], path)
				    : 0;

		if (error)
			tl_warning("%s: an unfinished file stays as it is: %s: %s", rotation->exporter->uri, path,
				   strerror(-error));
	}
	free(found.names);
}

static int compare(const void *left, const void *right)
{
	const struct tl_file_name *one = left, *other = right;

	if (one->begins != other->begins)
		return one->begins < other->begins ? -1 : 1;
	return one->number < other->number ? -1 : one->number > other->number;
}

void tl_rotation_remove_old(const struct tl_rotation *rotation)
{
	unsigned int keep = rotation->exporter->options.keep_files;
	struct found found = {0};
	char path[PATH_MAX];

	if (!keep)
		return;
	find(rotation, false, &found);
	if (found.count)
		qsort(found.names, found.count, sizeof(found.names[0]), compare);
	for (size_t i = 0; i + keep < found.count; i++)
		if (tl_rotation_path(rotation, &found.names[i], path) && unlink(path))
			tl_warning("%s: cannot remove %s: %s", rotation->exporter->uri, path, strerror(errno));
	free(found.names);
}
