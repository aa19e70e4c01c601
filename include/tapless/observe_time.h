/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Spans of time in a conversation, and the numbers that IPv4 senders give their packets. */
#ifndef TAPLESS_OBSERVE_TIME_H
#define TAPLESS_OBSERVE_TIME_H

#include "exchange.h"
#include "packet.h"
#include "wire.h"

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

/* A conversation. What was here before means nothing. Not all is cleared: a side's state and `fresh` say what of it holds. */
static __always_inline void tl_begin_exchange(struct tl_exchange *exchange, __u64 now)
{
	exchange->began = now;
	exchange->listed = exchange->taken = 0;
	for (int i = 0; i < 2; i++) {
		exchange->sides[i].state = 0;
		exchange->sides[i].duplicates = exchange->sides[i].turn = 0;
		exchange->sides[i].answered_probe = exchange->sides[i].last_identification = 0;
		exchange->sides[i].fresh = 1;
		exchange->events[i].handshake_span = 0;
	}
}

static __always_inline void tl_begin_sums(struct tl_exchange *exchange, __u32 own)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1];
	struct tl_exchange_events *events = &exchange->events[own & 1];

	side->fresh = 0;
	side->gaps.count = 0;
	side->gap_squares = 0;
	events->retransmitted = events->out_of_order = events->duplicated = events->duplicate_acknowledgements = 0;
	events->zero_windows = events->resets = 0;
	events->round_trips.count = events->responses.count = 0;
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

/* How far a side is ahead of the other one in taking turns, modulo 4. */
#define TL_OWN_TURN   1
#define TL_OTHER_TURN 3

static __always_inline __u32 tl_turn(const struct tl_exchange_side *side, const struct tl_exchange_side *other)
{
	return (side->turn - other->turn) & 3;
}

/* New payload of `own`: if it was the other side's turn, this is the answer to that. */
static __always_inline void tl_observe_payload(struct tl_exchange *exchange, __u32 own, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];
	__u32 turn = tl_turn(side, other);

	if (turn == TL_OTHER_TURN && other->state & TL_EXCHANGE_DATA) {
		__u32 span = now - other->data_time;

		if ((__s32)span >= 0)
			tl_add_span(&exchange->events[own & 1].responses, span);
	}
	if (turn != TL_OWN_TURN)
		side->turn = other->turn + TL_OWN_TURN;
	side->data_time = now;
	side->state |= TL_EXCHANGE_DATA;
}

#endif
