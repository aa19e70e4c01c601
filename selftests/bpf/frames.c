// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "frames.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "capture/capture.h"
#include "selftests/unit/stacks.h"

#define FILE_MAX	 65536
#define FRAMES_OF_A_FILE 200
#define STACK_DEEP	 6 /* layers: more than the bound of tunnels */
#define STACK_SHARE	 397 /* of the chains of so many, every so many-th */
#define PARSE_PREFIX	 3 /* of an input of parse_fuzz: link type, how much longer the wire length is */

static void add(struct frames *frames, __u16 link, const void *bytes, __u32 captured, __u32 wire)
{
	struct frame *frame = calloc(1, sizeof(*frame));

	frames->all = realloc(frames->all, (frames->count + 1) * sizeof(struct frame *));
	if (!frames->all || !frame)
		abort();
	frame->link = link;
	frame->wire_length = wire;
	frame->captured = captured < FRAME_ROOM ? captured : FRAME_ROOM;
	memcpy(frame->bytes, bytes, frame->captured);
	frames->all[frames->count++] = frame;
}

static void add_vectors(struct frames *frames)
{
	for (unsigned int i = 0; i < TL_VECTORS; i++)
		add(frames, tl_vectors[i].link, tl_vectors[i].bytes, tl_vectors[i].length, tl_vectors[i].length);
	for (unsigned int i = 0; i < TL_TUNNEL_VECTORS; i++)
		add(frames, TL_LINK_ETHERNET, tl_tunnel_vectors[i].bytes, tl_tunnel_vectors[i].length,
		    tl_tunnel_vectors[i].length);
}

static void add_capture(struct frames *frames, const char *path)
{
	struct tl_capture *capture = tl_capture_open(path);
	struct tl_frame frame;

	for (int i = 0; capture && i < FRAMES_OF_A_FILE && tl_capture_next(capture, &frame) == 1; i++)
		add(frames, frame.meta.link, frame.bytes, frame.meta.captured_length, frame.meta.wire_length);
	tl_capture_close(capture);
}

static void add_parse_input(struct frames *frames, const __u8 *bytes, __u32 size)
{
	__u32 captured = size - PARSE_PREFIX;

	if (size >= PARSE_PREFIX)
		add(frames, bytes[0] % (TL_LINK__MAX + 1), bytes + PARSE_PREFIX, captured,
		    captured + (bytes[1] << 8 | bytes[2]));
}

/* An input of names_fuzz is a message: the payload of a TCP segment, with SYN once, for its first data then. */
static void add_message(struct frames *frames, const __u8 *bytes, __u32 size)
{
	static const char head[] = ETHER(TYPE_IPV4) IPV4_FULL("\x45", "\0\0", "\0\1", "\0\0", "\6") TCP;
	__u8 frame[FILE_MAX + sizeof(head)];
	__u32 length = sizeof(head) - 1;

	memcpy(frame, head, length);
	memcpy(frame + length, bytes, size);
	add(frames, TL_LINK_ETHERNET, frame, length + size, length + size);
	frame[14 + 20 + 13] |= 2;
	add(frames, TL_LINK_ETHERNET, frame, length + size, length + size);
}

#define OPTIONS_SIZE 1024 /* of one IPv6 extension header */

/* Headers and a name that lie in a frame's later buffers (jumbo frames of XDP): a chain of long IPv6 extension headers. */
static void add_long_chain(struct frames *frames, unsigned int count)
{
	static const char head[] = ETHER(TYPE_IPV6) IPV6("\0\0", "\x3c");
	static const char options[] = {60, OPTIONS_SIZE / 8 - 1, 1, 4, 0, 0, 0, 0};
	static const char tail[] = TCP "GET / HTTP/1.1\r\nHost: behind.example\r\n\r\n";
	__u8 frame[FRAME_ROOM] = {};
	__u32 length = sizeof(head) - 1;

	memcpy(frame, head, length);
	for (unsigned int i = 0; i < count; i++, length += OPTIONS_SIZE) {
		memcpy(frame + length, options, sizeof(options));
		frame[length] = i + 1 < count ? 60 : 6;
	}
	memcpy(frame + length, tail, sizeof(tail) - 1);
	length += sizeof(tail) - 1;
	add(frames, TL_LINK_ETHERNET, frame, length, length);
}

