/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How the parsers read a frame inside the kernel: direct access where the bytes are linear, else through the helper. */
#ifndef TAPLESS_BPF_CURSOR_H
#define TAPLESS_BPF_CURSOR_H

/* `tapless read`: frames carry their metadata; set before loading, never in a live meter. */
const volatile bool tl_capture_build = false;

enum tl_context_kind {
	TL_CONTEXT_SKB,
	TL_CONTEXT_XDP,
};

struct tl_cursor {
	void *context;
	__u32 length; /* bytes that may be read; less than what lies in memory only in a capture build */
	enum tl_context_kind kind;
};

#define TL_PULL_MAX   40 /* the largest header, IPv6's */
#define TL_OFFSET_MAX 0x7fff /* headers reach no further; keeps the verifier's packet ranges small */

static __always_inline int tl_load(const struct tl_cursor *cursor, __u32 offset, void *to, __u32 size)
{
	return cursor->kind == TL_CONTEXT_SKB ? (int)bpf_skb_load_bytes(cursor->context, offset, to, size)
					      : (int)bpf_xdp_load_bytes(cursor->context, offset, to, size);
}

/*
 * Both ends are read from the context anew for each pull. Kept in a register, a pointer would carry the range that the
 * last pull proved, the verifier would follow "linear" and "through the helper" apart, and each header would double its
 * states.
 */
static __always_inline const __u8 *tl_linear(const struct tl_cursor *cursor, __u32 offset, __u32 size)
{
	const struct __sk_buff *skb = cursor->context;
	const struct xdp_md *xdp = cursor->context;
	bool is_skb = cursor->kind == TL_CONTEXT_SKB;
	__u32 data = is_skb ? *(volatile __u32 *)&skb->data : *(volatile __u32 *)&xdp->data;
	__u32 end = is_skb ? *(volatile __u32 *)&skb->data_end : *(volatile __u32 *)&xdp->data_end;
	const __u8 *from = (const __u8 *)(long)data + offset;

	return from + size > (const __u8 *)(long)end ? 0 : from;
}

static __always_inline int tl_pull(struct tl_cursor *cursor, __u32 offset, void *to, __u32 size)
{
	__u8 copy[TL_PULL_MAX] __attribute__((aligned(8)));
	const __u8 *from;

	if (offset > TL_OFFSET_MAX)
		return -1;
	if (tl_capture_build && offset + size > cursor->length)
		return -1;
	from = tl_linear(cursor, offset, size);
	if (!from) { /* through a copy: the address of `to` itself never leaves, so it can live in registers */
		if (tl_load(cursor, offset, copy, size))
			return -1;
		from = copy;
	}
	/* Without the claim of alignment clang copies byte by byte; the JIT's machines load unaligned words as fast. */
	__builtin_memcpy(to, __builtin_assume_aligned(from, 4), size);
	return 0;
}

#endif
