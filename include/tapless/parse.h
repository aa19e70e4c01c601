/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The frame parser: link header, VLAN tags, IPv4 or IPv6, transport header. One source for the kernel programs, unit
 * tests and fuzzers; each brings its own struct tl_cursor and tl_pull() (bpf/cursor.h, host_cursor.h), included before.
 *
 * Two lengths: wire_length says what is right and what is malformed, captured_length only what can be read. Sums of
 * offsets and sizes stay far below 2^32: a header's size has at most 12 bits, a frame's length at most 20.
 */
#ifndef TAPLESS_PARSE_H
#define TAPLESS_PARSE_H

#include "descend.h"
#include "describe.h"
#include "parse_ip.h"
#include "parse_link.h"
#include "parse_transport.h"

static __always_inline enum tl_reason tl_parse_network(struct tl_walk *walk)
{
	struct tl_packet *packet = walk->packet;
	enum tl_reason reason;

	packet->layer3_offset = walk->offset;
	/*
	 * Read back from memory the verifier no longer knows the offset as one constant for each link type and number of
	 * tags, and follows what comes next once, not 24 times (7 k instructions instead of 120 k).
	 */
	walk->offset = tl_bounded_offset(*(volatile __u32 *)&packet->layer3_offset);
	packet->key.ethertype = walk->next.id < TL_ETHERTYPE_MIN ? 0 : walk->next.id;
	if (tl_next_is(walk, TL_SPACE_ETHERTYPE, TL_ETHERTYPE_IPV4)) {
		reason = tl_parse_ipv4(walk);
		if (reason == TL_REASON_NONE)
			tl_parse_ipv4_authentication(walk);
	} else if (tl_next_is(walk, TL_SPACE_ETHERTYPE, TL_ETHERTYPE_IPV6)) {
		reason = tl_parse_ipv6(walk);
	} else {
		tl_take_non_ip(packet);
		packet->inside = tl_inside_of_link(walk->next.id);
		return TL_REASON_NONE;
	}
	if (reason == TL_REASON_NONE)
		tl_parse_transport(walk);
	return reason;
}

/*
 * The caller sets wire_length and captured_length, a VLAN tag that was stripped from the frame as the first one
 * (vlan_depth 1), and zeroes all else. What is filled in when the result is a reason is of no meaning.
 */
static __always_inline enum tl_reason tl_parse(struct tl_cursor *cursor, enum tl_link link, struct tl_packet *packet)
{
	struct tl_walk walk = {.cursor = cursor, .packet = packet, .end = packet->wire_length};
	enum tl_reason reason;

	reason = tl_parse_link(&walk, link);
	if (reason != TL_REASON_NONE)
		return reason;
	reason = tl_parse_vlan_tags(&walk);
	if (reason != TL_REASON_NONE)
		return reason;
	return tl_parse_network(&walk);
}

#endif