/* A name at the far end of what is looked at. */
static void add_long_request(struct frames *frames, unsigned int filler)
{
	char request[FRAME_ROOM / 2];
	int length = snprintf(request, sizeof(request), "GET / HTTP/1.1\r\nX: %0*d\r\nHost: far.example\r\n\r\n",
			      (int)filler, 0);

	add_message(frames, (const __u8 *)request, length);
}

static void add_long(struct frames *frames)
{
	for (unsigned int count = 1; count <= 7; count++)
		add_long_chain(frames, count);
	for (unsigned int filler = 3000; filler < 4060; filler += 130)
		add_long_request(frames, filler);
}

/* Adds a stack whose turn it is, every other one as a super-packet has it: without lengths. */
static void add_stack(const struct stack *stack, void *context)
{
	static unsigned int seen;
	struct frames *frames = context;
	__u8 frame[STACK_ROOM];
	__u32 begin;

	if (seen++ % STACK_SHARE != 0)
		return;
	begin = stack_build(frame, stack, seen / STACK_SHARE % 2);
	add(frames, TL_LINK_ETHERNET, frame + begin, STACK_ROOM - begin, STACK_ROOM - begin);
}

/* More labels than anybody has, up to the bound and one beyond it. */
static void add_labels(struct frames *frames)
{
	static const unsigned int counts[] = {20, 32, 33};
	static const char ether[] = ETHER("\x88\x47"), inner[] = INNER4;
	__u8 frame[256];

	for (unsigned int i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		__u32 length = sizeof(ether) - 1;

		memcpy(frame, ether, length);
		for (unsigned int label = 1; label <= counts[i]; label++, length += 4)
			memcpy(frame + length, (__u8[]){0, 1, label == counts[i], 64}, 4);
		memcpy(frame + length, inner, sizeof(inner) - 1);
		length += sizeof(inner) - 1;
		add(frames, TL_LINK_ETHERNET, frame, length, length);
	}
}

static void read_input(struct frames *frames, const char *path,
		       void (*take)(struct frames *frames, const __u8 *bytes, __u32 size))
{
	static __u8 bytes[FILE_MAX];
	FILE *file = fopen(path, "re");

	if (!file)
		return;
	take(frames, bytes, fread(bytes, 1, sizeof(bytes), file));
	fclose(file);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void add_folder(struct frames *frames, const char *folder,
		       void (*take)(struct frames *frames, const __u8 *bytes, __u32 size))
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_visible, alphasort);
	char path[512];

	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
		if (take)
			read_input(frames, path, take);
		else if (strstr(path, ".pcap"))
			add_capture(frames, path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void add_generated(struct frames *frames)
{
	static const char *const options[] = {"--kind mixed --packets 150 --flows 8", "--kind tcp-short --flows 4",
					      "--kind udp --ipv6 --vlan 7 --packets 4", "--kind raw --packets 4"};
	const char *build = getenv("BUILD");
	char command[512], path[] = "/tmp/tapless-frames-XXXXXX";
	int file = mkstemp(path);

	if (file < 0)
		return;
	close(file);
	for (unsigned int i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		snprintf(command, sizeof(command),
			 "%s/tools/generator/tapless-generator --capture %s %s >/dev/null 2>&1",
			 build ? build : "build", path, options[i]);
		if (!system(command)) /* NOLINT(cert-env33-c): a test's own tool */
			add_capture(frames, path);
	}
	unlink(path);
}

void frames_gather(struct frames *frames)
{
	const char *captures = getenv("TAPLESS_PCAPS");
	struct stack stack = {.count = 0};

	add_vectors(frames);
	add_folder(frames, "selftests/fuzz/corpus/parse", add_parse_input);
	add_folder(frames, "selftests/fuzz/corpus/names", add_message);
	add_long(frames);
	add_labels(frames);
	stack_each(&stack, STACK_DEEP, add_stack, frames);
	add_generated(frames);
	add_folder(frames, captures ? captures : "../shared/pcaps", NULL);
}

void frames_free(struct frames *frames)
{
	for (unsigned int i = 0; i < frames->count; i++)
		free(frames->all[i]);
	free(frames->all);
	memset(frames, 0, sizeof(*frames));
}
