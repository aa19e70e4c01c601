/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads the records of one segment. Errors are returned as -errno, not printed; -EBADMSG: it is damaged. */
#ifndef TAPLESS_STORE_SEGMENT_READER_H
#define TAPLESS_STORE_SEGMENT_READER_H

#include "archive.h"
#include "database.h"

struct tl_segment_reader;

struct tl_segment_extent {
	__u64 records;
	__u64 first, last; /* nanoseconds since 1970 */
	unsigned int detail; /* enum tl_detail */
};

/*
 * A sealed segment is a plain file that nobody changes: it is read without locks, from read-only media too. One that
 * is being written is read as it was at its last commit.
 */
struct tl_segment_reader *tl_segment_reader_open(const char *path, bool is_sealed, int *error);
void tl_segment_reader_close(struct tl_segment_reader *reader); /* NULL is fine */

void tl_segment_reader_extent(const struct tl_segment_reader *reader, struct tl_segment_extent *extent);

/* Is the address (4 or 16 octets) anywhere in it? 1, 0, -errno. */
int tl_segment_reader_knows(struct tl_segment_reader *reader, const __u8 *octets, unsigned int length);

/* `visitor->progress` is not called. *enough: the visitor had enough. */
int tl_segment_reader_ask(struct tl_segment_reader *reader, const struct tl_question *question,
			  const struct tl_archive_visitor *visitor, bool *enough);

/* Records, those that came last first, at most that many: what a restarted daemon may bring again. */
int tl_segment_reader_latest(struct tl_segment_reader *reader, const struct tl_question *question,
			     const struct tl_archive_visitor *visitor, unsigned int limit);

/* SQLite's own check of the file. 0, -EBADMSG, -errno. */
int tl_segment_reader_check(struct tl_segment_reader *reader);

#endif
