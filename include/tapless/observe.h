/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What one more packet says about the order of things in its conversation. The same source runs in the kernel and in the
 * unit tests. `now` is in ticks; `packets` counts a super-packet's segments.
 */
#ifndef TAPLESS_OBSERVE_H
#define TAPLESS_OBSERVE_H

#include "exchange.h"
#include "packet.h"
#include "wire.h"

#define TL_OBSERVE_FIN 0x01
#define TL_OBSERVE_SYN 0x02
#define TL_OBSERVE_RST 0x04
#define TL_OBSERVE_ACK 0x10

/* Without a handshake to tell the round trip: what is further behind than this was sent again. As Wireshark has it. */
#define TL_REORDERING_TICKS 2930 /* 3 ms */

#define TL_GAP_LIMIT (1u << 28) /* ticks; the square of a longer one would not leave room to add up */

static __always_inline __s32 tl_after(__u32 sequence, __u32 than)
{
	return (__s32)(sequence - than);
}

/*
 * How many packets later than the latest one the sender numbered this one: IPv4 senders that count give each packet a new
 * number, a segment sent again too (RFC 6864 4.1 leaves it to them). Out of bounds: the numbers mean nothing.
 */
#define TL_NUMBERS_APART 256

static __always_inline __s32 tl_numbered_after(const struct tl_packet *packet, __u16 identification)
{
	__s16 later = (__s16)(packet->identification - identification);

	return packet->identification && identification ? later : TL_NUMBERS_APART;
}

/* It passed before, or one that was sent later did. */
static __always_inline bool tl_is_old_packet(const struct tl_exchange_side *side, const struct tl_packet *packet)
{
	__s32 later = tl_numbered_after(packet, side->last_identification);

	return side->state & TL_EXCHANGE_NUMBERED && later <= 0 && later > -TL_NUMBERS_APART;
}

/* Two packets of new data with one number: this sender does not count. */
static __always_inline void tl_note_number(struct tl_exchange_side *side, const struct tl_packet *packet,
					   bool is_new_data)
{
	__s32 later = tl_numbered_after(packet, side->last_identification);

	if (!packet->identification)
		return;
	if (later > 0 && later < TL_NUMBERS_APART)
		side->state |= TL_EXCHANGE_NUMBERED;
	else if (!later && is_new_data)
		side->state &= ~TL_EXCHANGE_NUMBERED;
	if (later > 0 || later <= -TL_NUMBERS_APART)
		side->last_identification = packet->identification;
}

static __always_inline void tl_add_span(struct tl_spans *spans, __u32 span)
{
	if (!spans->count || span < spans->minimum)
		spans->minimum = span;
	if (!spans->count || span > spans->maximum)
		spans->maximum = span;
	spans->sum = spans->count ? spans->sum + span : span;
	if (spans->sum < span)
		spans->sum = 0xffffffff;
	spans->count++;
}

static __always_inline void tl_begin_sums(struct tl_exchange_side *side)
{
	side->fresh = 0;
	side->retransmitted = side->out_of_order = side->duplicated = side->duplicate_acknowledgements = 0;
	side->zero_windows = side->resets = 0;
	side->round_trips.count = side->responses.count = side->gaps.count = 0;
	side->gap_squares = 0;
}

static __always_inline void tl_observe_gap(struct tl_exchange_side *side, __u32 now)
{
	__u32 gap = now - side->last_time;

	if (!(side->state & TL_EXCHANGE_SEEN)) {
		side->state |= TL_EXCHANGE_SEEN;
		side->last_time = now;
		return;
	}
	if ((__s32)gap < 0) /* a capture that is out of order */
		gap = 0;
	else
		side->last_time = now;
	tl_add_span(&side->gaps, gap);
	if (gap > TL_GAP_LIMIT)
		gap = TL_GAP_LIMIT;
	side->gap_squares += (__u64)gap * gap;
}

/* New payload of `own`: if it was the other side's turn, this is the answer to that. */
static __always_inline void tl_observe_payload(struct tl_exchange *exchange, __u32 own, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];

	if (exchange->turn == 2 - own && other->state & TL_EXCHANGE_DATA) {
		__u32 span = now - other->data_time;

		if ((__s32)span >= 0)
			tl_add_span(&side->responses, span);
	}
	if (exchange->turn != 1 + own)
		exchange->turn = 1 + own;
	side->data_time = now;
	side->state |= TL_EXCHANGE_DATA;
}

/* Another connection of the same addresses and ports. Sums stay: they are those since the last report. */
static __always_inline void tl_forget_order(struct tl_exchange_side *side)
{
	side->state &= TL_EXCHANGE_SEEN;
	side->handshake_span = 0;
	side->duplicates = 0;
	__builtin_memset(&side->syn, 0, sizeof(side->syn));
}

