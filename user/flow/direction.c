// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * RFC 5103 section 5 lets the initiator be the biflow's source; section 6.3 says how sure the meter is of it:
 *
 *  INITIATOR          the forward side is known to have started: its first packet is a SYN, or the other's is an answer
 *                     (SYN-ACK; a RST with nothing else around it, which answers a SYN to a closed port); ICMP
 *                     request; for protocols without a handshake, both sides were seen and this one's first packet
 *                     came earlier.
 *  REVERSE_INITIATOR  the same knowledge, but only the responder's packets are in this record and thus forward.
 *  ARBITRARY          a guess: a TCP connection that was already open (who sent the first packet that we saw
 *                     means little), two first packets of the same time (the higher port is taken for the client),
 *                     one side alone without a handshake.
 */
#include "direction.h"

#include "flow_key.h"

enum role {
	ROLE_UNKNOWN,
	ROLE_INITIATOR,
	ROLE_RESPONDER,
};

#define PROTOCOL_TCP 6

static enum role role_of(const struct tl_parts *parts, unsigned int side)
{
	__u16 flags = parts->sides[side].initial_tcp_flags;

	if (!parts->life.side[side].seen)
		return ROLE_UNKNOWN;
	if (flags & TL_TCP_RST && !parts->life.side[!side].seen)
		return ROLE_RESPONDER;
	if (flags & TL_TCP_SYN)
		return flags & TL_TCP_ACK ? ROLE_RESPONDER : ROLE_INITIATOR;
	return ROLE_UNKNOWN;
}

/* The side that certainly started, or -1. */
static int initiator(const struct tl_flow_key *canonical, const struct tl_parts *parts)
{
	enum role low, high;

	if (tl_flow_key_is_icmp_query(canonical))
		return 0;
	if (canonical->protocol != PROTOCOL_TCP)
		return -1;
	low = role_of(parts, 0);
	high = role_of(parts, 1);
	if (low == high)
		return -1;
	return low == ROLE_INITIATOR || high == ROLE_RESPONDER ? 0 : 1;
}

static struct tl_orientation guess(const struct tl_flow_key *canonical, const struct tl_parts *parts)
{
	struct tl_orientation guessed = {.forward = 0, .biflow_direction = TL_BIFLOW_ARBITRARY};
	__u64 low = parts->life.side[0].begin, high = parts->life.side[1].begin;

	if (!parts->sides[0].packets || !parts->sides[1].packets) {
		guessed.forward = !parts->sides[0].packets;
		return guessed;
	}
	if (low == high) {
		guessed.forward = canonical->destination_port > canonical->source_port;
		return guessed;
	}
	guessed.forward = high < low;
	if (canonical->protocol != PROTOCOL_TCP)
		guessed.biflow_direction = TL_BIFLOW_INITIATOR;
	return guessed;
}

struct tl_orientation tl_direction_choose(const struct tl_flow_key *canonical, const struct tl_parts *parts)
{
	int started = initiator(canonical, parts);
	struct tl_orientation known = {.forward = started, .biflow_direction = TL_BIFLOW_INITIATOR};

	return started < 0 ? guess(canonical, parts) : tl_direction_for(known, parts);
}

struct tl_orientation tl_direction_for(struct tl_orientation kept, const struct tl_parts *parts)
{
	struct tl_orientation turned = {.forward = !kept.forward, .biflow_direction = kept.biflow_direction};

	if (parts->sides[kept.forward].packets || !parts->sides[!kept.forward].packets)
		return kept;
	if (kept.biflow_direction == TL_BIFLOW_INITIATOR)
		turned.biflow_direction = TL_BIFLOW_REVERSE_INITIATOR;
	else if (kept.biflow_direction == TL_BIFLOW_REVERSE_INITIATOR)
		turned.biflow_direction = TL_BIFLOW_INITIATOR;
	return turned;
}
