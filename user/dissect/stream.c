// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "stream.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 2048

static int make_room(struct tl_stream *stream, __u32 wanted)
{
	__u32 room = stream->room ? stream->room : ROOM_LEAST;
	__u8 *grown;

	while (room < wanted)
		room *= 2;
	if (room == stream->room)
		return 0;
	grown = realloc(stream->own, room);
	if (!grown)
		return -ENOMEM;
	stream->octets = stream->own = grown;
	stream->room = room;
	return 0;
}

/* Everything that is known moves up by `distance`; what then lies behind the end is forgotten. */
static int move_base(struct tl_stream *stream, __u32 distance)
{
	struct tl_stream_piece *piece = stream->piece;
	__u32 end = stream->pieces ? piece[stream->pieces - 1].end : 0;
	__u32 kept = end + distance > TL_STREAM_OCTETS ? TL_STREAM_OCTETS - distance : end;
	unsigned int pieces = 0;

	if (make_room(stream, kept + distance))
		return -ENOMEM;
	memmove(stream->own + distance, stream->own, kept);
	for (unsigned int i = 0; i < stream->pieces; i++) {
		if (piece[i].start >= kept)
			break;
		piece[pieces].start = piece[i].start + distance;
		piece[pieces++].end = (piece[i].end < kept ? piece[i].end : kept) + distance;
	}
	stream->pieces = pieces;
	stream->base -= distance;
	return 0;
}

/* Pieces that touch [start, end) become one with it. False: there are too many apart. */
static bool merge(struct tl_stream *stream, __u32 start, __u32 end)
{
	struct tl_stream_piece *piece = stream->piece;
	unsigned int first = 0, behind;

	while (first < stream->pieces && piece[first].end < start)
		first++;
	for (behind = first; behind < stream->pieces && piece[behind].start <= end; behind++) {
		if (piece[behind].start < start)
			start = piece[behind].start;
		if (piece[behind].end > end)
			end = piece[behind].end;
	}
	if (behind == first && stream->pieces == TL_STREAM_PIECES)
		return false;
	memmove(&piece[first + 1], &piece[behind], (stream->pieces - behind) * sizeof(*piece));
	stream->pieces += first + 1 - behind;
	piece[first] = (struct tl_stream_piece){start, end};
	return true;
}

int tl_stream_add(struct tl_stream *stream, __u32 sequence, const __u8 *octets, __u32 count)
{
	__u32 offset, before;

	if (!count)
		return 0;
	if (!stream->pieces)
		stream->base = sequence;
	before = stream->base - sequence;
	if (before && before < TL_STREAM_OCTETS && move_base(stream, before))
		return -ENOMEM;
	offset = sequence - stream->base;
	if (offset >= TL_STREAM_OCTETS)
		return 0;
	if (count > TL_STREAM_OCTETS - offset)
		count = TL_STREAM_OCTETS - offset;
	if (make_room(stream, offset + count))
		return -ENOMEM;
	if (merge(stream, offset, offset + count))
		memcpy(stream->own + offset, octets, count);
	return 0;
}

void tl_stream_lend(struct tl_stream *stream, __u32 sequence, const __u8 *octets, __u32 count)
{
	stream->base = sequence;
	stream->octets = octets;
	stream->piece[0] = (struct tl_stream_piece){0, count};
	stream->pieces = 1;
}

int tl_stream_keep(struct tl_stream *stream)
{
	const __u8 *lent = stream->octets;

	if (stream->own || !stream->pieces)
		return 0;
	if (make_room(stream, stream->piece[0].end) || !stream->own) {
		tl_stream_free(stream);
		return -ENOMEM;
	}
	memcpy(stream->own, lent, stream->piece[0].end);
	return 0;
}

__u32 tl_stream_prefix(const struct tl_stream *stream)
{
	return stream->pieces && !stream->piece[0].start ? stream->piece[0].end : 0;
}

void tl_stream_drop(struct tl_stream *stream, __u32 count)
{
	struct tl_stream_piece *piece = stream->piece;
	__u32 end = stream->pieces ? piece[stream->pieces - 1].end : 0;

	if (count >= tl_stream_prefix(stream))
		return;
	if (stream->own)
		memmove(stream->own, stream->own + count, end - count);
	else
		stream->octets += count;
	for (unsigned int i = 0; i < stream->pieces; i++) {
		piece[i].start -= i ? count : 0;
		piece[i].end -= count;
	}
	stream->base += count;
}

void tl_stream_free(struct tl_stream *stream)
{
	free(stream->own);
	memset(stream, 0, offsetof(struct tl_stream, piece));
}
