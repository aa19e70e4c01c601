/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Where records are kept, as questions see it: the one interface between the history and who asks it. A kind of archive (the
 * SQLite store, IPFIX files, later a column store) is one struct tl_archive_kind and one file.
 */
#ifndef TAPLESS_STORE_ARCHIVE_H
#define TAPLESS_STORE_ARCHIVE_H

#include "../lib/side_by_side.h"
#include "../query/row.h"

#define TL_HOSTS_MAX 64

/*
 * What is asked for. An archive may leave out what cannot be an answer, by the times and the hosts, and must fill in the
 * fields asked for; who asks looks at each row anyhow.
 */
struct tl_question {
	__u64 from, to; /* records that have a part in [from, to), nanoseconds since 1970; 0, UINT64_MAX: any time */
	const __u16 *fields; /* wanted, without repetition */
	unsigned int field_count;
	/* If not empty: only records whose source or destination is among these, IPv4 addresses mapped (::ffff:a.b.c.d). */
	const __u8 (*hosts)[16];
	unsigned int host_count;
};

/* How far a scan is; for what it tells while it goes on. */
struct tl_archive_progress {
	__u64 done, all; /* in units of the archive's own */
	__u64 rows; /* looked at so far */
};

struct tl_archive_visitor {
	bool (*row)(void *context, const struct tl_row *row); /* false: enough, for all visitors of the question */
	/* Some times a second; NULL: nobody wants to know. */
	void (*progress)(void *context, const struct tl_archive_progress *progress);
	void *context;
};

#define TL_VISITORS_MAX TL_SIDE_BY_SIDE_MOST

struct tl_archive;

struct tl_archive_kind {
	const char *name; /* for messages: "store", "IPFIX files" */
	bool is_parted; /* each of several visitors may have a thread */
	/*
	 * The rows, in no order, each to one of the visitors: an archive of several parts has as many threads read it as
	 * there are visitors, and calls each of these from one thread. The first is told of progress. 0, also if a visitor
	 * had enough, or -errno after an error that has been printed.
	 */
	int (*ask)(struct tl_archive *archive, const struct tl_question *question,
		   const struct tl_archive_visitor *visitors, unsigned int count);
	void (*close)(struct tl_archive *archive);
};

/* The first member of each kind's own struct. */
struct tl_archive {
	const struct tl_archive_kind *kind;
};

/* A folder that the exporter store: has written. NULL after an error that has been printed. */
struct tl_archive *tl_archive_open_store(const char *folder);

/* IPFIX files, compressed ones too; "-" is standard input. The names are the caller's until the end. NULL after a printed error. */
struct tl_archive *tl_archive_open_files(const char *const *paths, unsigned int count);

static inline int tl_archive_ask(struct tl_archive *archive, const struct tl_question *question,
				 const struct tl_archive_visitor *visitor)
{
	return archive->kind->ask(archive, question, visitor, 1);
}

/* How many visitors are worth their threads: one for each CPU that this process may use. */
unsigned int tl_archive_visitors(void);

static inline void tl_archive_close(struct tl_archive *archive)
{
	if (archive)
		archive->kind->close(archive);
}

#endif
