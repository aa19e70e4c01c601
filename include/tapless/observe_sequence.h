/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a segment stands in its side's sequence: next, ahead of what is missing, or behind what was seen. */
#ifndef TAPLESS_OBSERVE_SEQUENCE_H
#define TAPLESS_OBSERVE_SEQUENCE_H

#include "observe_time.h"

/* Without a handshake to tell the round trip: what is further behind than this was sent again. As Wireshark has it. */
#define TL_REORDERING_TICKS 2930 /* 3 ms */

/* Octets of the sequence that it takes, SYNs apart: SEG.LEN of RFC 9293 3.3.1. */
static __always_inline __u32 tl_occupies(const struct tl_packet *packet)
{
	return packet->payload_length + !!(packet->tcp_flags & TL_TCP_FIN);
}

/* Karn: an acknowledgement of what was sent twice tells no time. */
static __always_inline void tl_cancel_probe(struct tl_exchange_side *side, __u32 sequence)
{
	if (side->state & TL_EXCHANGE_PROBE && tl_after(side->probe_sequence, sequence) > 0)
		side->state &= ~TL_EXCHANGE_PROBE;
}

/* How long a segment can be late if it was sent once. */
static __always_inline __u32 tl_reordering_limit(const struct tl_exchange *exchange)
{
	__u32 one = exchange->events[0].handshake_span, other = exchange->events[1].handshake_span;

	return one && other ? one + other : TL_REORDERING_TICKS;
}

static __always_inline bool tl_overlaps(const struct tl_hole *hole, __u32 begin, __u32 end)
{
	return hole->begin != hole->end && tl_after(end, hole->begin) > 0 && tl_after(hole->end, begin) > 0;
}

/* What is left of the hole when begin to end is there; of two parts the later one. tl_part_before() is the other. */
static __always_inline void tl_fill_hole(struct tl_hole *hole, __u32 begin, __u32 end)
{
	if (tl_after(hole->end, end) > 0)
		hole->begin = end;
	else if (tl_after(begin, hole->begin) > 0)
		hole->end = begin;
	else
		hole->begin = hole->end;
}

/* What of the hole lies before `begin`, when `end` lies in it as well: nothing otherwise, for it stays in its place. */
static __always_inline struct tl_hole tl_part_before(const struct tl_hole *hole, __u32 begin, __u32 end)
{
	struct tl_hole part = *hole;

	part.end = tl_after(begin, hole->begin) > 0 && tl_after(hole->end, end) > 0 ? begin : part.begin;
	return part;
}

/*
 * Sent once and late, or lost and sent again? A sender that counts its IPv4 packets tells; else time does, for nobody hears
 * of a loss before a round trip is over.
 */
static __always_inline bool tl_is_late(const struct tl_exchange *exchange, __u32 own, const struct tl_hole *hole,
				       const struct tl_packet *packet, __u32 now)
{
	const struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];
	__s32 later = tl_numbered_after(packet, hole->identification);

	if (side->state & TL_EXCHANGE_NUMBERED && later && later > -TL_NUMBERS_APART && later < TL_NUMBERS_APART)
		return later < 0;
	if (other->duplicates == TL_DUPLICATES_MAX && other->acknowledged == packet->tcp_sequence &&
	    !(exchange->events[0].handshake_span && exchange->events[1].handshake_span))
		return false;
	return now - hole->since < tl_reordering_limit(exchange);
}

static __always_inline void tl_open_hole(struct tl_holes *holes, const struct tl_hole *hole)
{
	__u32 oldest = 0;

	for (__u32 i = 0; i < TL_HOLES; i++) {
		if (holes->hole[i].begin == holes->hole[i].end) {
			holes->hole[i] = *hole;
			return;
		}
		if (tl_after(holes->hole[oldest].since, holes->hole[i].since) > 0)
			oldest = i;
	}
	holes->hole[oldest & (TL_HOLES - 1)] = *hole;
}

/* A segment that begins ahead of what comes next: `holes` remembers what it skipped. */
static __always_inline void tl_observe_ahead(struct tl_exchange_side *side, const struct tl_packet *packet, __u32 now,
					     struct tl_holes *holes)
{
	struct tl_hole hole = {
		.begin = side->next_sequence,
		.end = packet->tcp_sequence,
		.since = now,
		.identification = packet->identification,
	};

	side->next_sequence = packet->tcp_sequence + tl_occupies(packet);
	if (!holes)
		return;
	if (!(side->state & TL_EXCHANGE_HOLES)) /* what is there was another connection's */
		__builtin_memset(holes, 0, sizeof(*holes));
	tl_open_hole(holes, &hole);
	side->state |= TL_EXCHANGE_HOLES;
}

/* One that begins behind: it fills a hole, or was there before. */
static __always_inline void tl_observe_behind(struct tl_exchange *exchange, __u32 own, const struct tl_packet *packet,
					      __u32 packets, __u32 now, struct tl_holes *holes)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1];
	struct tl_exchange_events *events = &exchange->events[own & 1];
	__u32 begin = packet->tcp_sequence, end = begin + tl_occupies(packet);
	bool fills = false, late = false;
	struct tl_hole before = {};

	for (__u32 i = 0; holes && side->state & TL_EXCHANGE_HOLES && i < TL_HOLES; i++) {
		struct tl_hole *hole = &holes->hole[i];

		if (!tl_overlaps(hole, begin, end))
			continue;
		late = tl_is_late(exchange, own, hole, packet, now);
		before = tl_part_before(hole, begin, end);
		tl_fill_hole(hole, begin, end);
		fills = true;
		break;
	}
	if (holes && before.begin != before.end)
		tl_open_hole(holes, &before);
	if (tl_after(end, side->next_sequence) > 0)
		side->next_sequence = end;
	tl_cancel_probe(side, begin);
	if (fills && late)
		events->out_of_order += packets;
	else if (!fills && tl_is_old_packet(side, packet))
		events->duplicated += packets;
	else
		events->retransmitted += packets;
	tl_note_number(side, packet, false);
}

enum tl_observation {
	TL_IN_ORDER,
	TL_AHEAD,
	TL_BEHIND,
};

static __always_inline bool tl_probe_is_pending(const struct tl_exchange_side *side,
						const struct tl_exchange_side *other)
{
	return side->state & TL_EXCHANGE_PROBE && other->answered_probe != side->probe_sequence;
}

/* Where the segment stands; in order, it is noted at once. */
static __always_inline enum tl_observation tl_observe_segment(struct tl_exchange *exchange, __u32 own,
							      const struct tl_packet *packet, __u32 occupies, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];
	__s32 ahead = tl_after(packet->tcp_sequence, side->next_sequence);

	if (!(side->state & TL_EXCHANGE_SEQUENCE)) {
		side->next_sequence = packet->tcp_sequence;
		side->state |= TL_EXCHANGE_SEQUENCE;
		ahead = 0;
	}
	if (ahead)
		return ahead > 0 ? TL_AHEAD : TL_BEHIND;
	side->next_sequence += occupies;
	if (packet->payload_length && !tl_probe_is_pending(side, other)) {
		side->probe_sequence = side->next_sequence;
		side->probe_time = now;
		side->state |= TL_EXCHANGE_PROBE;
	}
	return TL_IN_ORDER;
}

#endif
