/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Writes captures into memory, byte by byte, for capture_test.c. */
#ifndef TAPLESS_SELFTESTS_CAPTURE_FILES_H
#define TAPLESS_SELFTESTS_CAPTURE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *data;
	size_t length;
	size_t room;
	bool big_endian;
	size_t block; /* offset of the pcapng block that is open */
};

void put(struct bytes *to, const void *from, size_t length);
void put_zeros(struct bytes *to, size_t length);
void put16(struct bytes *to, uint16_t value);
void put32(struct bytes *to, uint32_t value);
void bytes_free(struct bytes *bytes);

void put_pcap_header(struct bytes *to, uint32_t magic, uint16_t minor_version, uint32_t link);
void put_pcap_record(struct bytes *to, uint32_t seconds, uint32_t fraction, uint32_t captured, uint32_t wire);
/* A pcap file: frame i, of 60 bytes, at i + 1 seconds and i microseconds. */
void put_three_frames(struct bytes *to);

void begin_block(struct bytes *to, uint32_t type);
void end_block(struct bytes *to);
void put_section(struct bytes *to);
void put_interface(struct bytes *to, uint16_t link, uint32_t snap_length);
/* With options: resolution, offset in seconds, FCS length; a comment before them, the end-of-options behind. */
void put_interface_options(struct bytes *to, uint16_t link, uint8_t resolution, int64_t offset, uint8_t fcs);
void put_enhanced(struct bytes *to, uint32_t interface, uint64_t time, uint32_t captured, uint32_t wire);
void put_simple(struct bytes *to, uint32_t wire, uint32_t captured);
void put_obsolete(struct bytes *to, uint16_t interface, uint64_t time, uint32_t captured, uint32_t wire);

/* Appends `from`, compressed. */
void put_gzip(struct bytes *to, const struct bytes *from);
void put_zstd(struct bytes *to, const struct bytes *from);

/* What frames consist of: byte i of each frame. */
uint8_t frame_byte(size_t i);

#endif
