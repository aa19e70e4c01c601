/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps into tunnels over UDP that a fixed header begins: VXLAN and its kin, GENEVE, GTP-U. */
#ifndef TAPLESS_PARSE_OVERLAY_H
#define TAPLESS_PARSE_OVERLAY_H

#include "layers.h"

/* Two words of which the segment is the upper 24 bits of the second. Fails if the other 8 are not 0. */
static __always_inline int tl_pull_overlay(struct tl_walk *walk, __u32 *flags, __u32 *segment)
{
	struct tl_wire_overlay header;

	if (tl_pull_step(walk, 0, &header, sizeof(header)))
		return -1;
	*flags = tl_from_wire32(header.flags);
	*segment = tl_from_wire32(header.segment) >> 8;
	return tl_from_wire32(header.segment) & 0xff ? -1 : 0;
}

static __always_inline enum tl_layer_step tl_step_vxlan(struct tl_walk *walk, enum tl_tunnel_kind kind)
{
	__u32 flags, segment;

	if (tl_pull_overlay(walk, &flags, &segment))
		return TL_STEP_BACK;
	if (flags & TL_VXLAN_POLICY)
		flags &= ~(TL_VXLAN_POLICY | 0x0048ffff); /* don't-learn and applied bits, and the group */
	if (flags != TL_VXLAN_FLAGS)
		return TL_STEP_BACK;
	return tl_enter_tunnel(walk, kind, segment, sizeof(struct tl_wire_overlay), TL_INSIDE_FRAME);
}

static __always_inline enum tl_inside tl_inside_of_gpe(__u8 next)
{
	switch (next) {
	case TL_VXLAN_GPE_IPV4:
		return TL_INSIDE_IPV4;
	case TL_VXLAN_GPE_IPV6:
		return TL_INSIDE_IPV6;
	case TL_VXLAN_GPE_ETHERNET:
		return TL_INSIDE_FRAME;
	case TL_VXLAN_GPE_NSH:
		return TL_INSIDE_NSH;
	case TL_VXLAN_GPE_MPLS:
		return TL_INSIDE_MPLS;
	default:
		return TL_INSIDE_NOTHING;
	}
}

static __always_inline enum tl_layer_step tl_step_vxlan_gpe(struct tl_walk *walk)
{
	__u32 flags, segment;

	if (tl_pull_overlay(walk, &flags, &segment) || (flags & ~0xffu) != TL_VXLAN_GPE_FLAGS)
		return TL_STEP_BACK;
	return tl_enter_tunnel(walk, TL_TUNNEL_VXLAN_GPE, segment, sizeof(struct tl_wire_overlay),
			       tl_inside_of_gpe((__u8)flags));
}

/* No tunnel of its own: it stands between one, or a frame, and what is sent along a path. Its metadata is passed over. */
static __always_inline enum tl_layer_step tl_step_nsh(struct tl_walk *walk)
{
	__be32 wire;
	__u32 word;

	if (tl_pull_step(walk, 0, &wire, sizeof(wire)))
		return TL_STEP_BACK;
	word = tl_from_wire32(wire);
	if (TL_NSH_VERSION(word) || TL_NSH_WORDS(word) < TL_NSH_WORDS_MIN)
		return TL_STEP_BACK;
	return tl_step_over(walk, TL_NSH_WORDS(word) * 4, tl_inside_of_gpe((__u8)word));
}

static __always_inline enum tl_layer_step tl_step_geneve(struct tl_walk *walk)
{
	__u32 flags, segment, size;
	enum tl_inside inside;

	if (tl_pull_overlay(walk, &flags, &segment) || flags & TL_GENEVE_CHECK)
		return TL_STEP_BACK;
	size = sizeof(struct tl_wire_overlay) + (flags >> 24 & 0x3f) * 4;
	switch (flags & 0xffff) {
	case TL_ETHERTYPE_BRIDGED:
		inside = TL_INSIDE_FRAME;
		break;
	case TL_ETHERTYPE_IPV4:
		inside = TL_INSIDE_IPV4;
		break;
	case TL_ETHERTYPE_IPV6:
		inside = TL_INSIDE_IPV6;
		break;
	default:
		return TL_STEP_BACK;
	}
	return tl_enter_tunnel(walk, TL_TUNNEL_GENEVE, segment, size, inside);
}

/* From the octet that tells the next extension's type to that behind the last one (TS 29.281 5.2.1). -1: cut. */
static __always_inline int tl_pass_gtp_extensions(struct tl_walk *walk)
{
	__u8 type, length[2], container[2];

	if (tl_pull_step(walk, 0, &type, sizeof(type)))
		return -1;
	walk->offset++;
	for (int i = 0; i < TL_GTP_EXTENSIONS_MAX && type; i++) {
		if (tl_pull_step(walk, 0, length, sizeof(length)) || !length[0])
			return -1;
		if (type == TL_GTP_SESSION_CONTAINER && !tl_pull_step(walk, 1, container, sizeof(container))) {
			walk->layers->details.gtp_qfi = container[1] & 0x3f;
			walk->layers->details.has_gtp_qfi = 1;
		}
		if (tl_pull_step(walk, length[0] * 4 - 1, &type, sizeof(type)))
			return -1;
		walk->offset = tl_bounded_offset(walk->offset + length[0] * 4);
	}
	return type ? -1 : 0;
}

static __always_inline enum tl_layer_step tl_step_gtp(struct tl_walk *walk)
{
	struct tl_wire_gtp header;

	if (tl_pull_step(walk, 0, &header, sizeof(header)) || header.flags >> 3 != 6 || header.type != TL_GTP_G_PDU ||
	    tl_from_wire16(header.length) > walk->end - walk->offset - sizeof(header))
		return TL_STEP_BACK;
	walk->offset += sizeof(header);
	if (header.flags & 7) {
		walk->offset += TL_GTP_OPTIONS - 1;
		if (!(header.flags & TL_GTP_EXTENSION))
			walk->offset++;
		else if (tl_pass_gtp_extensions(walk))
			return TL_STEP_BACK;
	}
	return tl_enter_tunnel(walk, TL_TUNNEL_GTP_U, tl_from_wire32(header.endpoint), 0, TL_INSIDE_IP);
}

#endif
