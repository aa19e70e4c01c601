// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ipfix_input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../capture/stream.h"
#include "../lib/log.h"
#include "message.h"

#define PROBLEMS_TOLD 20 /* of one file; the rest is only counted */

struct tl_ipfix_input {
	tl_ipfix_input_record *record;
	void *context;
	struct tl_reader *reader;
	bool stopped;

	const char *path;
	FILE *file; /* the stream's */
	struct tl_stream *stream;
	unsigned long long message_at; /* octets in the file before the message */
	unsigned long long problems;
	__u8 message[TL_MESSAGE_MAX];
};

static void tell(struct tl_ipfix_input *input, unsigned long long at, const char *what)
{
	if (input->problems++ < PROBLEMS_TOLD)
		tl_error("%s: at octet %llu: %s", input->path, at, what);
}

void tl_ipfix_input_tell(struct tl_ipfix_input *input, const char *what)
{
	tell(input, input->message_at, what);
}

static void take_problem(void *context, size_t offset, const char *what)
{
	struct tl_ipfix_input *input = context;

	tell(input, input->message_at + offset, what);
}

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct tl_ipfix_input *input = context;

	if (!input->stopped)
		input->record(input->context, record);
}

struct tl_ipfix_input *tl_ipfix_input_create(tl_ipfix_input_record *record, void *context)
{
	struct tl_ipfix_input *input = calloc(1, sizeof(*input));

	if (!input)
		return NULL;
	input->record = record;
	input->context = context;
	input->reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, input});
	if (!input->reader) {
		free(input);
		return NULL;
	}
	return input;
}

/* 1: a whole message is in `message`; 0: the file has ended; -EBADMSG (told). */
static int read_message(struct tl_ipfix_input *input, size_t *length)
{
	size_t got = tl_stream_read(input->stream, input->message, TL_MESSAGE_HEADER);
	const char *why;
	int error = tl_stream_failure(input->stream, &why);
	char what[128];

	if (!got && !error)
		return 0;
	*length = got == TL_MESSAGE_HEADER ? tl_reader_message_length(input->message) : 0;
	if (got < TL_MESSAGE_HEADER && error)
		snprintf(what, sizeof(what), "cannot read: %s", error == -EBADMSG ? why : strerror(-error));
	else if (got < TL_MESSAGE_HEADER)
		snprintf(what, sizeof(what), "the file ends inside a message header, %zu of 16 octets are there", got);
	else if (!*length)
		snprintf(what, sizeof(what),
			 "not an IPFIX message: version %u and length %u where 10 and 16 or more should be",
			 input->message[0] << 8 | input->message[1], input->message[2] << 8 | input->message[3]);
	else
		goto body;
	tl_ipfix_input_tell(input, what);
	return -EBADMSG;

body:
	got += tl_stream_read(input->stream, input->message + got, *length - got);
	if (got == *length)
		return 1;
	snprintf(what, sizeof(what), "the file ends inside a message, %zu of %zu octets are there", got, *length);
	tl_ipfix_input_tell(input, what);
	return -EBADMSG;
}

static void read_messages(struct tl_ipfix_input *input)
{
	size_t length;

	while (!input->stopped && read_message(input, &length) > 0) {
		if (tl_reader_message(input->reader, input->message, length) == -ENOMEM)
			return; /* told */
		input->message_at += length;
	}
}

bool tl_ipfix_input_read(struct tl_ipfix_input *input, const char *path)
{
	bool is_stdin = !strcmp(path, "-");

	if (input->stopped)
		return true;
	input->path = is_stdin ? "standard input" : path;
	input->message_at = input->problems = 0;
	input->file = is_stdin ? stdin : fopen(path, "re");
	if (!input->file) {
		tl_error("cannot open `%s`: %s", path, strerror(errno));
		return false;
	}
	input->stream = tl_stream_open(input->file);
	if (!input->stream) {
		tl_error("no memory to read `%s`", path);
		input->file = NULL;
		return false;
	}
	tl_reader_forget(input->reader);
	read_messages(input);
	tl_stream_close(input->stream);
	input->file = NULL;
	if (input->problems > PROBLEMS_TOLD)
		tl_error("%s: %llu more problems", input->path, input->problems - PROBLEMS_TOLD);
	return !input->problems;
}

void tl_ipfix_input_stop(struct tl_ipfix_input *input)
{
	input->stopped = true;
}

unsigned long long tl_ipfix_input_position(const struct tl_ipfix_input *input)
{
	off_t at = input->file ? ftello(input->file) : 0;

	return at < 0 ? 0 : (unsigned long long)at;
}

void tl_ipfix_input_destroy(struct tl_ipfix_input *input)
{
	if (!input)
		return;
	tl_reader_destroy(input->reader);
	free(input);
}
