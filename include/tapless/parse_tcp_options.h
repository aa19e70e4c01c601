/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The options of a SYN: RFC 9293 3.2, RFC 7323 2.2. What is cut or does not hold ends the list. */
#ifndef TAPLESS_PARSE_TCP_OPTIONS_H
#define TAPLESS_PARSE_TCP_OPTIONS_H

#include "exchange.h"
#include "walk.h"

#define TL_TCP_OPTIONS_MAX 40 /* octets, and so options */

/* In memory, so that the verifier sees every turn of the loop as the same. */
struct tl_option_walk {
	struct tl_syn syn;
	__u32 offset;
	__u32 end;
};

static __always_inline void tl_read_tcp_option_value(struct tl_cursor *cursor, struct tl_option_walk *walk, __u8 kind,
						     __u8 length, __u32 offset)
{
	__be16 size;
	__u8 scale;

	if (kind == TL_TCP_OPTION_SEGMENT_SIZE && length == 4 && !tl_pull(cursor, offset, &size, sizeof(size)))
		walk->syn.maximum_segment_size = tl_from_wire16(size);
	if (kind == TL_TCP_OPTION_WINDOW_SCALE && length == 3 && !tl_pull(cursor, offset, &scale, sizeof(scale)))
		walk->syn.window_scale = scale;
}

/* 0, or -1 at the end of the list. */
static __always_inline int tl_read_tcp_option(struct tl_cursor *cursor, struct tl_option_walk *walk)
{
	__u32 offset = tl_bounded_offset(*(volatile __u32 *)&walk->offset), end = *(volatile __u32 *)&walk->end;
	__u8 kind, length = 1;

	if (offset >= end || tl_pull(cursor, offset, &kind, sizeof(kind)))
		return -1;
	if (kind == TL_TCP_OPTION_END) {
		walk->syn.options |= 1ull << kind;
		return -1;
	}
	if (kind != TL_TCP_OPTION_NO_OPERATION) {
		if (tl_pull(cursor, tl_bounded_offset(offset + 1), &length, sizeof(length)) || length < 2 ||
		    offset + length > end)
			return -1;
		tl_read_tcp_option_value(cursor, walk, kind, length, tl_bounded_offset(offset + 2));
	}
	if (kind < 64)
		walk->syn.options |= 1ull << kind;
	walk->offset = offset + length;
	return 0;
}

static __always_inline void tl_read_tcp_options(struct tl_cursor *cursor, const struct tl_packet *packet,
						struct tl_option_walk *walk)
{
	__builtin_memset(&walk->syn, 0, sizeof(walk->syn));
	walk->end = packet->payload_offset;
	walk->offset = packet->payload_offset - packet->tcp_options;
	for (int i = 0; i < TL_TCP_OPTIONS_MAX; i++)
		if (tl_read_tcp_option(cursor, walk))
			break;
}

#endif
