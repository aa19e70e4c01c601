// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "frames.h"

#include <string.h>

#include <tapless/control.h>

#define HEADERS_MAX 160 /* where headers are, most of the time */

__u64 next_random(__u64 *state)
{
	__u64 value = *state;

	value ^= value << 13;
	value ^= value >> 7;
	value ^= value << 17;
	return *state = value;
}

/* 0 ≤ … < limit; 0 if there is nothing to choose from */
static __u32 below(__u64 *random, __u32 limit)
{
	return limit ? (next_random(random) >> 16) % limit : 0;
}

/* A place in the frame, mostly among its headers. */
static __u32 somewhere(const struct frame *frame, __u64 *random)
{
	__u32 limit = frame->captured;

	if (limit > HEADERS_MAX && below(random, 8))
		limit = HEADERS_MAX;
	return below(random, limit);
}

static void flip_bits(struct frame *frame, const struct frames *pool, __u64 *random)
{
	(void)pool;
	if (frame->captured)
		for (__u32 count = 1 + below(random, 4); count; count--)
			frame->bytes[somewhere(frame, random)] ^= 1 << below(random, 8);
}

static void set_byte(struct frame *frame, const struct frames *pool, __u64 *random)
{
	/* among them protocols and next headers */
	static const __u8 values[] = {0,  1,  2,  4,  5,  6,  17,  33,	41,  43,  44,	47,   50,   51,
				      58, 59, 60, 97, 98, 99, 115, 132, 136, 137, 0x45, 0x4f, 0x60, 255};

	(void)pool;
	if (frame->captured)
		frame->bytes[somewhere(frame, random)] = values[below(random, sizeof(values))];
}

/* Where lengths and EtherTypes are: at even offsets. */
static void set_length(struct frame *frame, const struct frames *pool, __u64 *random)
{
	static const __u16 types[] = {0x0800, 0x86dd, 0x8100, 0x88a8, 0x9100, 0x8847, 0x8848,
				      0x8863, 0x8864, 0x6558, 0x0806, 0x05ff, 0x0600};
	__u32 at = somewhere(frame, random) & ~1u, left = frame->captured - at;
	__u16 value;

	(void)pool;
	if (left < 2)
		return;
	switch (below(random, 6)) {
	case 0:
		value = 0;
		break;
	case 1:
		value = 0xffff;
		break;
	case 2: /* near to what is left behind it */
		value = left + below(random, 48) - 24;
		break;
	case 3:
		value = below(random, 64);
		break;
	case 4:
		value = types[below(random, sizeof(types) / sizeof(types[0]))];
		break;
	default:
		value = next_random(random);
	}
	frame->bytes[at] = value >> 8;
	frame->bytes[at + 1] = value;
}

static void cut_on_the_wire(struct frame *frame, const struct frames *pool, __u64 *random)
{
	(void)pool;
	frame->captured = somewhere(frame, random);
	frame->wire_length = frame->captured;
}

static void cut_by_snap_length(struct frame *frame, const struct frames *pool, __u64 *random)
{
	(void)pool;
	frame->captured = somewhere(frame, random);
}

/* Longer on the wire than captured, up to more than any header can say; or, in a lying capture, shorter. */
static void set_wire_length(struct frame *frame, const struct frames *pool, __u64 *random)
{
	static const __u32 limits[] = {16, 2048, 70000, 300000};

	(void)pool;
	frame->wire_length = below(random, 8) ? frame->captured + below(random, limits[below(random, 4)])
					      : below(random, frame->captured + 1);
}

static void set_link(struct frame *frame, const struct frames *pool, __u64 *random)
{
	(void)pool;
	frame->link = below(random, TL_LINK__MAX + 1);
}

/* Puts `size` octets at `at`, the rest moves behind them. */
static void insert(struct frame *frame, __u32 at, const __u8 *bytes, __u32 size)
{
	if (frame->captured + size > FRAME_ROOM)
		return;
	memmove(frame->bytes + at + size, frame->bytes + at, frame->captured - at);
	memcpy(frame->bytes + at, bytes, size);
	frame->captured += size;
	frame->wire_length += size;
}

static void insert_header(struct frame *frame, const struct frames *pool, __u64 *random)
{
	static const struct {
		__u32 at, size;
		__u8 bytes[24];
	} headers[] = {
		{12, 4, "\x81\x00\x00\x05"},
		{12, 4, "\x88\xa8\xff\xff"},
		{34, 4, "\1\1\1\1"},
		{34, 20, "\x83\x13\4\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\0\0"},
		{34, 20, "\x45\0\0\0\0\0\0\0\x40\x06\0\0\x0a\0\0\3\x0a\0\0\4"},
		{54, 8, "\x06\0\1\4\0\0\0\0"},
		{54, 8, "\x2c\0\0\0\0\0\0\0"},
		{54, 8, "\x3c\0\0\1\0\0\0\1"},
		{54, 24, "\x06\4\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0"},
	};
	__u32 which = below(random, sizeof(headers) / sizeof(headers[0]));

	(void)pool;
	if (headers[which].at <= frame->captured)
		insert(frame, headers[which].at, headers[which].bytes, headers[which].size);
}

/* Some of the frame's own headers once more: tags in tags, packets in packets. */
static void repeat_part(struct frame *frame, const struct frames *pool, __u64 *random)
{
	__u8 part[64];
	__u32 at = somewhere(frame, random), size = 1 + below(random, sizeof(part));

	(void)pool;
	if (at + size > frame->captured)
		return;
	memcpy(part, frame->bytes + at, size);
	insert(frame, at, part, size);
}

static void remove_part(struct frame *frame, const struct frames *pool, __u64 *random)
{
	__u32 at = somewhere(frame, random), size = 1 + below(random, 40);

	(void)pool;
	if (at + size > frame->captured)
		return;
	memmove(frame->bytes + at, frame->bytes + at + size, frame->captured - at - size);
	frame->captured -= size;
	frame->wire_length = frame->captured;
}

/* Goes on with another frame. */
static void splice(struct frame *frame, const struct frames *pool, __u64 *random)
{
	const struct frame *other = pool->all[below(random, pool->count)];
	__u32 at = somewhere(frame, random), from = somewhere(other, random), size = other->captured - from;

	if (at + size > FRAME_ROOM)
		size = FRAME_ROOM - at;
	memcpy(frame->bytes + at, other->bytes + from, size);
	frame->captured = frame->wire_length = at + size;
}

void frame_mutate(struct frame *frame, const struct frames *pool, __u64 *random)
{
	static void (*const ways[])(struct frame *, const struct frames *, __u64 *) = {
		flip_bits,     flip_bits,	set_byte,	    set_byte, set_length,
		set_length,    cut_on_the_wire, cut_by_snap_length, set_link, set_wire_length,
		insert_header, repeat_part,	remove_part,	    splice,
	};

	*frame = *pool->all[below(random, pool->count)];
	for (__u32 count = 1 + below(random, 4); count; count--)
		ways[below(random, sizeof(ways) / sizeof(ways[0]))](frame, pool, random);
}