static __always_inline void tl_note_syn(struct tl_exchange_side *side, const struct tl_packet *packet,
					const struct tl_syn *options)
{
	side->syn.options = options->options;
	side->syn.maximum_segment_size = options->maximum_segment_size;
	side->syn.window_scale = options->window_scale;
	side->syn.sequence = packet->tcp_sequence;
	side->syn.length = packet->octets > 0xffff ? 0xffff : packet->octets;
	side->syn.window = packet->tcp_window;
	side->syn.ttl = packet->ttl;
	side->state |= TL_EXCHANGE_SYN;
}

/* The server's part is from the client's SYN to the SYN-ACK, the client's from that to the first ACK. */
static __always_inline void tl_observe_handshake(struct tl_exchange_side *side, const struct tl_exchange_side *other,
						 const struct tl_packet *packet, __u32 now)
{
	__u32 span = now - other->handshake_time;

	if (side->handshake_span || !(packet->tcp_flags & TL_OBSERVE_ACK) || !(other->state & TL_EXCHANGE_SYN) ||
	    !(side->state & TL_EXCHANGE_SYN) || packet->tcp_acknowledgement != other->syn.sequence + 1 ||
	    (__s32)span < 0)
		return;
	side->handshake_span = span ? span : 1;
}

static __always_inline void tl_observe_syn(struct tl_exchange *exchange, __u32 own, const struct tl_packet *packet,
					   const struct tl_syn *options, __u64 time, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];

	if (side->state & TL_EXCHANGE_SYN && side->syn.sequence == packet->tcp_sequence) {
		if (tl_is_old_packet(side, packet))
			side->duplicated++;
		else
			side->retransmitted++;
		if (!side->handshake_span && !(packet->tcp_flags & TL_OBSERVE_ACK))
			other->handshake_span = 0; /* the SYN-ACK that comes next answers this one */
	} else {
		tl_forget_order(side);
		if (!(packet->tcp_flags & TL_OBSERVE_ACK)) {
			tl_forget_order(other);
			exchange->began = time;
			exchange->turn = 0;
		}
		tl_note_syn(side, packet, options);
		side->next_sequence = packet->tcp_sequence + 1 + packet->payload_length;
		side->state |= TL_EXCHANGE_SEQUENCE;
	}
	side->handshake_time = now;
	if (packet->tcp_flags & TL_OBSERVE_ACK)
		tl_observe_handshake(side, other, packet, now);
}

static __always_inline bool tl_probe_is_pending(const struct tl_exchange_side *side,
						const struct tl_exchange_side *other)
{
	return side->state & TL_EXCHANGE_PROBE && other->answered_probe != side->probe_sequence;
}

/* RFC 5681 2: the same acknowledgement again while data are outstanding, without payload, window change, SYN or FIN. */
static __always_inline bool tl_is_duplicate_ack(const struct tl_exchange_side *side,
						const struct tl_exchange_side *other, const struct tl_packet *packet,
						__u32 occupies)
{
	return side->state & TL_EXCHANGE_ACKNOWLEDGED && packet->tcp_acknowledgement == side->acknowledged &&
	       !occupies && packet->tcp_window == side->window && !tl_is_old_packet(side, packet) &&
	       other->state & TL_EXCHANGE_SEQUENCE && tl_after(other->next_sequence, packet->tcp_acknowledgement) > 0;
}

static __always_inline void tl_observe_ack(struct tl_exchange *exchange, __u32 own, const struct tl_packet *packet,
					   __u32 occupies, __u32 packets, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];
	__u32 acknowledged = packet->tcp_acknowledgement;
	bool has = side->state & TL_EXCHANGE_ACKNOWLEDGED;

	if (tl_is_duplicate_ack(side, other, packet, occupies)) {
		side->duplicate_acknowledgements += packets;
		if (side->duplicates < 0xff)
			side->duplicates++;
	} else if (!has || tl_after(acknowledged, side->acknowledged) > 0) {
		side->acknowledged = acknowledged;
		side->duplicates = 0;
	}
	side->window = packet->tcp_window;
	side->state |= TL_EXCHANGE_ACKNOWLEDGED;
	tl_observe_handshake(side, other, packet, now);
	if (tl_probe_is_pending(other, side) && tl_after(acknowledged, other->probe_sequence) >= 0) {
		__u32 span = now - other->probe_time;

		side->answered_probe = other->probe_sequence;
		if ((__s32)span >= 0)
			tl_add_span(&side->round_trips, span);
	}
}

