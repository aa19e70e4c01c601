/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Steps into PPP: in a session over Ethernet, and in tunnels. */
#ifndef TAPLESS_PARSE_PPP_H
#define TAPLESS_PARSE_PPP_H

#include "layers.h"

static __always_inline enum tl_inside tl_inside_of_ppp(__u16 protocol)
{
	switch (protocol) {
	case TL_PPP_IPV4:
		return TL_INSIDE_IPV4;
	case TL_PPP_IPV6:
		return TL_INSIDE_IPV6;
	case TL_PPP_MPLS:
		return TL_INSIDE_MPLS;
	default:
		return TL_INSIDE_NOTHING;
	}
}

/*
 * What sets a session up or keeps it alive (RFC 1661 5: LCP, PAP, IPCP) is no IP, and a flow of its session: many may lie
 * between two stations.
 */
static __always_inline enum tl_layer_step tl_step_session(struct tl_walk *walk, __u32 size, __u16 protocol)
{
	enum tl_inside inside = tl_inside_of_ppp(protocol);
	struct tl_flow_key *key = &walk->packet->key;

	if (inside)
		return tl_step_over(walk, size, inside);
	key->source_port = key->destination_port = walk->layers->details.pppoe_session;
	return TL_STEP_END;
}

/* Over PPPoE the protocol's first octet should never be left out (RFC 2516 7), but who asked for it may have got that. */
static __always_inline enum tl_layer_step tl_step_pppoe(struct tl_walk *walk)
{
	struct tl_wire_pppoe header;
	__u16 protocol;

	if (tl_pull_step(walk, 0, &header, sizeof(header)) || header.version_type != 0x11 || header.code != 0)
		return TL_STEP_BACK;
	walk->layers->details.pppoe_session = tl_from_wire16(header.session);
	walk->layers->details.has_pppoe = 1;
	walk->layers->found = 1;
	protocol = tl_from_wire16(header.protocol);
	if (protocol >> 8 & 1)
		return tl_step_session(walk, sizeof(header) - 1, protocol >> 8);
	return tl_step_session(walk, sizeof(header), protocol);
}

/* PPP in a tunnel: address and control may be left out, and the protocol's first octet if it is 0 (RFC 1661 6.5, 6.6). */
static __always_inline enum tl_layer_step tl_step_ppp(struct tl_walk *walk)
{
	__u32 word, skip = 0;
	__be32 wire;

	if (tl_pull_step(walk, 0, &wire, sizeof(wire)))
		return TL_STEP_BACK;
	word = tl_from_wire32(wire);
	if (word >> 16 == TL_PPP_HDLC) {
		word <<= 16;
		skip = 2;
	}
	if (word >> 24 & 1)
		return tl_step_over(walk, skip + 1, tl_inside_of_ppp(word >> 24));
	return tl_step_over(walk, skip + 2, tl_inside_of_ppp(word >> 16));
}

#endif
