// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "capture_files.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>
#include <zstd.h>

uint8_t frame_byte(size_t i)
{
	return i * 7 + (i >> 8);
}

static uint8_t *reserve(struct bytes *to, size_t length)
{
	if (to->length + length > to->room) {
		to->room = (to->length + length) * 2;
		to->data = realloc(to->data, to->room);
		if (!to->data)
			abort();
	}
	to->length += length;
	return to->data + to->length - length;
}

void put(struct bytes *to, const void *from, size_t length)
{
	memcpy(reserve(to, length), from, length);
}

void put_zeros(struct bytes *to, size_t length)
{
	memset(reserve(to, length), 0, length);
}

static void put_number(struct bytes *to, uint64_t value, int size)
{
	uint8_t *at = reserve(to, size);

	for (int i = 0; i < size; i++)
		at[to->big_endian ? size - 1 - i : i] = value >> (8 * i);
}

void put16(struct bytes *to, uint16_t value)
{
	put_number(to, value, 2);
}

void put32(struct bytes *to, uint32_t value)
{
	put_number(to, value, 4);
}

void bytes_free(struct bytes *bytes)
{
	free(bytes->data);
	memset(bytes, 0, sizeof(*bytes));
}

static void put_frame(struct bytes *to, size_t length)
{
	uint8_t *at = reserve(to, length);

	for (size_t i = 0; i < length; i++)
		at[i] = frame_byte(i);
}

void put_pcap_header(struct bytes *to, uint32_t magic, uint16_t minor_version, uint32_t link)
{
	put32(to, magic);
	put16(to, 2);
	put16(to, minor_version);
	put_zeros(to, 8);
	put32(to, 262144);
	put32(to, link);
}

void put_pcap_record(struct bytes *to, uint32_t seconds, uint32_t fraction, uint32_t captured, uint32_t wire)
{
	put32(to, seconds);
	put32(to, fraction);
	put32(to, captured);
	put32(to, wire);
	put_frame(to, captured);
}

void put_three_frames(struct bytes *file)
{
	put_pcap_header(file, 0xa1b2c3d4, 4, 1);
	for (uint32_t i = 0; i < 3; i++)
		put_pcap_record(file, 1 + i, i, 60, 60);
}

void begin_block(struct bytes *to, uint32_t type)
{
	to->block = to->length;
	put32(to, type);
	put32(to, 0);
}

void end_block(struct bytes *to)
{
	size_t total, end;

	put_zeros(to, -(to->length - to->block) & 3);
	total = to->length - to->block + 4;
	put32(to, total);
	end = to->length;
	to->length = to->block + 4;
	put32(to, total);
	to->length = end;
}

void put_section(struct bytes *to)
{
	begin_block(to, 0x0a0d0d0a);
	put32(to, 0x1a2b3c4d);
	put16(to, 1);
	put16(to, 0);
	put_number(to, UINT64_MAX, 8); /* section length not given */
	end_block(to);
}

static void put_interface_fields(struct bytes *to, uint16_t link, uint32_t snap_length)
{
	begin_block(to, 1);
	put16(to, link);
	put16(to, 0);
	put32(to, snap_length);
}

void put_interface(struct bytes *to, uint16_t link, uint32_t snap_length)
{
	put_interface_fields(to, link, snap_length);
	end_block(to);
}

static void put_option(struct bytes *to, uint16_t code, uint64_t value, uint16_t size)
{
	put16(to, code);
	put16(to, size);
	put_number(to, value, size);
	put_zeros(to, -size & 3);
}

void put_interface_options(struct bytes *to, uint16_t link, uint8_t resolution, int64_t offset, uint8_t fcs)
{
	put_interface_fields(to, link, 0);
	put16(to, 1); /* a comment, longer than any option that is read */
	put16(to, 13);
	put(to, "thirteen byte\0\0", 16);
	put_option(to, 9, resolution, 1);
	put_option(to, 14, offset, 8);
	put_option(to, 13, fcs, 1);
	put_option(to, 0, 0, 0);
	put_option(to, 9, 3, 1); /* behind the end of options: not one */
	end_block(to);
}

void put_enhanced(struct bytes *to, uint32_t interface, uint64_t time, uint32_t captured, uint32_t wire)
{
	begin_block(to, 6);
	put32(to, interface);
	put32(to, time >> 32);
	put32(to, time);
	put32(to, captured);
	put32(to, wire);
	put_frame(to, captured);
	put_zeros(to, -captured & 3);
	put_option(to, 2, 1, 4); /* epb_flags */
	put_option(to, 0, 0, 0);
	end_block(to);
}

void put_simple(struct bytes *to, uint32_t wire, uint32_t captured)
{
	begin_block(to, 3);
	put32(to, wire);
	put_frame(to, captured);
	end_block(to);
}

void put_obsolete(struct bytes *to, uint16_t interface, uint64_t time, uint32_t captured, uint32_t wire)
{
	begin_block(to, 2);
	put16(to, interface);
	put16(to, 0xffff); /* drops: not known */
	put32(to, time >> 32);
	put32(to, time);
	put32(to, captured);
	put32(to, wire);
	put_frame(to, captured);
	end_block(to);
}

void put_gzip(struct bytes *to, const struct bytes *from)
{
	z_stream stream = {0};
	size_t room;

	if (deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	room = deflateBound(&stream, from->length);
	stream.next_in = from->data;
	stream.avail_in = from->length;
	stream.next_out = reserve(to, room);
	stream.avail_out = room;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		abort();
	to->length -= stream.avail_out;
	deflateEnd(&stream);
}

void put_zstd(struct bytes *to, const struct bytes *from)
{
	size_t room = ZSTD_compressBound(from->length);
	uint8_t *at = reserve(to, room);
	size_t length = ZSTD_compress(at, room, from->data, from->length, 3);

	if (ZSTD_isError(length))
		abort();
	to->length -= room - length;
}
