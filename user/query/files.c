// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An archive of IPFIX files. They have no index: every record is looked at, in the order of the files. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../export/ipfix_input.h"
#include "../lib/log.h"
#include "../lib/octets.h"
#include "../store/archive.h"

#define PROGRESS_ROWS	  4096 /* between two looks at the clock */
#define PROGRESS_INTERVAL (TL_SECOND / 4)

struct files {
	struct tl_archive archive;
	const char *const *paths;
	unsigned int count;
};

struct scan {
	const struct tl_archive_visitor *visitor;
	struct tl_ipfix_input *input;
	struct tl_archive_progress progress;
	__u64 before; /* octets of the files before this one */
	__u64 told; /* when progress was, on the monotonic clock */
	bool enough;
	struct tl_row row;
};

static __u64 size_of(const char *path)
{
	struct stat status;

	return !stat(path, &status) && S_ISREG(status.st_mode) ? (__u64)status.st_size : 0;
}

static __u64 clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * TL_SECOND + (__u64)now.tv_nsec;
}

static void tell_progress(struct scan *scan)
{
	__u64 now = clock_now();

	if (now - scan->told < PROGRESS_INTERVAL)
		return;
	scan->told = now;
	scan->progress.done = scan->before + tl_ipfix_input_position(scan->input);
	scan->visitor->progress(scan->visitor->context, &scan->progress);
}

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct scan *scan = context;

	if (record->template->scope_count)
		return; /* about the exporter, not about flows */
	tl_row_clear(&scan->row);
	if (tl_row_take(&scan->row, record->template, record->bytes, record->length)) {
		tl_ipfix_input_tell(scan->input, "a record has a number of more than 8 octets, or of none");
		return;
	}
	if (!(++scan->progress.rows % PROGRESS_ROWS) && scan->visitor->progress)
		tell_progress(scan);
	if (!scan->visitor->row(scan->visitor->context, &scan->row)) {
		scan->enough = true;
		tl_ipfix_input_stop(scan->input);
	}
}

static int ask_files(struct tl_archive *archive, const struct tl_question *question,
		     const struct tl_archive_visitor *visitors, unsigned int visitor_count)
{
	const struct files *files = (const struct files *)archive;
	struct scan *scan = calloc(1, sizeof(*scan));
	bool failed = false;

	(void)question; /* who asks looks at each row */
	(void)visitor_count; /* one reader: a file is read from its beginning */
	if (scan)
		scan->input = tl_ipfix_input_create(take_record, scan);
	if (!scan || !scan->input) {
		tl_error("no memory to read IPFIX files");
		free(scan);
		return -ENOMEM;
	}
	scan->visitor = visitors;
	scan->told = clock_now();
	for (unsigned int i = 0; i < files->count; i++)
		scan->progress.all += size_of(files->paths[i]);
	for (unsigned int i = 0; i < files->count && !scan->enough; i++) {
		failed |= !tl_ipfix_input_read(scan->input, files->paths[i]);
		scan->before += size_of(files->paths[i]);
	}
	tl_ipfix_input_destroy(scan->input);
	free(scan);
	return failed ? -EBADMSG : 0;
}

static void close_files(struct tl_archive *archive)
{
	free(archive);
}

static const struct tl_archive_kind files_kind = {.name = "IPFIX files", .ask = ask_files, .close = close_files};

struct tl_archive *tl_archive_open_files(const char *const *paths, unsigned int count)
{
	struct files *files = calloc(1, sizeof(*files));

	if (!files) {
		tl_error("no memory to open IPFIX files");
		return NULL;
	}
	*files = (struct files){.archive.kind = &files_kind, .paths = paths, .count = count};
	return &files->archive;
}
