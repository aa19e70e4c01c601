// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "zstd_frame.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zstd.h>

#define HEADER_MOST	14 /* RFC 8878, 3.1.1.1, with the magic number before it */
#define HEADER_LEAST	6
#define BLOCK_HEADER	3
#define RUN_LENGTH	1 /* a type of block: one octet, whatever its size is */
#define CHECKSUM	4 /* flags of the frame header descriptor */
#define SINGLE_SEGMENT	32
#define DICTIONARY_MASK 3

const __u8 tl_zstd_last_block[TL_ZSTD_LAST_BLOCK] = {1, 0, 0};

struct tl_zstd_frame {
	ZSTD_CCtx *context;
};

/* No checksum: it would stand behind the last block, where a process that was killed cannot put it. */
struct tl_zstd_frame *tl_zstd_frame_create(int level)
{
	struct tl_zstd_frame *frame = calloc(1, sizeof(*frame));

	if (!frame)
		return NULL;
	frame->context = ZSTD_createCCtx();
	if (frame->context && !ZSTD_isError(ZSTD_CCtx_setParameter(frame->context, ZSTD_c_compressionLevel, level)) &&
	    !ZSTD_isError(ZSTD_CCtx_setParameter(frame->context, ZSTD_c_checksumFlag, 0)))
		return frame;
	tl_zstd_frame_destroy(frame);
	return NULL;
}

void tl_zstd_frame_destroy(struct tl_zstd_frame *frame)
{
	if (frame)
		ZSTD_freeCCtx(frame->context);
	free(frame);
}

void tl_zstd_frame_begin(struct tl_zstd_frame *frame)
{
	ZSTD_CCtx_reset(frame->context, ZSTD_reset_session_only);
}

int tl_zstd_frame_add(struct tl_zstd_frame *frame, const __u8 *bytes, size_t length, struct tl_buffer *out)
{
	ZSTD_inBuffer in = {bytes, length, 0};
	__u8 piece[16384];
	size_t left;

	do {
		ZSTD_outBuffer to = {piece, sizeof(piece), 0};

		left = ZSTD_compressStream2(frame->context, &to, &in, ZSTD_e_flush);
		if (ZSTD_isError(left))
			return -ENOMEM;
		tl_buffer_put(out, piece, to.pos);
	} while (left);
	return out->failed ? -ENOMEM : 0;
}

static off_t header_length(const __u8 *header)
{
	static const __u8 magic[] = {0x28, 0xb5, 0x2f, 0xfd};
	static const int dictionary[] = {0, 1, 2, 4}, content[] = {0, 2, 4, 8};
	__u8 flags = header[4];
	bool is_single = flags & SINGLE_SEGMENT;

	if (memcmp(header, magic, sizeof(magic)) || flags & CHECKSUM)
		return -EBADMSG;
	return 5 + !is_single + dictionary[flags & DICTIONARY_MASK] + content[flags >> 6] +
	       (is_single && !(flags >> 6));
}

off_t tl_zstd_frame_whole(int file, bool *is_ended)
{
	__u8 header[HEADER_MOST], block[BLOCK_HEADER];
	struct stat status;
	off_t whole = 0, at;
	ssize_t got = pread(file, header, sizeof(header), 0);

	*is_ended = false;
	if (got < 0 || fstat(file, &status))
		return -errno;
	if (got < HEADER_LEAST)
		return 0;
	at = header_length(header);
	while (at > 0 && !*is_ended && pread(file, block, BLOCK_HEADER, at) == BLOCK_HEADER) {
		unsigned int fields = block[0] | block[1] << 8 | (unsigned int)block[2] << 16;

		at += BLOCK_HEADER + ((fields >> 1 & 3) == RUN_LENGTH ? 1 : (off_t)(fields >> 3));
		if (at > status.st_size)
			break;
		*is_ended = fields & 1;
		whole = at;
	}
	return at < 0 ? at : whole;
}
