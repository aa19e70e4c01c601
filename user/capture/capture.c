// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format.h"
#include "lib/log.h"

struct magic {
	__u8 bytes[TL_MAGIC_SIZE];
	const struct tl_capture_format *format;
	const char *remedy; /* for what is no capture, or one wrapped in something */
};

static const struct magic magics[] = {
	{{0xa1, 0xb2, 0xc3, 0xd4}, &tl_pcap_format, NULL},
	{{0xd4, 0xc3, 0xb2, 0xa1}, &tl_pcap_format, NULL},
	{{0xa1, 0xb2, 0x3c, 0x4d}, &tl_pcap_format, NULL}, /* nanoseconds */
	{{0x4d, 0x3c, 0xb2, 0xa1}, &tl_pcap_format, NULL},
	{{0xa1, 0xb2, 0xcd, 0x34}, &tl_pcap_format, NULL}, /* longer record headers, of old Linux distributions */
	{{0x34, 0xcd, 0xb2, 0xa1}, &tl_pcap_format, NULL},
	{{0x0a, 0x0d, 0x0d, 0x0a}, &tl_pcapng_format, NULL},
	{{'s', 'n', 'o', 'o'}, NULL, "it is a snoop capture; convert it: editcap -F pcapng FILE NEW"},
	{{0xfd, '7', 'z', 'X'}, NULL, "it is compressed by xz; try: xz -dc FILE | tapless read -"},
	{{0x04, 0x22, 0x4d, 0x18}, NULL, "it is compressed by lz4; try: lz4 -dc FILE | tapless read -"},
	{{'B', 'Z', 'h', '9'}, NULL, "it is compressed by bzip2; try: bzip2 -dc FILE | tapless read -"},
	{{'P', 'K', 3, 4}, NULL, "it is a zip archive; try: unzip -p FILE | tapless read -"},
};

__u16 tl_capture_u16(const struct tl_capture *capture, const __u8 *from)
{
	return capture->big_endian ? from[0] << 8 | from[1] : from[1] << 8 | from[0];
}

__u32 tl_capture_u32(const struct tl_capture *capture, const __u8 *from)
{
	__u32 first = tl_capture_u16(capture, from);
	__u32 second = tl_capture_u16(capture, from + 2);

	return capture->big_endian ? first << 16 | second : second << 16 | first;
}

