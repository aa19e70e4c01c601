/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the parsers read a frame inside the kernel: direct access where the bytes are linear, else through the helper. */
#ifndef TAPLESS_BPF_CURSOR_H
#define TAPLESS_BPF_CURSOR_H

enum tl_context_kind {
	TL_CONTEXT_SKB,
	TL_CONTEXT_XDP,
};

struct tl_cursor {
	void *context;
	__u8 *data;
	__u8 *data_end;
	__u32 length; /* bytes that may be read; less than what lies in memory only in a capture build */
	enum tl_context_kind kind;
};

#define TL_OFFSET_MAX 0x7fff /* headers reach no further; keeps the verifier's packet ranges small */

static __always_inline int tl_load(const struct tl_cursor *cursor, __u32 offset, void *to, __u32 size)
{
	return cursor->kind == TL_CONTEXT_SKB ? (int)bpf_skb_load_bytes(cursor->context, offset, to, size)
					      : (int)bpf_xdp_load_bytes(cursor->context, offset, to, size);
}

static __always_inline int tl_pull(struct tl_cursor *cursor, __u32 offset, void *to, __u32 size)
{
	const __u8 *from;

	if (offset > TL_OFFSET_MAX)
		return -1;
	if (tl_capture_build && offset + size > cursor->length)
		return -1;
	from = cursor->data + offset;
	if (from + size > cursor->data_end)
		return tl_load(cursor, offset, to, size) ? -1 : 0;
	/* Without the claim of alignment clang copies byte by byte; the JIT's machines load unaligned words as fast. */
	__builtin_memcpy(to, __builtin_assume_aligned(from, 4), size);
	return 0;
}

#endif
