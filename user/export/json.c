// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * JSON lines into a file or to standard output. What reads standard output may be slow: a live meter never waits for it, the
 * queue takes the lines, whole ones; a capture can wait.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "../lib/log.h"
#include "clock.h"
#include "json_render.h"
#include "queue.h"
#include "transport.h"

#define CHUNK 65536

struct known_template {
	struct tl_field_set fields; /* the key */
	struct tl_template *template;
	UT_hash_handle hh;
};

struct json {
	struct tl_exporter exporter;
	int file;
	bool never_blocks; /* a regular file */
	int error; /* the last write's, printed */
	struct known_template *templates;
	struct tl_buffer line;
	struct tl_queue queue;
	struct tl_buffer out; /* the lines being written, the first `in_flight` of the queue */
	size_t written;
	size_t in_flight;
};

static void fail(struct json *json, int error)
{
	const char *uri = json->exporter.uri;

	if (error == json->error)
		return;
	json->error = error;
	if (error == -EPIPE)
		tl_error("%s: whoever read the records has gone; those that follow are dropped", uri);
	else
		tl_error("%s: cannot write: %s; records wait, then are dropped and counted", uri, strerror(-error));
}

/*
 * How much may be written now without waiting: poll() promises a pipe room for PIPE_BUF octets. 0: nothing, -errno.
 */
static ssize_t room(const struct json *json, size_t wanted, bool wait)
{
	struct pollfd ready = {.fd = json->file, .events = POLLOUT};
	int count;

	if (json->never_blocks)
		return (ssize_t)wanted;
	count = poll(&ready, 1, wait ? 100 : 0);
	if (count < 0 && errno != EINTR)
		return -errno;
	if (count <= 0)
		return 0;
	return wanted < PIPE_BUF ? (ssize_t)wanted : PIPE_BUF;
}

/* 0: all of `out` is written; -EAGAIN; another -errno. */
static int write_out(struct json *json, bool wait)
{
	while (json->written < json->out.used) {
		ssize_t length = room(json, json->out.used - json->written, wait);

		if (length < 0)
			return (int)length;
		if (!length)
			return -EAGAIN;
		length = write(json->file, json->out.bytes + json->written, length);
		if (length < 0 && errno != EINTR)
			return -errno;
		if (length > 0)
			json->written += length;
	}
	return 0;
}

/* Fills `out` with the next lines; false if there are none. */
static bool take_lines(struct json *json)
{
	struct tl_queue_entry *entry;

	tl_buffer_clear(&json->out);
	json->written = 0;
	while (json->out.used < CHUNK && (entry = tl_queue_take(&json->queue))) {
		tl_buffer_put(&json->out, entry->bytes, entry->length);
		json->in_flight++;
	}
	if (json->out.failed) { /* no memory: later, again */
		tl_buffer_clear(&json->out);
		tl_queue_rewind(&json->queue);
		json->in_flight = 0;
	}
	return json->in_flight;
}

static void drop_all(struct json *json)
{
	tl_exporter_dropped(&json->exporter, &json->queue.amount);
	tl_queue_clear(&json->queue);
	tl_buffer_clear(&json->out);
	json->written = 0;
	json->in_flight = 0;
}

static void pump(struct json *json, bool wait)
{
	struct tl_amount amount;
	int error = 0;

	while (json->in_flight || take_lines(json)) {
		error = write_out(json, wait);
		if (error)
			break;
		if (json->error)
			tl_info("%s: writing again", json->exporter.uri);
		json->error = 0;
		tl_queue_pop(&json->queue, json->in_flight, &amount);
		json->in_flight = 0;
		tl_exporter_sent(&json->exporter, &amount);
	}
	if (error && error != -EAGAIN)
		fail(json, error);
	if (error == -EPIPE)
		drop_all(json);
	tl_exporter_waits(&json->exporter, &json->queue.amount);
}

static const struct tl_template *template_for(struct json *json, const struct tl_field_set *fields)
{
	struct known_template *known;

	HASH_FIND(hh, json->templates, fields, sizeof(*fields), known);
	if (known)
		return known->template;
	known = calloc(1, sizeof(*known));
	if (!known)
		return NULL;
	known->fields = *fields;
	known->template = tl_encode_template(fields, 256);
	if (known->template)
		HASH_ADD(hh, json->templates, fields, sizeof(known->fields), known);
	if (known->template && known->hh.tbl)
		return known->template;
	free(known->template);
	free(known);
	return NULL;
}