int tl_capture_damaged(const struct tl_capture *capture, const char *format, ...)
{
	char what[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(what, sizeof(what), format, arguments);
	va_end(arguments);
	tl_error("%s: damaged after frame %llu: %s; the frames before were read, nothing behind can be", capture->name,
		 capture->frames, what);
	return -EBADMSG;
}

/* The stream ended inside a record, or by an error. */
static int ended_early(const struct tl_capture *capture)
{
	const char *why;
	int error = tl_stream_failure(capture->stream, &why);

	if (error && error != -EBADMSG) {
		tl_error("%s: cannot read on after frame %llu: %s", capture->name, capture->frames, why);
		return error;
	}
	tl_error("%s: truncated or damaged after %llu frames, which were read (%s). Copy the file again, or wait until "
		 "its "
		 "writer is done",
		 capture->name, capture->frames, why);
	return -EBADMSG;
}

int tl_capture_need(struct tl_capture *capture, void *to, size_t size)
{
	size_t got = to ? tl_stream_read(capture->stream, to, size) : tl_stream_skip(capture->stream, size);

	return got == size ? 0 : ended_early(capture);
}

int tl_capture_begin(struct tl_capture *capture, void *to, size_t size)
{
	size_t got = tl_stream_read(capture->stream, to, size);
	const char *why;

	if (got == size)
		return 1;
	if (got == 0 && tl_stream_failure(capture->stream, &why) == 0)
		return 0;
	return ended_early(capture);
}

/* A frame check sequence is no part of a frame's length here, nor of its bytes. */
static void cut_frame_check(struct tl_capture_meta *meta, __u32 fcs)
{
	if (meta->wire_length <= fcs)
		return;
	meta->wire_length -= fcs;
	if (meta->captured_length > meta->wire_length)
		meta->captured_length = meta->wire_length;
}

int tl_capture_take_frame(struct tl_capture *capture, struct tl_frame *frame, __u32 captured, __u32 wire, __u32 fcs)
{
	__u32 kept = captured > TL_FRAME_MAX ? TL_FRAME_KEPT : captured;
	__u8 *bytes = capture->frame + TL_LINK_HEADER_MADE;
	int error = tl_capture_need(capture, bytes, kept);

	if (!error)
		error = tl_capture_need(capture, NULL, captured - kept);
	if (error)
		return error;
	frame->bytes = bytes;
	frame->meta.captured_length = kept;
	frame->meta.wire_length = wire < captured ? captured : wire; /* some writers leave it 0 */
	cut_frame_check(&frame->meta, fcs);
	return 0;
}

static void write_ethernet(__u8 *to, const struct tl_link_header *header)
{
	memcpy(to, header->destination, sizeof(header->destination));
	memcpy(to + 6, header->source, sizeof(header->source));
	to[12] = header->ethertype >> 8;
	to[13] = (__u8)header->ethertype;
}

void tl_capture_read_link(struct tl_capture *capture, struct tl_frame *frame, tl_link_reader *reader)
{
	struct tl_link_bytes bytes = {frame->bytes, frame->meta.captured_length, frame->meta.wire_length};
	struct tl_capture_meta *meta = &frame->meta;
	struct tl_link_header header = {0};
	__u32 skip;

	if (!reader)
		return;
	if (!reader(&bytes, &header)) { /* so that it is short of a link header there, too */
		if (meta->captured_length >= TL_LINK_HEADER_MADE)
			meta->captured_length = TL_LINK_HEADER_MADE - 1;
		return;
	}
	skip = header.before + header.length;
	frame->bytes =
		capture->frame + skip; /* the header made begins so much before the packet as there is room for it */
	write_ethernet(capture->frame + skip, &header);
	meta->link_rest = (__s16)(header.length - TL_LINK_HEADER_MADE);
	meta->wire_length += TL_LINK_HEADER_MADE - skip - header.fcs;
	meta->captured_length += TL_LINK_HEADER_MADE - skip;
	if (meta->captured_length > meta->wire_length)
		meta->captured_length = meta->wire_length;
}

static int no_capture(const struct tl_capture *capture, const __u8 *start, size_t length)
{
	const char *why;
	int error = tl_stream_failure(capture->stream, &why);

	if (length == TL_MAGIC_SIZE)
		tl_error("%s: neither pcap nor pcapng: it starts with %02x %02x %02x %02x; convert it to one of them "
			 "(editcap -F pcapng FILE NEW)",
			 capture->name, start[0], start[1], start[2], start[3]);
	else if (error)
		tl_error("%s: cannot read: %s", capture->name, why);
	else
		tl_error("%s: %s: not a capture", capture->name, length ? "shorter than any capture" : "empty");
	return -EINVAL;
}

static int choose_format(struct tl_capture *capture)
{
	__u8 start[TL_MAGIC_SIZE] = {0};
	size_t length = tl_stream_read(capture->stream, start, sizeof(start));

	for (unsigned int i = 0; length == sizeof(start) && i < sizeof(magics) / sizeof(magics[0]); i++) {
		if (memcmp(start, magics[i].bytes, sizeof(start)))
			continue;
		if (!magics[i].format) {
			tl_error("%s: neither pcap nor pcapng: %s", capture->name, magics[i].remedy);
			return -EINVAL;
		}
		capture->format = magics[i].format;
		return capture->format->open(capture, start);
	}
	return no_capture(capture, start, length);
}

struct tl_capture *tl_capture_from(FILE *file, const char *name)
{
	struct tl_capture *capture = calloc(1, sizeof(*capture));

	if (!capture) {
		fclose(file);
		goto no_memory;
	}
	capture->name = name;
	capture->ended = 1;
	capture->stream = tl_stream_open(file);
	capture->frame = malloc(TL_LINK_HEADER_MADE + TL_FRAME_MAX);
	if (!capture->stream || !capture->frame)
		goto no_memory;
	if (!choose_format(capture))
		return capture;
	tl_capture_close(capture);
	return NULL;
no_memory:
	tl_error("%s: not enough memory to read it", name);
	tl_capture_close(capture);
	return NULL;
}

struct tl_capture *tl_capture_open(const char *path)
{
	FILE *file;

	if (!strcmp(path, "-")) {
		if (!isatty(STDIN_FILENO))
			return tl_capture_from(stdin, "standard input");
		tl_error("standard input is a terminal: pipe a capture into it, or name a file");
		return NULL;
	}
	file = fopen(path, "rbe");
	if (file)
		return tl_capture_from(file, path);
	tl_error("%s: cannot open: %s", path, strerror(errno));
	return NULL;
}

int tl_capture_next(struct tl_capture *capture, struct tl_frame *frame)
{
	if (capture->ended != 1)
		return capture->ended;
	memset(&frame->meta, 0, sizeof(frame->meta));
	capture->ended = capture->format->next(capture, frame);
	if (capture->ended == 1)
		capture->frames++;
	return capture->ended;
}

void tl_capture_close(struct tl_capture *capture)
{
	if (!capture)
		return;
	if (capture->format)
		capture->format->close(capture);
	tl_stream_close(capture->stream);
	free(capture->frame);
	free(capture);
}
