// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "stream.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

#define CHUNK (64u << 10)

struct chunk {
	unsigned char *bytes;
	size_t at;
	size_t end;
};

struct tl_stream {
	FILE *file;
	/* Puts the next bytes into `ready`; none: the end, or `failure` is set. */
	void (*fill)(struct tl_stream *stream);
	struct chunk *ready; /* `out` when decompressing, else `in` */
	struct chunk in;
	struct chunk out;
	z_stream gzip;
	bool gzip_member_done;
	ZSTD_DStream *zstd;
	size_t zstd_expects; /* 0: between two frames */
	int failure;
	const char *why;
};

static void fail(struct tl_stream *stream, int error, const char *why)
{
	stream->failure = error;
	stream->why = why ? why : "damaged compressed data";
}

static void fill_plain(struct tl_stream *stream)
{
	stream->in.at = 0;
	errno = 0;
	stream->in.end = fread(stream->in.bytes, 1, CHUNK, stream->file);
	if (stream->in.end < CHUNK && ferror(stream->file)) {
		int error = errno ? errno : EIO;

		fail(stream, -error, strerror(error));
	}
}

/* False: no more input. */
static bool has_input(struct tl_stream *stream)
{
	if (stream->in.at == stream->in.end && !stream->failure)
		fill_plain(stream);
	return stream->in.at < stream->in.end;
}

/* A file may be several gzip members in a row (RFC 1952, 2.2); what follows them and is none is ignored, as gzip does. */
static bool next_gzip_member(struct tl_stream *stream)
{
	if (!has_input(stream) || stream->in.bytes[stream->in.at] != 0x1f)
		return false;
	stream->gzip_member_done = false;
	return inflateReset(&stream->gzip) == Z_OK;
}

static void inflate_once(struct tl_stream *stream)
{
	z_stream *gzip = &stream->gzip;
	bool more = has_input(stream);
	int result;

	gzip->next_in = stream->in.bytes + stream->in.at;
	gzip->avail_in = stream->in.end - stream->in.at;
	gzip->next_out = stream->out.bytes;
	gzip->avail_out = CHUNK;
	result = inflate(gzip, Z_NO_FLUSH);
	stream->in.at = stream->in.end - gzip->avail_in;
	stream->out.end = CHUNK - gzip->avail_out;
	if (result == Z_STREAM_END)
		stream->gzip_member_done = true;
	else if (result != Z_OK && result != Z_BUF_ERROR)
		fail(stream, -EBADMSG, gzip->msg);
	else if (!more && !stream->out.end && !stream->failure)
		fail(stream, -EBADMSG, "the gzip data is cut short");
}

static void fill_gzip(struct tl_stream *stream)
{
	stream->out.at = stream->out.end = 0;
	while (!stream->out.end && !stream->failure) {
		if (stream->gzip_member_done && !next_gzip_member(stream))
			return;
		inflate_once(stream);
	}
}

static void fill_zstd(struct tl_stream *stream)
{
	ZSTD_outBuffer out = {stream->out.bytes, CHUNK, 0};

	while (!out.pos && !stream->failure) {
		bool more = has_input(stream);
		ZSTD_inBuffer in = {stream->in.bytes, stream->in.end, stream->in.at};

		if (!more && !stream->zstd_expects)
			break;
		stream->zstd_expects = ZSTD_decompressStream(stream->zstd, &out, &in);
		stream->in.at = in.pos;
		if (ZSTD_isError(stream->zstd_expects))
			fail(stream, -EBADMSG, ZSTD_getErrorName(stream->zstd_expects));
		else if (!more && !out.pos && !stream->failure)
			fail(stream, -EBADMSG, "the zstd data is cut short");
	}
	stream->out.at = 0;
	stream->out.end = out.pos;
}

static bool is_gzip(const unsigned char *start)
{
	return start[0] == 0x1f && start[1] == 0x8b;
}

/* A frame, or a skippable frame as parallel compressors put in front (RFC 8878, 3.1). */
static bool is_zstd(const unsigned char *start)
{
	static const unsigned char frame[] = {0x28, 0xb5, 0x2f, 0xfd};
	static const unsigned char skippable[] = {0x2a, 0x4d, 0x18};

	return !memcmp(start, frame, 4) || ((start[0] & 0xf0) == 0x50 && !memcmp(start + 1, skippable, 3));
}

static int start_decompression(struct tl_stream *stream)
{
	const unsigned char *start = stream->in.bytes;

	stream->fill = fill_plain;
	stream->ready = &stream->in;
	if (stream->in.end < 4)
		return 0;
	if (is_gzip(start)) {
		if (inflateInit2(&stream->gzip, 16 + MAX_WBITS) != Z_OK)
			return -ENOMEM;
		stream->fill = fill_gzip;
	} else if (is_zstd(start)) {
		stream->zstd = ZSTD_createDStream();
		if (!stream->zstd)
			return -ENOMEM;
		stream->fill = fill_zstd;
	} else {
		return 0;
	}
	stream->ready = &stream->out;
	return 0;
}

struct tl_stream *tl_stream_open(FILE *file)
{
	struct tl_stream *stream = calloc(1, sizeof(*stream));

	if (!stream) {
		fclose(file);
		return NULL;
	}
	stream->file = file;
	stream->in.bytes = malloc(CHUNK);
	stream->out.bytes = malloc(CHUNK);
	if (!stream->in.bytes || !stream->out.bytes)
		goto failed;
	fill_plain(stream);
	if (start_decompression(stream))
		goto failed;
	return stream;
failed:
	tl_stream_close(stream);
	return NULL;
}

/* Takes up to `size` bytes; `to` may be NULL. */
static size_t take(struct tl_stream *stream, unsigned char *to, size_t size)
{
	size_t done = 0;

	while (done < size) {
		struct chunk *ready = stream->ready;
		size_t part;

		if (ready->at == ready->end) {
			if (stream->failure)
				break;
			stream->fill(stream);
			if (ready->at == ready->end)
				break;
		}
		part = ready->end - ready->at;
		if (part > size - done)
			part = size - done;
		if (to)
			memcpy(to + done, ready->bytes + ready->at, part);
		ready->at += part;
		done += part;
	}
	return done;
}

size_t tl_stream_read(struct tl_stream *stream, void *to, size_t size)
{
	return take(stream, to, size);
}

size_t tl_stream_skip(struct tl_stream *stream, size_t size)
{
	return take(stream, NULL, size);
}

int tl_stream_failure(const struct tl_stream *stream, const char **why)
{
	*why = stream->why ? stream->why : "the file ends there";
	return stream->failure;
}

void tl_stream_close(struct tl_stream *stream)
{
	if (!stream)
		return;
	if (stream->file != stdin)
		fclose(stream->file);
	if (stream->fill == fill_gzip)
		inflateEnd(&stream->gzip);
	ZSTD_freeDStream(stream->zstd);
	free(stream->in.bytes);
	free(stream->out.bytes);
	free(stream);
}
