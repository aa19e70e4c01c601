// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The history: store:DIR. The format hands on encoded records as they are, many at a time, and the transport writes
 * them in one transaction; what does not fit on the disk is kept and written again, as with files. Records count as
 * sent once they are committed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../export/clock.h"
#include "../export/transport.h"
#include "../lib/log.h"
#include "../lib/octets.h"
#include "arrivals.h"
#include "detail.h"
#include "encoded_row.h"
#include "folder.h"
#include "keeper.h"
#include "writer.h"

#define CHUNK_OCTETS (2u << 20) /* that go into one transaction, or what has come when the queue is empty */
#define ALIGN	     8u
#define RECORDS_MAX  1000000 /* of a segment: its indices are made in memory, and one that is written has none */
#define HOUR	     (3600 * TL_SECOND)
#define DEFAULT_KEEP (30 * 86400)
#define DEFAULT_SIZE (10ull * 1000 * 1000 * 1000)
#define ROUND_MS     60000 /* how often files are looked after */
#define TURN_BACK_MS                                                                                                   \
	60000 /* how long a segment is written at least before an hour that lies behind it begins another */
#define BELIEVE_MS 600000 /* after the start, or after the clock was set: until then nothing is removed for its age */
#define STEP	   60 /* seconds by which a clock that was set is off */

struct store {
	struct tl_exporter exporter;
	char *folder;
	int lock;
	struct tl_buffer chunk;
	struct tl_field_set kept;
	struct tl_arrivals arrivals;
	bool is_prepared; /* in its thread: what was there before is known */
	struct tl_keeper keeper;
	struct tl_store_writer *writer;
	struct tl_segment_name name; /* of the segment that is being written */
	__u64 last_number; /* of the segment that was begun last, by whatever process */
	__u64 opened, rounded; /* tl_clock_ms() */
	__s64 clock_offset; /* seconds between wall clock and monotonic one */
	__u64 believed_since; /* tl_clock_ms() */
	struct tl_row row;
};

static int store_add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct store *store = (struct store *)exporter;
	static const __u8 padding[ALIGN];
	size_t size = tl_encoded_size(encoded);
	int error = 0;

	if (store->chunk.used >= CHUNK_OCTETS)
		exporter->transport->format->flush(exporter);
	tl_buffer_put(&store->chunk, encoded, size);
	tl_buffer_put(&store->chunk, padding, -size % ALIGN);
	if (store->chunk.failed) {
		store->chunk.failed = false;
		error = -ENOMEM;
	}
	return error;
}

static void store_flush(struct tl_exporter *exporter)
{
	struct store *store = (struct store *)exporter;

	if (store->chunk.used)
		tl_exporter_deliver(exporter, store->chunk.bytes, store->chunk.used);
	tl_buffer_clear(&store->chunk);
}

static void store_restart(struct tl_exporter *exporter)
{
	tl_buffer_clear(&((struct store *)exporter)->chunk);
}

static const struct tl_format format = {
	.add = store_add,
	.flush = store_flush,
	.restart = store_restart,
};

/* Hours go on; back only if the clock was set back, and not for one record that comes late. */
static bool is_over(const struct store *store, __u64 end)
{
	__u64 hour = end / HOUR * HOUR;

	if (tl_store_writer_records(store->writer) >= RECORDS_MAX)
		return true;
	if (hour + HOUR < store->name.hour)
		return tl_clock_ms() - store->opened >= TURN_BACK_MS;
	return hour > store->name.hour;
}

static void end_segment(struct store *store)
{
	if (!store->writer)
		return;
	tl_store_writer_close(store->writer);
	store->writer = NULL;
	store->keeper.orders.writing = store->name.number + 1;
	tl_keeper_start(&store->keeper);
}

static int begin_segment(struct store *store, __u64 end)
{
	struct tl_segment_name name;
	char path[PATH_MAX];
	int error;

	tl_segment_name(&name, store->last_number + 1, end);
	tl_segment_path(path, store->folder, &name);
	store->writer = tl_store_writer_create(path, store->exporter.options.detail, &error);
	if (!store->writer) {
		tl_segment_remove(store->folder, &name);
		return error;
	}
	store->name = name;
	store->last_number = name.number;
	store->opened = tl_clock_ms();
	return 0;
}

/* All records of one segment, in one transaction. Octets that were taken, or -errno and nothing was. */
static ssize_t write_records(struct store *store, const __u8 *bytes, size_t length)
{
	size_t at = 0;
	int error = tl_store_writer_begin(store->writer);

	while (at < length && !error) {
		const struct tl_encoded *encoded = (const struct tl_encoded *)(const void *)(bytes + at);
		size_t size = tl_encoded_size(encoded);

		if (is_over(store, encoded->end))
			break;
		tl_row_take_encoded(&store->row, encoded, &store->kept);
		if (!tl_arrivals_has(&store->arrivals, &store->row))
			error = tl_store_writer_add(store->writer, &store->row);
		at += size + (-size % ALIGN);
	}
	if (!error)
		error = tl_store_writer_commit(store->writer);
	if (error)
		tl_store_writer_roll_back(store->writer);
	return error ? error : (ssize_t)at;
}

