// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless decode`: IPFIX files, compressed ones too, as JSON lines. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../capture/stream.h"
#include "../export/duplicates.h"
#include "../export/json_render.h"
#include "../export/learned.h"
#include "../export/message.h"
#include "../export/reader.h"
#include "../lib/log.h"
#include "command.h"
#include "settings.h"

#define PROBLEMS_TOLD 20 /* of one file; the rest is only counted */

struct decode {
	const struct tl_settings *settings;
	struct tl_reader *reader;
	struct tl_learned *learned;
	struct tl_duplicates *duplicates;
	struct tl_buffer line;
	bool output_failed;

	const char *path;
	struct tl_stream *stream;
	unsigned long long message_at; /* octets in the file before the message */
	unsigned long long problems;
	__u8 message[TL_MESSAGE_MAX];
};

static void tell(struct decode *decode, unsigned long long at, const char *what)
{
	if (decode->problems++ < PROBLEMS_TOLD)
		tl_error("%s: at octet %llu: %s", decode->path, at, what);
}

static void take_problem(void *context, size_t offset, const char *what)
{
	struct decode *decode = context;

	tell(decode, decode->message_at + offset, what);
}

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct decode *decode = context;

	if (record->template->scope_count) {
		tl_learned_add(decode->learned, record);
		if (!decode->settings->options)
			return;
	} else if (decode->settings->dedup && tl_duplicates_seen(decode->duplicates, record)) {
		return;
	}
	tl_buffer_clear(&decode->line);
	if (tl_json_record(&decode->line, record->template, record->bytes, record->length, tl_learned_describe,
			   decode->learned) == -ENOMEM)
		tell(decode, decode->message_at, "no memory to print a record");
	else if (fwrite(decode->line.bytes, 1, decode->line.used, stdout) != decode->line.used)
		decode->output_failed = true;
}

/* 1: a whole message is in `message`; 0: the file has ended; -EBADMSG (told). */
static int read_message(struct decode *decode, size_t *length)
{
	size_t got = tl_stream_read(decode->stream, decode->message, TL_MESSAGE_HEADER);
	const char *why;
	int error = tl_stream_failure(decode->stream, &why);
	char what[128];

	if (!got && !error)
		return 0;
	*length = got == TL_MESSAGE_HEADER ? tl_reader_message_length(decode->message) : 0;
	if (got < TL_MESSAGE_HEADER && error)
		snprintf(what, sizeof(what), "cannot read: %s", error == -EBADMSG ? why : strerror(-error));
	else if (got < TL_MESSAGE_HEADER)
		snprintf(what, sizeof(what), "the file ends inside a message header, %zu of 16 octets are there", got);
	else if (!*length)
		snprintf(what, sizeof(what),
			 "not an IPFIX message: version %u and length %u where 10 and 16 or more should be",
			 decode->message[0] << 8 | decode->message[1], decode->message[2] << 8 | decode->message[3]);
	else
		goto body;
	tell(decode, decode->message_at, what);
	return -EBADMSG;

body:
	got += tl_stream_read(decode->stream, decode->message + got, *length - got);
	if (got == *length)
		return 1;
	snprintf(what, sizeof(what), "the file ends inside a message, %zu of %zu octets are there", got, *length);
	tell(decode, decode->message_at, what);
	return -EBADMSG;
}

static void decode_messages(struct decode *decode)
{
	size_t length;

	while (!decode->output_failed && read_message(decode, &length) > 0) {
		if (tl_reader_message(decode->reader, decode->message, length) == -ENOMEM)
			return; /* told */
		decode->message_at += length;
	}
}

/* False after an error that has been printed. */
static bool decode_file(struct decode *decode, const char *path)
{
	bool is_stdin = !strcmp(path, "-");
	FILE *file;

	decode->path = is_stdin ? "standard input" : path;
	decode->message_at = decode->problems = 0;
	file = is_stdin ? stdin : fopen(path, "re");
	if (!file) {
		tl_error("cannot open `%s`: %s", path, strerror(errno));
		return false;
	}
	decode->stream = tl_stream_open(file);
	if (!decode->stream) {
		tl_error("no memory to read `%s`", path);
		return false;
	}
	tl_reader_forget(decode->reader);
	decode_messages(decode);
	tl_stream_close(decode->stream);
	if (decode->problems > PROBLEMS_TOLD)
		tl_error("%s: %llu more problems", decode->path, decode->problems - PROBLEMS_TOLD);
	return !decode->problems;
}

static int decode_all(const struct tl_settings *settings)
{
	struct decode *decode = calloc(1, sizeof(*decode));
	bool good = false;

	if (!decode)
		goto no_memory;
	decode->settings = settings;
	decode->learned = tl_learned_create();
	decode->duplicates = tl_duplicates_create();
	decode->reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, decode});
	if (!decode->learned || !decode->duplicates || !decode->reader)
		goto no_memory;
	good = true;
	for (unsigned int i = 0; i < settings->operands.count && !decode->output_failed; i++)
		good &= decode_file(decode, settings->operands.items[i]);
	if (fflush(stdout) || decode->output_failed) {
		tl_error("cannot write to standard output: %s", strerror(errno));
		good = false;
	}
	goto cleanup;

no_memory:
	tl_error("no memory to decode");
cleanup:
	if (decode) {
		tl_reader_destroy(decode->reader);
		tl_learned_destroy(decode->learned);
		tl_duplicates_destroy(decode->duplicates);
		tl_buffer_free(&decode->line);
	}
	free(decode);
	return good ? 0 : 1;
}

int tl_command_decode(int argc, char **argv)
{
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (!settings.operands.count) {
		tl_error("decode takes an IPFIX file, or - for standard input; see `tapless decode --help`");
		return 2;
	}
	return decode_all(&settings);
}
