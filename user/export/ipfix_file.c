// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX files (RFC 5655). A live meter appends, so that records of a run that was killed stay; a capture's file is made anew.
 * A message is written by one call, within one page of the file (see TL_FILE_PAGE), and taken back if it went in by halves:
 * the file is whole messages at any moment.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"
#include "file_tail.h"
#include "session.h"
#include "transport.h"

struct file {
	struct tl_exporter exporter;
	int file;
	bool is_open; /* all of it: the session too */
	int error; /* the last write's, printed */
	off_t end; /* of the whole messages */
	struct tl_session session;
};

static int write_message(struct file *file, const struct tl_delivery *delivery)
{
	ssize_t written = write(file->file, delivery->bytes, delivery->length);
	int error = written < 0 ? -errno : -ENOSPC;

	if (written == (ssize_t)delivery->length) {
		file->end += written;
		return 0;
	}
	if (written > 0 && ftruncate(file->file, file->end))
		tl_error("%s: part of a message stays in the file: %s", file->exporter.uri, strerror(errno));
	return error;
}

static int deliver(void *context, const struct tl_delivery *delivery)
{
	struct file *file = context;
	int error = write_message(file, delivery);

	if (!error) {
		if (file->error)
			tl_info("%s: writing again", file->exporter.uri);
		file->error = 0;
		tl_exporter_sent(&file->exporter, &delivery->amount);
		return 0;
	}
	if (file->error != error)
		tl_error("%s: cannot write: %s; records are dropped and counted until it works", file->exporter.uri,
			 strerror(-error));
	file->error = error;
	tl_exporter_dropped(&file->exporter, &delivery->amount);
	return error;
}

static int start_anew(struct file *file)
{
	int error;

	if (!ftruncate(file->file, 0) || errno == EINVAL) /* EINVAL: a pipe or device */
		return 0;
	error = -errno;
	tl_error("%s: cannot empty the file: %s", file->exporter.uri, strerror(-error));
	return error;
}

/* Opens the file; *tail says where it is continued. */
static int open_path(struct file *file, const char *path, struct tl_file_tail *tail)
{
	const char *uri = file->exporter.uri;
	int error;

	file->file = tl_exporter_open_file(&file->exporter, path, O_RDWR | O_CREAT | O_APPEND);
	if (file->file < 0) {
		error = -errno;
		tl_error("%s: cannot open `%s` for writing: %s", uri, path, strerror(-error));
		return error;
	}
	if (flock(file->file, LOCK_EX | LOCK_NB) && errno == EWOULDBLOCK) {
		tl_error("%s: another process writes this file; choose another name", uri);
		return -EBUSY;
	}
	return file->exporter.options.capture ? start_anew(file) : tl_file_tail(file->file, uri, tail);
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
	error = open_path(file, path, &tail);
	if (error)
		return error;
	file->end = tail.end;
	error = tl_session_open(&file->session, &exporter->options, TL_FILE_PAGE, tail.first_template, deliver, file);
	file->session.sequence = tail.next_sequence;
	file->session.page = TL_FILE_PAGE;
	file->session.position = tail.end;
	file->is_open = !error;
	return error;
}

static void file_record(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct file *file = (struct file *)exporter;

	if (tl_session_add(&file->session, encoded))
		tl_exporter_dropped(exporter, &encoded->amount);
	tl_exporter_waits(exporter, &file->session.amount);
}

static void file_tick(struct tl_exporter *exporter)
{
	struct file *file = (struct file *)exporter;

	tl_session_options(&file->session);
	tl_session_flush(&file->session);
	tl_exporter_waits(exporter, &file->session.amount);
}

static int file_close(struct tl_exporter *exporter, unsigned int seconds)
{
	struct file *file = (struct file *)exporter;
	int error;

	(void)seconds; /* a local disk */
	if (file->is_open)
		file_tick(exporter);
	error = file->error;
	if (file->file >= 0 && close(file->file) && !error) {
		error = -errno;
		tl_error("%s: cannot write: %s", exporter->uri, strerror(-error));
	}
	tl_session_close(&file->session);
	return error;
}

const struct tl_transport tl_transport_file = {
	.scheme = "file:",
	.form = "file:PATH",
	.size = sizeof(struct file),
	.open = file_open,
	.record = file_record,
	.tick = file_tick,
	.close = file_close,
};