static bool render(struct json *json, const struct tl_encoded *encoded)
{
	const struct tl_template *template = template_for(json, &encoded->fields);

	tl_buffer_clear(&json->line);
	return template && !tl_json_record(&json->line, template, encoded->bytes, encoded->length, NULL, NULL);
}

static void json_record(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct json *json = (struct json *)exporter;

	if (json->error == -EPIPE || !render(json, encoded)) {
		tl_exporter_dropped(exporter, &encoded->amount);
		return;
	}
	while (exporter->options.capture && !json->error && json->queue.octets >= CHUNK)
		pump(json, true);
	if (json->error == -EPIPE || !tl_queue_add(&json->queue, &encoded->amount, json->line.bytes, json->line.used))
		tl_exporter_dropped(exporter, &encoded->amount);
	if (json->queue.octets >= CHUNK && !json->error)
		pump(json, false);
	tl_exporter_waits(exporter, &json->queue.amount);
}

static void json_tick(struct tl_exporter *exporter)
{
	pump((struct json *)exporter, false);
}

/* A killed meter may have left half a line at the end. */
static void cut_unfinished_line(struct json *json, off_t size)
{
	char tail[CHUNK];
	off_t from = size > CHUNK ? size - CHUNK : 0;
	ssize_t length = pread(json->file, tail, sizeof(tail), from);
	const char *feed = length > 0 ? memrchr(tail, '\n', length) : NULL;

	if (length <= 0 || tail[length - 1] == '\n')
		return;
	if ((feed || !from) && !ftruncate(json->file, from + (feed ? feed + 1 - tail : 0)))
		tl_warning("%s: cut an unfinished line from the end of the file", json->exporter.uri);
}

static int json_open(struct tl_exporter *exporter, const char *path)
{
	struct json *json = (struct json *)exporter;
	bool capture = exporter->options.capture;
	struct stat status;
	int error;

	json->file = -1;
	if (!path[0]) {
		tl_error("%s: the path is missing; json:- is standard output", exporter->uri);
		return -EINVAL;
	}
	signal(SIGPIPE, SIG_IGN); /* write() tells, and more exactly */
	if (strcmp(path, "-"))
		json->file = tl_exporter_open_file(exporter, path, O_RDWR | O_CREAT | (capture ? O_TRUNC : O_APPEND));
	else
		json->file = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (json->file < 0) {
		error = -errno;
		tl_error("%s: cannot open `%s` for writing: %s", exporter->uri, path, strerror(-error));
		return error;
	}
	json->never_blocks = !fstat(json->file, &status) && S_ISREG(status.st_mode);
	if (json->never_blocks && !capture && strcmp(path, "-"))
		cut_unfinished_line(json, status.st_size);
	return 0;
}

static int finish(struct json *json, unsigned int seconds)
{
	__u64 deadline = tl_clock_ms() + seconds * 1000ull;

	do {
		pump(json, true);
	} while (!json->error && json->queue.amount.records &&
		 (json->exporter.options.capture || tl_clock_ms() < deadline));
	if (json->error || !json->queue.amount.records)
		return json->error;
	tl_error("%s: %llu records were not read in time and are dropped", json->exporter.uri,
		 json->queue.amount.records);
	return -ETIMEDOUT;
}

static int json_close(struct tl_exporter *exporter, unsigned int seconds)
{
	struct json *json = (struct json *)exporter;
	struct known_template *known, *next;
	int error = 0;

	if (json->file >= 0) {
		error = finish(json, seconds);
		if (close(json->file) && !error) {
			error = -errno;
			tl_error("%s: cannot write: %s", exporter->uri, strerror(-error));
		}
	}
	drop_all(json);
	HASH_ITER (hh, json->templates, known, next) {
		HASH_DEL(json->templates, known);
		free(known->template);
		free(known);
	}
	tl_buffer_free(&json->line);
	tl_buffer_free(&json->out);
	return error;
}

const struct tl_transport tl_transport_json = {
	.scheme = "json:",
	.form = "json:PATH, json:-",
	.size = sizeof(struct json),
	.open = json_open,
	.record = json_record,
	.tick = json_tick,
	.close = json_close,
};
