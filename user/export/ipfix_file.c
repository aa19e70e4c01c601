// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX files (RFC 5655). A live meter appends, so that records of a run that was killed stay; a capture's file is made anew.
 * A message is written by one call, within one page of the file (see TL_FILE_PAGE), and taken back if it went in by halves:
 * the file is whole messages at any moment. Files that follow one another are rotation.h's.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"
#include "file_tail.h"
#include "rotation.h"
#include "transport.h"

#define COMPRESSED_MESSAGE 32768 /* the more at once, the smaller */

struct file {
	struct tl_ipfix_exporter ipfix;
	bool is_rotated;
	struct tl_rotation rotation; /* if so; else what follows is used */
	int file;
	off_t end; /* of the whole messages */
	bool is_regular;
};

/* A pipe or a device may be full: each message fits in PIPE_BUF, so it goes in as a whole when poll() says that there is room. */
static ssize_t file_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	struct file *file = (struct file *)exporter;
	ssize_t written;
	int error;

	length = tl_ipfix_message_length(bytes, length);
	if (file->is_rotated)
		return tl_rotation_write(&file->rotation, bytes, length);
	if (!file->is_regular && !tl_exporter_wait_writable(file->file))
		return -EAGAIN;
	written = write(file->file, bytes, length);
	if (written == (ssize_t)length) {
		file->end += written;
		return written;
	}
	error = written < 0 ? -errno : -ENOSPC;
	if (written > 0 && ftruncate(file->file, file->end))
		tl_error("%s: part of a message stays in the file: %s", exporter->uri, strerror(errno));
	return error;
}

static int start_anew(struct file *file)
{
	int error;

	if (!ftruncate(file->file, 0) || errno == EINVAL) /* EINVAL: a pipe or device */
		return 0;
	error = -errno;
	tl_error("%s: cannot empty the file: %s", file->ipfix.exporter.uri, strerror(-error));
	return error;
}

/* Opens the file; *tail says where it is continued. */
static int open_path(struct file *file, const char *path, struct tl_file_tail *tail)
{
	const char *uri = file->ipfix.exporter.uri;
	struct stat status;
	int error;

	file->file = tl_exporter_open_file(&file->ipfix.exporter, path, O_RDWR | O_CREAT | O_APPEND);
	if (file->file < 0) {
		error = -errno;
		tl_error("%s: cannot open `%s` for writing: %s", uri, path, strerror(-error));
		return error;
	}
	file->is_regular = !fstat(file->file, &status) && S_ISREG(status.st_mode);
	if (flock(file->file, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
		tl_error("%s: another process writes this file; choose another name", uri);
		return -EBUSY;
	}
	return file->ipfix.exporter.options.capture ? start_anew(file) : tl_file_tail(file->file, uri, tail);
}

static int mend(int file, const char *uri)
{
	struct tl_file_tail tail;

	return tl_file_tail(file, uri, &tail);
}

/* Blocks of zstd are what is written as a whole, there messages need not heed pages. */
static void begin(struct tl_exporter *exporter)
{
	struct file *file = (struct file *)exporter;

	file->ipfix.session.page = file->rotation.frame ? 0 : TL_FILE_PAGE;
	file->ipfix.session.position = 0;
}

static int open_rotated(struct file *file, const char *path)
{
	static const struct tl_rotation_content content = {.mend = mend, .begin = begin};
	struct tl_exporter *exporter = &file->ipfix.exporter;
	int error;

	file->is_rotated = true;
	error = tl_rotation_open(&file->rotation, exporter, path, &content);
	if (error)
		return error;
	error = tl_ipfix_open(&file->ipfix, file->rotation.frame ? COMPRESSED_MESSAGE : TL_FILE_PAGE,
			      TL_FIRST_TEMPLATE);
	begin(exporter);
	return error;
}

static int file_open(struct tl_exporter *exporter, const char *path)
{
	struct file *file = (struct file *)exporter;
	struct tl_file_tail tail = {.first_template = TL_FIRST_TEMPLATE};
	int error;

	file->file = -1;
	if (!path[0]) {
		tl_error("%s: the path is missing", exporter->uri);
		return -EINVAL;
	}
	if (tl_rotation_is_wanted(&exporter->options))
		return open_rotated(file, path);
	error = open_path(file, path, &tail);
	if (error)
		return error;
	file->end = tail.end;
	error = tl_ipfix_open(&file->ipfix, TL_FILE_PAGE, tail.first_template);
	file->ipfix.session.sequence = tail.next_sequence;
	file->ipfix.session.page = TL_FILE_PAGE;
	file->ipfix.session.position = tail.end;
	return error;
}

/* A file says who wrote it even if no flow comes. */
static int file_tick(struct tl_exporter *exporter)
{
	struct file *file = (struct file *)exporter;
	struct tl_session *session = &file->ipfix.session;

	if (file->is_rotated)
		tl_rotation_tick(&file->rotation);
	if (session->message.used)
		return 0;
	tl_session_options(session);
	tl_session_flush(session);
	return 0;
}

static int file_close(struct tl_exporter *exporter)
{
	struct file *file = (struct file *)exporter;
	int error = file->is_rotated ? tl_rotation_close(&file->rotation) : 0;

	if (file->file >= 0 && close(file->file)) {
		error = -errno;
		tl_error("%s: cannot write: %s", exporter->uri, strerror(-error));
	}
	tl_ipfix_close(&file->ipfix);
	return error;
}

const struct tl_transport tl_transport_file = {
	.scheme = "file:",
	.form = "file:PATH",
	.parameters = TL_FOR_ALL | TL_FOR_FIELDS | TL_FOR_IPFIX | TL_FOR_DOMAINS | TL_FOR_FILES,
	.size = sizeof(struct file),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_KEEP,
	.open = file_open,
	.write = file_write,
	.tick = file_tick,
	.close = file_close,
};
