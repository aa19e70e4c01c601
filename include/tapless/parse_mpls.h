/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps over a stack of labels to what stands below it: IP, or a pseudowire's frame. */
#ifndef TAPLESS_PARSE_MPLS_H
#define TAPLESS_PARSE_MPLS_H

#include "parse_layer2.h"

#define TL_MPLS_DEPTH_MAX 32

/*
 * A pseudowire's own label is the last one, or has a flow label below, which spreads its frames over several paths: as nobody
 * must forward by that, its TTL is 1 (RFC 6391 2). `above` is 0 if there is one label only.
 */
static __always_inline __u32 tl_pseudowire_label(__u32 entry, __u32 above)
{
	return TL_MPLS_LABEL(above && TL_MPLS_TTL(entry) == 1 ? above : entry);
}

/* The sum over an IPv4 header, its checksum among it, is 0xffff (RFC 791 3.1); over its options as well, which are not read here. */
static __always_inline bool tl_ipv4_sum_holds(const struct tl_wire_ipv4 *header)
{
	const __u8 *bytes = (const __u8 *)header;
	__u32 sum = 0;

	for (__u32 i = 0; i < sizeof(*header); i += 2)
		sum += bytes[i] << 8 | bytes[i + 1];
	return (sum & 0xffff) + (sum >> 16) == 0xffff;
}

/*
 * Is it IP, though it looks like a frame as well, whose first address begins with the same nibble? It is, if it has the length that it
 * tells; padding may follow a short packet, but IPv4 has a checksum.
 */
static __always_inline bool tl_is_surely_ip(struct tl_walk *walk, __u8 version)
{
	struct tl_wire_ipv4 header;
	__u32 left = walk->end - walk->offset, total;

	if (tl_pull_step(walk, 0, &header, sizeof(header)))
		return false;
	if (version == 6) /* where IPv4 has its identification there is the length of what follows */
		return sizeof(struct tl_wire_ipv6) + tl_from_wire16(header.identification) == left;
	total = tl_from_wire16(header.total_length);
	return total == left || (total < left && tl_ipv4_sum_holds(&header));
}

/*
 * Behind the last label: IP by its version nibble; or a pseudowire's frame, with a control word (nibble 0, RFC 4385 3) or without. Then
 * its first address may begin with any of these nibbles (RFC 4928 2), so what looks like a frame as it stands is one: behind a
 * control word it would not.
 */
static __always_inline enum tl_layer_step tl_step_below_labels(struct tl_walk *walk, __u32 entry, __u32 above)
{
	__u32 label = tl_pseudowire_label(entry, above);
	bool is_frame;
	__u8 first;

	if (tl_pull_step(walk, 0, &first, sizeof(first)))
		return TL_STEP_BACK;
	is_frame = tl_is_frame(walk, 0);
	if ((first >> 4 == 4 || first >> 4 == 6) && !(is_frame && !tl_is_surely_ip(walk, first >> 4)))
		return tl_step_over(walk, 0, TL_INSIDE_IP);
	if (is_frame)
		return tl_enter_tunnel(walk, TL_TUNNEL_PSEUDOWIRE, label, 0, TL_INSIDE_FRAME);
	if (first >> 4 == 0 && tl_is_frame(walk, 4))
		return tl_enter_tunnel(walk, TL_TUNNEL_PSEUDOWIRE, label, 4, TL_INSIDE_FRAME);
	return TL_STEP_BACK;
}

static __always_inline enum tl_layer_step tl_step_mpls(struct tl_walk *walk)
{
	struct tl_details *details = &walk->layers->details;
	__u32 entry = 0, above = 0, depth;
	__be32 wire;

	for (depth = 0; depth < TL_MPLS_DEPTH_MAX && !TL_MPLS_BOTTOM(entry); depth++) {
		if (tl_pull_step(walk, 0, &wire, sizeof(wire)))
			return TL_STEP_BACK;
		above = entry;
		entry = tl_from_wire32(wire);
		if (depth < TL_MPLS_LABELS)
			details->mpls_entries[depth] = entry;
		walk->offset += sizeof(wire);
	}
	details->mpls_depth = depth;
	walk->layers->found = 1;
	return TL_MPLS_BOTTOM(entry) ? tl_step_below_labels(walk, entry, above) : TL_STEP_BACK;
}

#endif
