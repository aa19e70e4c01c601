// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "file_tail.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"
#include "message.h"
#include "reader.h"
#include "session.h"

#define IDS_WANTED (TL_TEMPLATES_MAX + 16)

/* Octets read at `at`: less than `length` only at the end of the file; -errno. */
static ssize_t read_at(int file, __u8 *bytes, size_t length, off_t at)
{
	size_t done = 0;

	while (done < length) {
		ssize_t got = pread(file, bytes + done, length - done, at + (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		done += got;
	}
	return (ssize_t)done;
}

static int refuse(const char *uri, off_t at)
{
	tl_error("%s: the file is there and is not IPFIX (at octet %lld); choose another name, or remove it", uri,
		 (long long)at);
	return -EEXIST;
}

/* 1: the message at `at` was read, *at is behind it; 0: there is no whole one; -errno (printed). */
static int read_message(int file, const char *uri, struct tl_reader *reader, __u8 *bytes, off_t *at)
{
	ssize_t got = read_at(file, bytes, TL_MESSAGE_MAX, *at);
	size_t length;

	if (got < 0) {
		tl_error("%s: cannot read what is in the file: %s", uri, strerror((int)-got));
		return (int)got;
	}
	if (got < TL_MESSAGE_HEADER)
		return 0;
	length = tl_reader_message_length(bytes);
	if (!length)
		return refuse(uri, *at);
	if ((size_t)got < length)
		return 0;
	if (tl_reader_message(reader, bytes, length) == -ENOMEM)
		return -ENOMEM;
	*at += (off_t)length;
	return 1;
}

static int cut(int file, const char *uri, off_t end, off_t size)
{
	int error;

	if (end == size)
		return 0;
	if (!end)
		return refuse(uri, 0); /* not even one message: hardly ours */
	if (ftruncate(file, end)) {
		error = -errno;
		tl_error("%s: cannot cut the file's unfinished end: %s", uri, strerror(-error));
		return error;
	}
	tl_warning("%s: cut %lld octets of an unfinished message from the end of the file", uri,
		   (long long)(size - end));
	return 0;
}

/* Above what the file has, so that no template is defined anew; when those are used up, from the first again. */
static __u16 first_template(const struct tl_reader *reader)
{
	__u16 highest = tl_reader_highest_template(reader);

	return highest && highest < 0xffff - IDS_WANTED ? highest + 1 : TL_FIRST_TEMPLATE;
}

int tl_file_tail(int file, const char *uri, struct tl_file_tail *tail)
{
	const struct tl_reader_visitor count_only = {0};
	struct tl_reader *reader = tl_reader_create(&count_only);
	__u8 *bytes = malloc(TL_MESSAGE_MAX);
	struct stat status;
	int step = -ENOMEM;

	memset(tail, 0, sizeof(*tail));
	tail->first_template = TL_FIRST_TEMPLATE;
	if (!reader || !bytes)
		goto cleanup;
	step = fstat(file, &status) ? -errno : 0;
	if (step || !S_ISREG(status.st_mode))
		goto cleanup;
	do {
		step = read_message(file, uri, reader, bytes, &tail->end);
	} while (step > 0);
	if (!step)
		step = cut(file, uri, tail->end, status.st_size);
	tail->next_sequence = tl_reader_next_sequence(reader);
	tail->first_template = first_template(reader);
cleanup:
	free(bytes);
	tl_reader_destroy(reader);
	return step;
}
