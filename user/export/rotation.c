// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "rotation.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"

#define NUMBERS_MOST 1000 /* files that begin in one second */

bool tl_rotation_is_wanted(const struct tl_export_options *options)
{
	return options->rotate_seconds || options->rotate_octets || options->zstd_level || options->keep_files;
}

bool tl_rotation_path(const struct tl_rotation *rotation, const struct tl_file_name *name, char *path)
{
	char text[NAME_MAX + 1];

	return tl_file_names_make(&rotation->names, name, text) &&
	       snprintf(path, PATH_MAX, "%s/%s", rotation->names.folder, text) < PATH_MAX;
}

/* Some file systems, those of networks among them, cannot promise to replace nothing: there the name is looked for first. */
static int rename_to_new(const char *from, const char *to)
{
	if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE))
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	if (!access(to, F_OK))
		return -EEXIST;
	return rename(from, to) ? -errno : 0;
}

int tl_rotation_rename(const struct tl_rotation *rotation, struct tl_file_name name)
{
	char from[PATH_MAX], to[PATH_MAX];
	int error = -EEXIST;

	if (!tl_rotation_path(rotation, &name, from))
		return -ENAMETOOLONG;
	name.is_part = false;
	for (unsigned int tries = 0; tries < NUMBERS_MOST && error == -EEXIST; tries++, name.number++) {
		if (!tl_rotation_path(rotation, &name, to))
			return -ENAMETOOLONG;
		error = rename_to_new(from, to);
	}
	return error;
}

static bool is_complete_file(const struct tl_rotation *rotation, struct tl_file_name name)
{
	char path[PATH_MAX];

	name.is_part = false;
	return !tl_rotation_path(rotation, &name, path) || !access(path, F_OK);
}

/*
 * 0, -EEXIST or another -errno. Who completes left files looks for the lock; it may have come between the two calls, and then
 * has removed the empty file.
 */
static int open_numbered(struct tl_rotation *rotation)
{
	char path[PATH_MAX];

	if (is_complete_file(rotation, rotation->name) || !tl_rotation_path(rotation, &rotation->name, path))
		return -EEXIST;
	rotation->file = tl_exporter_open_file(rotation->exporter, path, O_RDWR | O_CREAT | O_EXCL | O_APPEND);
	if (rotation->file < 0)
		return -errno;
	if (!flock(rotation->file, LOCK_EX | LOCK_NB))
		return 0;
	close(rotation->file);
	rotation->file = -1;
	return -EEXIST;
}

/* Files of ten minutes begin at full ten minutes; the first one does when the daemon does. */
static void set_times(struct tl_rotation *rotation)
{
	time_t seconds = rotation->exporter->options.rotate_seconds, now = time(NULL), begins = now;

	if (seconds) {
		if (rotation->until && rotation->until <= now && now - rotation->until < seconds)
			begins = rotation->until;
		rotation->until = now - now % seconds + seconds;
	}
	if (begins == rotation->name.begins)
		rotation->name.number++; /* the number of one that was removed would make the new one the oldest */
	else
		rotation->name = (struct tl_file_name){.begins = begins, .is_part = true};
}

static int open_next(struct tl_rotation *rotation)
{
	int error = -EEXIST;

	set_times(rotation);
	for (unsigned int tries = 0; tries < NUMBERS_MOST && error == -EEXIST; tries++) {
		error = open_numbered(rotation);
		rotation->name.number += error == -EEXIST;
	}
	if (error)
		return error;
	rotation->end = 0;
	if (rotation->frame)
		tl_zstd_frame_begin(rotation->frame);
	return 0;
}

/* Not before the daemon is who writes the files: at the start, it is root. */
static int ensure_open(struct tl_rotation *rotation)
{
	int error = rotation->file < 0 ? open_next(rotation) : 0;

	if (!error && !rotation->is_looked_for) {
		rotation->is_looked_for = true;
		tl_rotation_complete_left(rotation);
		tl_rotation_remove_old(rotation);
	}
	return error;
}

/* All of it or nothing. */
static int append(struct tl_rotation *rotation, const __u8 *bytes, size_t length)
{
	ssize_t written = write(rotation->file, bytes, length);
	int error = written < 0 ? -errno : -ENOSPC;

	if (written == (ssize_t)length) {
		rotation->end += written;
		return 0;
	}
	if (written > 0 && ftruncate(rotation->file, rotation->end))
		tl_error("%s: a part of what was not written stays in the file: %s", rotation->exporter->uri,
			 strerror(errno));
	return error;
}

