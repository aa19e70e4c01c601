// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "forget.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/log.h"
#include "folder.h"
#include "seal.h"
#include "segment_reader.h"
#include "writer.h"

#define BATCH	     10000 /* records of a transaction */
#define WAIT_SECONDS 60
#define POLL_US	     200000

struct copy {
	const __u8 *octets; /* of the address, as records have it */
	unsigned int length;
	struct tl_store_writer *writer;
	__u64 kept, left_out;
	int error;
};

static bool is_about(const struct copy *copy, const struct tl_row *row)
{
	for (unsigned int i = 0; i < row->present_count; i++) {
		const struct tl_datum *datum = &row->data[row->present[i]];
		unsigned int type = tl_field_element(row->present[i])->type;

		if ((type == TL_TYPE_IPV4_ADDRESS || type == TL_TYPE_IPV6_ADDRESS) && datum->length == copy->length &&
		    !memcmp(datum->octets, copy->octets, copy->length))
			return true;
	}
	return false;
}

static bool copy_row(void *context, const struct tl_row *row)
{
	struct copy *copy = context;

	if (is_about(copy, row)) {
		copy->left_out++;
		return true;
	}
	if (copy->kept % BATCH == 0)
		copy->error = tl_store_writer_begin(copy->writer);
	if (!copy->error)
		copy->error = tl_store_writer_add(copy->writer, row);
	if (!copy->error && ++copy->kept % BATCH == 0)
		copy->error = tl_store_writer_commit(copy->writer);
	return !copy->error;
}

static int copy_records(struct tl_segment_reader *reader, struct copy *copy)
{
	static __u16 fields[TL_FIELD__COUNT];
	const struct tl_question question = {.to = UINT64_MAX, .fields = fields, .field_count = TL_FIELD__COUNT};
	bool enough;
	int error;

	for (unsigned int i = 0; i < TL_FIELD__COUNT; i++)
		fields[i] = (__u16)i;
	error = tl_segment_reader_ask(reader, &question, &(struct tl_archive_visitor){.row = copy_row, .context = copy},
				      &enough);
	if (!error)
		error = copy->error;
	if (!error && copy->kept % BATCH)
		error = tl_store_writer_commit(copy->writer);
	return error;
}

/* The new file belongs to whom the old one does: the daemon's user, not root. */
static int replace(const char *path, const char *anew, const struct copy *copy)
{
	struct stat status;

	if (!copy->kept)
		return unlink(path) ? -errno : 0;
	if (!stat(path, &status) && (chown(anew, status.st_uid, status.st_gid) || chmod(anew, status.st_mode & 0777)))
		return -errno;
	return rename(anew, path) ? -errno : 0;
}

static int write_anew(const char *path, struct tl_segment_reader *reader, struct copy *copy)
{
	struct tl_segment_extent extent;
	char anew[PATH_MAX + 8];
	int error;

	snprintf(anew, sizeof(anew), "%s.new", path);
	unlink(anew);
	tl_segment_reader_extent(reader, &extent);
	copy->writer = tl_store_writer_create(anew, extent.detail, &error);
	if (!error)
		error = copy_records(reader, copy);
	tl_store_writer_close(copy->writer);
	if (!error && copy->kept)
		error = tl_segment_finish(anew);
	if (!error)
		error = replace(path, anew, copy);
	unlink(anew);
	return error;
}

static int forget_in(const char *folder, const struct tl_segment_name *name, const __u8 *octets, unsigned int length,
		     struct tl_forgotten *forgotten)
{
	struct copy copy = {.octets = octets, .length = length};
	struct tl_segment_reader *reader;
	char path[PATH_MAX];
	int error, known;

	tl_segment_path(path, folder, name);
	reader = tl_segment_reader_open(path, true, &error);
	if (!reader)
		return error == -ENOENT ? 0 : error;
	known = tl_segment_reader_knows(reader, octets, length);
	error = known > 0 ? write_anew(path, reader, &copy) : known;
	tl_segment_reader_close(reader);
	if (!error) {
		forgotten->records += copy.left_out;
		forgotten->segments += copy.left_out > 0;
	}
	return error;
}

/* What is being written now is sealed: by the daemon, who is asked to, or, if there is none, here. */
static int seal_all(const char *folder, bool is_written)
{
	struct tl_segment_list list;
	int error = tl_segment_list(&list, folder);
	__u64 last = !error && list.count ? list.names[list.count - 1].number : 0;
	bool is_open = true;

	for (unsigned int i = 0; !error && !is_written && i < list.count; i++)
		if (!list.names[i].is_sealed)
			error = tl_segment_seal(folder, &list.names[i]);
	tl_segment_list_free(&list);
	for (unsigned int turn = 0; !error && is_written && is_open && turn < WAIT_SECONDS * 1000000u / POLL_US;
	     turn++) {
		usleep(POLL_US);
		is_open = false;
		error = tl_segment_list(&list, folder);
		for (unsigned int i = 0; !error && i < list.count; i++)
			is_open = is_open || (!list.names[i].is_sealed && list.names[i].number <= last);
		tl_segment_list_free(&list);
	}
	return error ? error : is_written && is_open ? -EBUSY : 0;
}

/*
 * One that was made here would be root's, and no daemon could write it: a folder without a lock is one that nobody
 * writes.
 */
static int open_lock(const char *folder)
{
	char path[PATH_MAX];
	int file;

	snprintf(path, sizeof(path), "%s/lock", folder);
	file = open(path, O_RDWR | O_CLOEXEC);
	if (file < 0 && errno == ENOENT)
		file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return file < 0 ? -errno : file;
}

/*
 * The descriptor of the lock if nobody writes; -EWOULDBLOCK: somebody does, and was asked to begin a new segment;
 * -errno.
 */
static int lock_or_ask(const char *folder)
{
	char path[PATH_MAX];
	int file = open_lock(folder);

	if (file < 0)
		return file;
	if (!flock(file, LOCK_EX | LOCK_NB))
		return file;
	close(file);
	snprintf(path, sizeof(path), "%s/" TL_SEAL_REQUEST, folder);
	file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
	if (file < 0)
		return -errno;
	close(file);
	return -EWOULDBLOCK;
}

static int forget_all(const char *folder, const __u8 *octets, unsigned int length, struct tl_forgotten *forgotten)
{
	struct tl_segment_list list;
	int error = tl_segment_list(&list, folder), first_error = error;

	for (unsigned int i = 0; i < list.count; i++) {
		if (!list.names[i].is_sealed)
			continue;
		error = forget_in(folder, &list.names[i], octets, length, forgotten);
		if (error)
			tl_error("%s/%s: %s; the address may be there still", folder, list.names[i].text,
				 error == -EBADMSG ? "it is damaged" : strerror(-error));
		if (!first_error)
			first_error = error;
	}
	tl_segment_list_free(&list);
	return first_error;
}

int tl_store_forget(const char *folder, const __u8 address[16], struct tl_forgotten *forgotten)
{
	bool is_ipv4 = !memcmp(address, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
	int lock = lock_or_ask(folder), error;

	*forgotten = (struct tl_forgotten){0};
	error = lock < 0 && lock != -EWOULDBLOCK ? lock : seal_all(folder, lock == -EWOULDBLOCK);
	if (error)
		tl_error("cannot close what is being written in %s: %s", folder,
			 error == -EBUSY ? "the daemon has not done so, or somebody reads it" : strerror(-error));
	else
		error = forget_all(folder, is_ipv4 ? address + 12 : address, is_ipv4 ? 4 : 16, forgotten);
	if (lock >= 0)
		close(lock);
	return error;
}
