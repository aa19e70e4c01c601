// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * JSON lines into a file, to standard output, or into a FIFO. What reads them may be slow or away.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"
#include "rotation.h"

#define TAIL 65536 /* octets in which the end of the last line is looked for */

struct json {
	struct tl_json_exporter json;
	bool is_rotated;
	struct tl_rotation rotation; /* if so; else what follows is used */
	int file;
	bool is_fifo;
	bool never_waits; /* a regular file */
	bool is_own; /* not standard output, which others write too */
};

/* A disk that is full takes a part: it is taken back, so that the file is whole lines, those that count as sent. */
static ssize_t take_back(const struct json *json, ssize_t written)
{
	off_t end = lseek(json->file, -written, SEEK_CUR);

	if (end < 0 || ftruncate(json->file, end))
		tl_error("%s: part of a line stays in the file: %s", json->json.exporter.uri, strerror(errno));
	return -ENOSPC;
}

/*
 * Standard output is shared with others, so it stays blocking: poll() promises a pipe room for PIPE_BUF octets. A FIFO that
 * nobody reads keeps what is in it, and goes on where it stopped when the next one does.
 */
static ssize_t json_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	struct json *json = (struct json *)exporter;
	ssize_t written;

	if (json->is_rotated)
		return tl_rotation_write(&json->rotation, bytes, length);
	if (!json->never_waits) {
		if (!tl_exporter_wait_writable(json->file))
			return -EAGAIN;
		if (length > PIPE_BUF)
			length = PIPE_BUF;
	}
	written = write(json->file, bytes, length);
	if (written > 0 && written < (ssize_t)length && json->never_waits && json->is_own)
		return take_back(json, written);
	if (written >= 0)
		return written;
	if (errno == EPIPE && json->is_fifo)
		return -ENXIO;
	return errno == EINTR ? -EAGAIN : -errno;
}

/* A killed meter may have left half a line at the end. */
static void cut_unfinished_line(int file, off_t size, const char *uri)
{
	char tail[TAIL];
	off_t from = size > TAIL ? size - TAIL : 0;
	ssize_t length = pread(file, tail, sizeof(tail), from);
	const char *feed = length > 0 ? memrchr(tail, '\n', length) : NULL;

	if (length <= 0 || tail[length - 1] == '\n')
		return;
	if ((feed || !from) && !ftruncate(file, from + (feed ? feed + 1 - tail : 0)))
		tl_warning("%s: cut an unfinished line from the end of the file", uri);
}

static int mend(int file, const char *uri)
{
	struct stat status;

	if (fstat(file, &status))
		return -errno;
	cut_unfinished_line(file, status.st_size, uri);
	return 0;
}

/* A line needs nothing that is before it. */
static void begin(struct tl_exporter *exporter)
{
	(void)exporter;
}

static int open_rotated(struct json *json, const char *path)
{
	static const struct tl_rotation_content content = {.mend = mend, .begin = begin};
	struct tl_exporter *exporter = &json->json.exporter;

	if (!strcmp(path, "-")) {
		tl_error("%s: standard output is not parted into files", exporter->uri);
		return -EINVAL;
	}
	json->is_rotated = true;
	return tl_rotation_open(&json->rotation, exporter, path, &content);
}

/* In place of a descriptor for both directions, which would be a reader itself. */
static int open_to_write(struct json *json, const char *path)
{
	int both = json->file;

	json->file = tl_exporter_open_file(&json->json.exporter, path, O_WRONLY | O_NONBLOCK);
	close(both);
	return json->file < 0 ? -errno : 0;
}

static int open_path(struct json *json, const char *path)
{
	bool capture = json->json.exporter.options.capture;
	struct stat status;

	if (strcmp(path, "-"))
		json->file = tl_exporter_open_file(&json->json.exporter, path,
						   O_RDWR | O_CREAT | (capture ? O_TRUNC : O_APPEND));
	else
		json->file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (json->file < 0 || fstat(json->file, &status))
		return -errno;
	json->never_waits = S_ISREG(status.st_mode);
	json->is_own = strcmp(path, "-");
	json->is_fifo = S_ISFIFO(status.st_mode) && json->is_own;
	if (json->is_fifo)
		return open_to_write(json, path);
	if (json->never_waits && !capture && json->is_own)
		cut_unfinished_line(json->file, status.st_size, json->json.exporter.uri);
	return 0;
}

static int json_open(struct tl_exporter *exporter, const char *path)
{
	struct json *json = (struct json *)exporter;
	int error;

	json->file = -1;
	if (!path[0]) {
		tl_error("%s: the path is missing; json:- is standard output", exporter->uri);
		return -EINVAL;
	}
	if (tl_rotation_is_wanted(&exporter->options))
		return open_rotated(json, path);
	signal(SIGPIPE, SIG_IGN); /* write() tells, and more exactly */
	error = open_path(json, path);
	if (error) {
		tl_error("%s: cannot open `%s` for writing: %s", exporter->uri, path, strerror(-error));
		return error;
	}
	return 0;
}

static int json_tick(struct tl_exporter *exporter)
{
	struct json *json = (struct json *)exporter;

	if (json->is_rotated)
		tl_rotation_tick(&json->rotation);
	return 0;
}

static int json_close(struct tl_exporter *exporter)
{
	struct json *json = (struct json *)exporter;
	int error = json->is_rotated ? tl_rotation_close(&json->rotation) : 0;

	if (json->file >= 0 && close(json->file)) {
		error = -errno;
		tl_error("%s: cannot write: %s", exporter->uri, strerror(-error));
	}
	tl_json_close(&json->json);
	return error;
}

const struct tl_transport tl_transport_json = {
	.scheme = "json:",
	.form = "json:PATH, json:-",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_FILES,
	.size = sizeof(struct json),
	.format = &tl_format_json,
	.on_error = TL_ON_ERROR_KEEP,
	.open = json_open,
	.write = json_write,
	.tick = json_tick,
	.close = json_close,
};