/*
 * In the exporter's thread: the sandbox is up, and as its user the daemon makes all further files. Before the keeper begins, which
 * renames segments: readdir() may pass over one that is being renamed, and its number would be used again.
 */
static int prepare(struct store *store)
{
	struct tl_segment_list list;
	int error = tl_segment_list(&list, store->folder);

	if (error)
		return error;
	store->last_number = list.count ? list.names[list.count - 1].number : 0;
	if (!store->exporter.options.capture)
		error = tl_arrivals_open(&store->arrivals, store->folder, &list);
	tl_segment_list_free(&list);
	store->is_prepared = !error;
	store->keeper.orders.writing = store->last_number + 1;
	return error;
}

static ssize_t store_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	struct store *store = (struct store *)exporter;
	const struct tl_encoded *first = (const struct tl_encoded *)(const void *)bytes;
	int error = store->is_prepared ? 0 : prepare(store);

	if (!error && store->writer && is_over(store, first->end))
		end_segment(store);
	if (!error && !store->writer)
		error = begin_segment(store, first->end);
	return error ? error : write_records(store, bytes, length);
}

/* A clock that was set could make all of the history old at once. */
static void watch_clock(struct store *store, __u64 now)
{
	__s64 offset = (__s64)time(NULL) - (__s64)(now / 1000);

	if (llabs(offset - store->clock_offset) > STEP) {
		store->clock_offset = offset;
		store->believed_since = now;
	}
	store->keeper.orders.removes_old = now - store->believed_since >= BELIEVE_MS;
}

/* An hour without records ends as well. */
static bool is_idle(const struct store *store)
{
	return store->writer && !store->exporter.options.capture &&
	       (__u64)time(NULL) * TL_SECOND > store->name.hour + 2 * HOUR &&
	       tl_clock_ms() - store->opened > HOUR / 1000000;
}

/* By `tapless store forget`, which rewrites what is sealed. */
static bool is_asked(const struct store *store)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" TL_SEAL_REQUEST, store->folder);
	return !unlink(path);
}

static int store_tick(struct tl_exporter *exporter)
{
	struct store *store = (struct store *)exporter;
	__u64 now = tl_clock_ms();

	if (!store->is_prepared && prepare(store))
		return 0; /* it is tried again when records come, and told then */
	watch_clock(store, now);
	if (is_idle(store) || is_asked(store))
		end_segment(store);
	if (store->rounded && now - store->rounded < ROUND_MS)
		return 0;
	store->rounded = now;
	if (store->writer)
		store->keeper.orders.writing = store->name.number;
	tl_keeper_start(&store->keeper);
	return 0;
}

static int lock_folder(struct store *store)
{
	char path[PATH_MAX];
	int error = 0;

	snprintf(path, sizeof(path), "%s/lock", store->folder);
	store->lock = tl_exporter_open_file(&store->exporter, path, O_RDWR | O_CREAT);
	if (store->lock < 0) {
		error = -errno;
		tl_error("%s: cannot open %s: %s", store->exporter.uri, path, strerror(-error));
	} else if (flock(store->lock, LOCK_EX | LOCK_NB)) {
		error = -errno;
		tl_error("%s: another process writes this history; choose another folder", store->exporter.uri);
	}
	return error;
}

static int store_open(struct tl_exporter *exporter, const char *address)
{
	struct store *store = (struct store *)exporter;
	const struct tl_export_options *options = &exporter->options;
	int error;

	store->lock = -1;
	if (!address[0]) {
		tl_error("%s: the folder is missing: store:DIR", exporter->uri);
		return -EINVAL;
	}
	store->folder = strdup(address);
	if (!store->folder)
		return -ENOMEM;
	store->keeper = (struct tl_keeper){
		.uri = exporter->uri,
		.folder = store->folder,
		.orders.keep_seconds = options->store_seconds ? options->store_seconds : DEFAULT_KEEP,
		.orders.most_octets = options->store_octets ? options->store_octets : DEFAULT_SIZE,
	};
	if (options->capture) /* its times are those of the capture */
		store->keeper.orders.keep_seconds = 0;
	tl_detail_fields((enum tl_detail)options->detail, &store->kept);
	error = tl_exporter_make_folder(exporter, store->folder);
	return error ? error : lock_folder(store);
}

static int store_close(struct tl_exporter *exporter)
{
	struct store *store = (struct store *)exporter;

	tl_keeper_wait(&store->keeper); /* a round that began before the end does not see what is sealed now */
	end_segment(store);
	tl_keeper_wait(&store->keeper);
	if (store->lock >= 0)
		close(store->lock);
	tl_arrivals_close(&store->arrivals);
	tl_buffer_free(&store->chunk);
	free(store->folder);
	return 0;
}

const struct tl_transport tl_transport_store = {
	.scheme = "store:",
	.form = "store:DIR",
	.parameters = TL_FOR_ALL | TL_FOR_STORE,
	.size = sizeof(struct store),
	.format = &format,
	.on_error = TL_ON_ERROR_KEEP,
	.open = store_open,
	.write = store_write,
	.tick = store_tick,
	.close = store_close,
};