/* What may come again without having been lost: RFC 9293 3.8.4 keep-alives, 3.8.6.1 window probes. */
static __always_inline bool tl_is_probe_segment(const struct tl_exchange_side *side,
						const struct tl_exchange_side *other, const struct tl_packet *packet,
						__u32 occupies)
{
	__s32 ahead = tl_after(packet->tcp_sequence, side->next_sequence);

	if (packet->payload_length > 1 || occupies != packet->payload_length || !(side->state & TL_EXCHANGE_SEQUENCE))
		return false;
	if (ahead == 0)
		return occupies && other->state & TL_EXCHANGE_ACKNOWLEDGED && !other->window;
	return ahead == -1 &&
	       (!(other->state & TL_EXCHANGE_ACKNOWLEDGED) || tl_after(other->acknowledged, side->next_sequence) >= 0);
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
	__u32 one = exchange->sides[0].handshake_span, other = exchange->sides[1].handshake_span;

	return one && other ? one + other : TL_REORDERING_TICKS;
}

static __always_inline bool tl_overlaps(const struct tl_hole *hole, __u32 begin, __u32 end)
{
	return hole->begin != hole->end && tl_after(end, hole->begin) > 0 && tl_after(hole->end, begin) > 0;
}

/* What is left of the hole when begin to end is there; of two parts the later one. */
static __always_inline void tl_fill_hole(struct tl_hole *hole, __u32 begin, __u32 end)
{
	if (tl_after(hole->end, end) > 0)
		hole->begin = end;
	else if (tl_after(begin, hole->begin) > 0)
		hole->end = begin;
	else
		hole->begin = hole->end;
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
	if (other->duplicates >= 3 && other->acknowledged == packet->tcp_sequence &&
	    !(exchange->sides[0].handshake_span && exchange->sides[1].handshake_span))
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
static __always_inline void tl_observe_ahead(struct tl_exchange_side *side, const struct tl_packet *packet,
					     __u32 occupies, __u32 now, struct tl_holes *holes)
{
	struct tl_hole hole = {
		.begin = side->next_sequence,
		.end = packet->tcp_sequence,
		.since = now,
		.identification = packet->identification,
	};

	side->next_sequence = packet->tcp_sequence + occupies;
	if (!holes)
		return;
	tl_open_hole(holes, &hole);
	side->state |= TL_EXCHANGE_HOLES;
}

/* One that begins behind: it fills a hole, or was there before. */
static __always_inline void tl_observe_behind(struct tl_exchange *exchange, __u32 own, const struct tl_packet *packet,
					      __u32 occupies, __u32 packets, __u32 now, struct tl_holes *holes)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1];
	__u32 begin = packet->tcp_sequence, end = begin + occupies;
	bool fills = false, late = false;

	for (__u32 i = 0; holes && i < TL_HOLES; i++) {
		struct tl_hole *hole = &holes->hole[i];

		if (!tl_overlaps(hole, begin, end))
			continue;
		late = tl_is_late(exchange, own, hole, packet, now);
		tl_fill_hole(hole, begin, end);
		fills = true;
		break;
	}
	if (tl_after(end, side->next_sequence) > 0)
		side->next_sequence = end;
	tl_cancel_probe(side, begin);
	if (fills && late)
		side->out_of_order += packets;
	else if (!fills && tl_is_old_packet(side, packet))
		side->duplicated += packets;
	else
		side->retransmitted += packets;
	tl_note_number(side, packet, false);
}

enum tl_observation {
	TL_IN_ORDER,
	TL_AHEAD,
	TL_BEHIND,
};

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

/* A TCP packet. `options` are those of a SYN. What is AHEAD or BEHIND is to be observed as such next. */
static __always_inline enum tl_observation tl_observe_tcp(struct tl_exchange *exchange, __u32 own,
							  const struct tl_packet *packet, const struct tl_syn *options,
							  __u32 packets, __u64 time, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];
	__u32 occupies = packet->payload_length + !!(packet->tcp_flags & TL_OBSERVE_FIN);
	enum tl_observation observation = TL_IN_ORDER;

	if (packet->tcp_flags & TL_OBSERVE_RST) {
		side->resets += packets;
		return TL_IN_ORDER;
	}
	if (packet->tcp_flags & TL_OBSERVE_SYN) {
		tl_observe_syn(exchange, own, packet, options, time, now);
		tl_note_number(side, packet, false);
		return TL_IN_ORDER;
	}
	if (!packet->tcp_window)
		side->zero_windows += packets;
	if (occupies && !tl_is_probe_segment(side, other, packet, occupies))
		observation = tl_observe_segment(exchange, own, packet, occupies, now);
	if (packet->tcp_flags & TL_OBSERVE_ACK)
		tl_observe_ack(exchange, own, packet, occupies, packets, now);
	if (observation != TL_BEHIND)
		tl_note_number(side, packet, occupies);
	if (packet->payload_length && observation != TL_BEHIND)
		tl_observe_payload(exchange, own, now);
	return observation;
}

#endif