/* The compressor cannot take back what it has taken: what it made of that waits for the disk. */
static int append_compressed(struct tl_rotation *rotation, const __u8 *bytes, size_t length)
{
	int error = 0;

	if (!rotation->blocks.used)
		error = tl_zstd_frame_add(rotation->frame, bytes, length, &rotation->blocks);
	if (!error)
		error = append(rotation, rotation->blocks.bytes, rotation->blocks.used);
	if (!error || error == -ENOMEM)
		tl_buffer_clear(&rotation->blocks);
	return error;
}

static int end_file(struct tl_rotation *rotation)
{
	struct tl_file_name name = rotation->name;
	char path[PATH_MAX];
	int error = 0;

	if (!rotation->end)
		return tl_rotation_path(rotation, &name, path) && unlink(path) ? -errno : 0;
	if (rotation->frame)
		error = append(rotation, tl_zstd_last_block, TL_ZSTD_LAST_BLOCK);
	if (!error && fdatasync(rotation->file)) /* its name says that it is complete */
		error = -errno;
	return error ? error : tl_rotation_rename(rotation, name);
}

/* A file that cannot be completed for now stays a .part; the next daemon tries again. */
static int complete(struct tl_rotation *rotation)
{
	int error = rotation->file < 0 ? 0 : end_file(rotation);

	if (error)
		tl_error("%s: cannot complete a file, which stays as %s: %s", rotation->exporter->uri, TL_FILE_PART,
			 strerror(-error));
	if (rotation->file >= 0)
		close(rotation->file);
	rotation->file = -1;
	tl_buffer_clear(&rotation->blocks);
	return error;
}

/* Also if the clock was put back: nobody wants a file of a day then. */
static bool is_over(const struct tl_rotation *rotation)
{
	time_t now = time(NULL), seconds = rotation->exporter->options.rotate_seconds;

	return seconds && (now >= rotation->until || rotation->until - now > seconds);
}

static bool is_due(const struct tl_rotation *rotation)
{
	__u64 most = rotation->exporter->options.rotate_octets;

	return rotation->file >= 0 && (is_over(rotation) || (most && rotation->end >= (off_t)most));
}

/* What the format has begun belongs to this file, whose templates it needs: first it has to be written. */
static void complete_when_due(struct tl_rotation *rotation)
{
	struct tl_exporter *exporter = rotation->exporter;
	size_t finished = exporter->out.used;

	if (!is_due(rotation))
		return;
	exporter->transport->format->flush(exporter);
	if (exporter->out.used != finished || exporter->out.failed)
		return;
	complete(rotation);
	exporter->transport->format->restart(exporter);
	rotation->content->begin(exporter);
	tl_rotation_remove_old(rotation);
}

ssize_t tl_rotation_write(struct tl_rotation *rotation, const __u8 *bytes, size_t length)
{
	const struct tl_exporter *exporter = rotation->exporter;
	int error = ensure_open(rotation);

	if (!error)
		error = rotation->frame ? append_compressed(rotation, bytes, length) : append(rotation, bytes, length);
	if (error)
		return error;
	if (exporter->written + length == exporter->out.used)
		complete_when_due(rotation);
	return (ssize_t)length;
}

void tl_rotation_tick(struct tl_rotation *rotation)
{
	complete_when_due(rotation);
	ensure_open(rotation); /* if that fails, the next write tells */
}

static int refuse(const char *uri, const char *path, int error)
{
	if (error == -EACCES || error == -EPERM)
		tl_error("%s: cannot make files beside `%s`: %s; who runs tapless (see --user) must be allowed to "
			 "write in their folder",
			 uri, path, strerror(-error));
	else
		tl_error("%s: cannot make `%s`: %s", uri, path, strerror(-error));
	return error;
}

int tl_rotation_open(struct tl_rotation *rotation, struct tl_exporter *exporter, const char *path,
		     const struct tl_rotation_content *content)
{
	const struct tl_export_options *options = &exporter->options;
	int error;

	rotation->exporter = exporter;
	rotation->content = content;
	rotation->file = -1;
	if (options->capture && options->rotate_seconds) {
		tl_error("%s: a capture is not read at the pace of the clock; size= parts its records", exporter->uri);
		return -EINVAL;
	}
	error = tl_file_names_read(&rotation->names, exporter->uri, path, options->zstd_level);
	if (error)
		return error;
	rotation->frame = options->zstd_level ? tl_zstd_frame_create((int)options->zstd_level) : NULL;
	if (options->zstd_level && !rotation->frame)
		return -ENOMEM;
	error = open_next(rotation);
	return error ? refuse(exporter->uri, path, error) : 0;
}

int tl_rotation_close(struct tl_rotation *rotation)
{
	int error = rotation->exporter && rotation->file >= 0 ? complete(rotation) : 0;

	tl_zstd_frame_destroy(rotation->frame);
	tl_buffer_free(&rotation->blocks);
	return error;
}
