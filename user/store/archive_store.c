// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The store as an archive: its segments one after the other, by as many threads as there are visitors. */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "../export/clock.h"
#include "../lib/log.h"
#include "../lib/side_by_side.h"
#include "folder.h"
#include "segment_reader.h"

#define PROGRESS_ROWS 4096 /* how often the clock is looked at */
#define PROGRESS_MS   200

struct store {
	struct tl_archive archive;
	char *folder;
};

/* What the threads of a question have in common; numbers are read while others write them. */
struct asking {
	struct store *store;
	const struct tl_question *question;
	struct tl_segment_list list;
	unsigned int step; /* each thread takes every so many-th segment: which does not depend on their speed */
	__u64 done, rows;
	bool is_enough;
};

/* A visitor in between, for what it tells of progress. */
struct scan {
	struct asking *asking;
	const struct tl_archive_visitor *visitor;
	unsigned int first; /* segment */
	int error;
	__u64 rows; /* not added to those of all yet */
	__u64 told; /* tl_clock_ms() */
};

static void tell(struct scan *scan)
{
	struct asking *asking = scan->asking;
	struct tl_archive_progress progress = {.all = asking->list.count};
	__u64 now;

	progress.rows = __atomic_add_fetch(&asking->rows, scan->rows, __ATOMIC_RELAXED);
	progress.done = __atomic_load_n(&asking->done, __ATOMIC_RELAXED);
	scan->rows = 0;
	if (!scan->visitor->progress || scan->first)
		return;
	now = tl_clock_ms();
	if (now - scan->told < PROGRESS_MS)
		return;
	scan->told = now;
	scan->visitor->progress(scan->visitor->context, &progress);
}

static bool take_row(void *context, const struct tl_row *row)
{
	struct scan *scan = context;

	if (++scan->rows % PROGRESS_ROWS == 0)
		tell(scan);
	return !__atomic_load_n(&scan->asking->is_enough, __ATOMIC_RELAXED) &&
	       scan->visitor->row(scan->visitor->context, row);
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

static int say(const struct asking *asking, const struct tl_segment_name *name, int error)
{
	const char *folder = asking->store->folder;

	if (error == -EBADMSG)
		tl_error("%s/%s is damaged and was skipped; `tapless store verify --store %s` looks at all", folder,
			 name->text, folder);
	else
		tl_error("cannot read %s/%s: %s; it was skipped", folder, name->text, strerror(-error));
	return error;
}

static int ask_segment(struct scan *scan, const struct tl_segment_name *name)
{
	const struct tl_archive_visitor visitor = {.row = take_row, .context = scan};
	const struct tl_question *question = scan->asking->question;
	const char *folder = scan->asking->store->folder;
	struct tl_segment_reader *reader;
	struct tl_segment_extent extent;
	bool enough = false;
	int error;

	reader = open_segment(folder, name, &error);
	if (!reader)
		return error == -ENOENT ? 0 : say(scan->asking, name, error);
	tl_segment_reader_extent(reader, &extent);
	if (extent.records && extent.first < question->to && extent.last >= question->from)
		error = tl_segment_reader_ask(reader, question, &visitor, &enough);
	tl_segment_reader_close(reader);
	if (enough)
		__atomic_store_n(&scan->asking->is_enough, true, __ATOMIC_RELAXED);
	return error ? say(scan->asking, name, error) : 0;
}

static void ask_segments(void *context)
{
	struct scan *scan = context;
	struct asking *asking = scan->asking;

	for (unsigned int i = scan->first; i < asking->list.count; i += asking->step) {
		int error;

		if (__atomic_load_n(&asking->is_enough, __ATOMIC_RELAXED))
			break;
		error = ask_segment(scan, &asking->list.names[i]);
		if (!scan->error)
			scan->error = error;
		__atomic_add_fetch(&asking->done, 1, __ATOMIC_RELAXED);
		tell(scan);
	}
}

static int ask_in_threads(struct asking *asking, const struct tl_archive_visitor *visitors)
{
	struct scan scans[TL_VISITORS_MAX] = {0};
	int error = 0;

	for (unsigned int i = 0; i < asking->step; i++)
		scans[i] = (struct scan){asking, &visitors[i], .first = i, .told = tl_clock_ms()};
	tl_side_by_side(ask_segments, scans, sizeof(scans[0]), asking->step);
	for (unsigned int i = 0; i < asking->step && !error; i++)
		error = scans[i].error;
	return error;
}

static int ask(struct tl_archive *archive, const struct tl_question *question,
	       const struct tl_archive_visitor *visitors, unsigned int count)
{
	struct asking asking = {.store = (struct store *)archive, .question = question};
	const char *folder = asking.store->folder;
	int error = tl_segment_list(&asking.list, folder), ask_error;

	if (error)
		tl_error("cannot list the folder %s: %s", folder, strerror(-error));
	asking.step = count < asking.list.count ? count : asking.list.count;
	if (asking.step > TL_VISITORS_MAX)
		asking.step = TL_VISITORS_MAX;
	ask_error = ask_in_threads(&asking, visitors);
	tl_segment_list_free(&asking.list);
	return error ? error : ask_error;
}

unsigned int tl_archive_visitors(void)
{
	cpu_set_t set;
	unsigned int count = sched_getaffinity(0, sizeof(set), &set) ? 1 : (unsigned int)CPU_COUNT(&set);

	return count < TL_VISITORS_MAX ? count : TL_VISITORS_MAX;
}

static void close_store(struct tl_archive *archive)
{
	struct store *store = (struct store *)archive;

	free(store->folder);
	free(store);
}

static const struct tl_archive_kind kind = {
	.name = "store",
	.is_parted = true,
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
