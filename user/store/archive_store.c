// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The store as an archive: its segments one after the other. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../export/clock.h"
#include "../lib/log.h"
#include "folder.h"
#include "segment_reader.h"

#define PROGRESS_ROWS 4096 /* how often the clock is looked at */
#define PROGRESS_MS   200

struct store {
	struct tl_archive archive;
	char *folder;
};

/* A visitor in between, for what it tells of progress. */
struct scan {
	const struct tl_archive_visitor *visitor;
	struct tl_archive_progress progress;
	__u64 told; /* tl_clock_ms() */
};

static void tell(struct scan *scan)
{
	__u64 now;

	if (!scan->visitor->progress)
		return;
	now = tl_clock_ms();
	if (now - scan->told < PROGRESS_MS)
		return;
	scan->told = now;
	scan->visitor->progress(scan->visitor->context, &scan->progress);
}

static bool take_row(void *context, const struct tl_row *row)
{
	struct scan *scan = context;

	if (++scan->progress.rows % PROGRESS_ROWS == 0)
		tell(scan);
	return scan->visitor->row(scan->visitor->context, row);
}

/* Between the listing and now it may have been sealed, or was removed for its age. */
static struct tl_segment_reader *open_segment(const char *folder, const struct tl_segment_name *name, int *error)
{
	char path[PATH_MAX];
	struct tl_segment_reader *reader;

	tl_segment_path(path, folder, name);
	reader = tl_segment_reader_open(path, name->is_sealed, error);
	if (reader || name->is_sealed || *error != -ENOENT)
		return reader;
	strcpy(strrchr(path, '.'), ".sqlite");
	return tl_segment_reader_open(path, true, error);
}

static int say(const char *folder, const struct tl_segment_name *name, int error)
{
	if (error == -EBADMSG)
		tl_error("%s/%s is damaged and was skipped; `tapless store verify --store %s` looks at all", folder,
			 name->text, folder);
	else
		tl_error("cannot read %s/%s: %s; it was skipped", folder, name->text, strerror(-error));
	return error;
}

static int ask_segment(struct store *store, const struct tl_segment_name *name, const struct tl_question *question,
		       struct scan *scan, bool *enough)
{
	const struct tl_archive_visitor visitor = {.row = take_row, .context = scan};
	struct tl_segment_reader *reader;
	struct tl_segment_extent extent;
	int error;

	reader = open_segment(store->folder, name, &error);
	if (!reader)
		return error == -ENOENT ? 0 : say(store->folder, name, error);
	tl_segment_reader_extent(reader, &extent);
	if (extent.records && extent.first < question->to && extent.last >= question->from)
		error = tl_segment_reader_ask(reader, question, &visitor, enough);
	tl_segment_reader_close(reader);
	return error ? say(store->folder, name, error) : 0;
}

static int ask(struct tl_archive *archive, const struct tl_question *question, const struct tl_archive_visitor *visitor)
{
	struct store *store = (struct store *)archive;
	struct scan scan = {.visitor = visitor, .told = tl_clock_ms()};
	struct tl_segment_list list;
	bool enough = false;
	int error = tl_segment_list(&list, store->folder), first_error = error;

	if (error)
		tl_error("cannot list the folder %s: %s", store->folder, strerror(-error));
	scan.progress.all = list.count;
	for (unsigned int i = 0; i < list.count && !enough; i++) {
		scan.progress.done = i;
		tell(&scan);
		error = ask_segment(store, &list.names[i], question, &scan, &enough);
		if (!first_error)
			first_error = error;
	}
	tl_segment_list_free(&list);
	return first_error;
}

static void close_store(struct tl_archive *archive)
{
	struct store *store = (struct store *)archive;

	free(store->folder);
	free(store);
}

static const struct tl_archive_kind kind = {
	.name = "store",
	.ask = ask,
	.close = close_store,
};

struct tl_archive *tl_archive_open_store(const char *folder)
{
	struct tl_segment_list list;
	struct store *store;
	int error = tl_segment_list(&list, folder);

	if (error) {
		tl_error("cannot open the store %s: %s%s", folder, strerror(-error),
			 error == -ENOENT   ? "; `tapless run -e store:DIR` makes one"
			 : error == -EACCES ? "; as root it can be read"
					    : "");
		return NULL;
	}
	tl_segment_list_free(&list);
	store = calloc(1, sizeof(*store));
	if (store)
		*store = (struct store){.archive = {.kind = &kind}, .folder = strdup(folder)};
	if (store && store->folder)
		return &store->archive;
	free(store);
	tl_error("no memory to open the store %s", folder);
	return NULL;
}
