/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps into GRE and what is built on it: NVGRE, ERSPAN, PPTP. */
#ifndef TAPLESS_PARSE_GRE_H
#define TAPLESS_PARSE_GRE_H

#include "layers.h"

#define TL_ERSPAN2_HEADER    8
#define TL_ERSPAN3_HEADER    12
#define TL_ERSPAN3_SUBHEADER 8
#define TL_ERSPAN_SESSION    0x3ff
#define TL_GRE_RESERVED	     0x00f8 /* RFC 1701: zero; strictness and recursion, 0x0f00, change nothing here */
#define TL_GRE_ROUTES_MAX    4
#define TL_PPTP_FLAGS	     0x2001 /* key, version 1; sequence and acknowledgement besides */
#define TL_PPTP_FLAGS_MASK   0xef7f

static __always_inline enum tl_inside tl_inside_of_gre(__u16 protocol)
{
	switch (protocol) {
	case TL_ETHERTYPE_IPV4:
		return TL_INSIDE_IPV4;
	case TL_ETHERTYPE_IPV6:
		return TL_INSIDE_IPV6;
	case TL_ETHERTYPE_BRIDGED:
		return TL_INSIDE_FRAME;
	case TL_ETHERTYPE_MPLS:
	case TL_ETHERTYPE_MPLS_MULTICAST:
		return TL_INSIDE_MPLS;
	case TL_ETHERTYPE_PPP:
		return TL_INSIDE_PPP;
	case TL_ETHERTYPE_NSH:
		return TL_INSIDE_NSH;
	default:
		return TL_INSIDE_NOTHING;
	}
}

/* RFC 2637 4.1: the key is the payload's length and the call. The payload may be encrypted: then PPP's protocol tells. */
static __always_inline enum tl_layer_step tl_step_pptp(struct tl_walk *walk, __u16 flags, __u16 protocol)
{
	__u32 size = sizeof(struct tl_wire_gre) + 4, call;
	__be32 key;

	if ((flags & TL_PPTP_FLAGS_MASK) != TL_PPTP_FLAGS || protocol != TL_ETHERTYPE_PPP ||
	    tl_pull_step(walk, sizeof(struct tl_wire_gre), &key, sizeof(key)))
		return TL_STEP_BACK;
	call = tl_from_wire32(key) & 0xffff;
	if (flags & TL_GRE_SEQUENCE)
		size += 4;
	if (flags & TL_GRE_ACKNOWLEDGEMENT)
		size += 4;
	return tl_enter_tunnel(walk, TL_TUNNEL_PPTP, call, size, TL_INSIDE_PPP);
}

/* Version 1 has a sequence number and a header of its own, which the first implementation had not. */
static __always_inline enum tl_layer_step tl_step_erspan2(struct tl_walk *walk, __u32 size, bool has_sequence)
{
	__be32 word;

	if (!has_sequence)
		return tl_enter_tunnel(walk, TL_TUNNEL_ERSPAN1, 0, size, TL_INSIDE_FRAME);
	if (tl_pull_step(walk, size, &word, sizeof(word)) || tl_from_wire32(word) >> 28 != 1)
		return TL_STEP_BACK;
	return tl_enter_tunnel(walk, TL_TUNNEL_ERSPAN2, tl_from_wire32(word) & TL_ERSPAN_SESSION,
			       size + TL_ERSPAN2_HEADER, TL_INSIDE_FRAME);
}

static __always_inline enum tl_layer_step tl_step_erspan3(struct tl_walk *walk, __u32 size)
{
	__be32 word;
	__u8 last;

	if (tl_pull_step(walk, size, &word, sizeof(word)) || tl_from_wire32(word) >> 28 != 2 ||
	    tl_pull_step(walk, size + TL_ERSPAN3_HEADER - 1, &last, sizeof(last)))
		return TL_STEP_BACK;
	if (last & 1)
		size += TL_ERSPAN3_SUBHEADER;
	return tl_enter_tunnel(walk, TL_TUNNEL_ERSPAN3, tl_from_wire32(word) & TL_ERSPAN_SESSION,
			       size + TL_ERSPAN3_HEADER, TL_INSIDE_FRAME);
}

static __always_inline enum tl_layer_step tl_step_keyed_gre(struct tl_walk *walk, __u32 key, __u32 size, __u16 protocol)
{
	if (protocol == TL_ETHERTYPE_BRIDGED && key >> 8 >= TL_NVGRE_SEGMENT_MIN && size == 8)
		return tl_enter_tunnel(walk, TL_TUNNEL_NVGRE, key >> 8, size, TL_INSIDE_FRAME);
	return tl_enter_tunnel(walk, TL_TUNNEL_GRE, key, size, tl_inside_of_gre(protocol));
}

/*
 * Routing (RFC 1701): entries of family, offset and length, then so many octets; an empty one of family 0 is the last. Behind
 * it the walk stands, `size` octets having come before the first. -1: cut, or too many.
 */
static __always_inline int tl_pass_gre_routes(struct tl_walk *walk, __u32 size)
{
	struct tl_wire_gre_route route;
	__u32 offset = walk->offset + size;

	for (int i = 0; i < TL_GRE_ROUTES_MAX; i++) {
		if (offset > TL_WALK_MASK)
			return -1;
		walk->offset = tl_bounded_offset(offset);
		if (tl_pull_step(walk, 0, &route, sizeof(route)))
			return -1;
		offset = walk->offset + sizeof(route) + route.length;
		if (route.family || route.length)
			continue;
		walk->offset = tl_bounded_offset(offset);
		return 0;
	}
	return -1;
}

/* RFC 2784, RFC 2890; RFC 1701, of which routing is left */
static __always_inline enum tl_layer_step tl_step_gre(struct tl_walk *walk)
{
	struct tl_wire_gre header;
	__u32 size = sizeof(header);
	__u16 flags, protocol;
	__be32 key = 0;

	if (tl_pull_step(walk, 0, &header, sizeof(header)))
		return TL_STEP_BACK;
	flags = tl_from_wire16(header.flags_version);
	protocol = tl_from_wire16(header.protocol);
	if ((flags & TL_GRE_VERSION) == 1)
		return tl_step_pptp(walk, flags, protocol);
	if (flags & (TL_GRE_RESERVED | TL_GRE_VERSION))
		return TL_STEP_BACK;
	if (flags &
	    (TL_GRE_CHECKSUM | TL_GRE_ROUTING)) /* either brings room for both: checksum, and offset of a route */
		size += 4;
	if (flags & TL_GRE_KEY) {
		if (tl_pull_step(walk, size, &key, sizeof(key)))
			return TL_STEP_BACK;
		size += 4;
	}
	if (flags & TL_GRE_SEQUENCE)
		size += 4;
	if (flags & TL_GRE_ROUTING) {
		if (tl_pass_gre_routes(walk, size))
			return TL_STEP_BACK;
		return tl_enter_tunnel(walk, TL_TUNNEL_GRE, tl_from_wire32(key), 0, tl_inside_of_gre(protocol));
	}
	if (protocol == TL_ETHERTYPE_ERSPAN)
		return tl_step_erspan2(walk, size, flags & TL_GRE_SEQUENCE);
	if (protocol == TL_ETHERTYPE_ERSPAN3)
		return tl_step_erspan3(walk, size);
	return tl_step_keyed_gre(walk, tl_from_wire32(key), size, protocol);
}

#endif
