/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* SYNs: what they say, how long their answers take, and where another connection begins. */
#ifndef TAPLESS_OBSERVE_HANDSHAKE_H
#define TAPLESS_OBSERVE_HANDSHAKE_H

#include "observe_time.h"

#define TL_SYN_PATIENCE (200000000u >> TL_TICK_BITS) /* 200 ms */

static __always_inline void tl_set_handshake(struct tl_exchange *exchange, __u32 own, __u32 span)
{
	exchange->events[own & 1].handshake_span = span;
	if (span)
		exchange->sides[own & 1].state |= TL_EXCHANGE_SHOOK_HANDS;
	else
		exchange->sides[own & 1].state &= ~TL_EXCHANGE_SHOOK_HANDS;
}

/* Another connection of the same addresses and ports. Sums stay: they are those since the last report. */
static __always_inline void tl_forget_order(struct tl_exchange *exchange, __u32 own)
{
	exchange->sides[own & 1].state &= TL_EXCHANGE_SEEN;
	exchange->sides[own & 1].duplicates = 0;
	exchange->events[own & 1].handshake_span = 0;
}

static __always_inline void tl_note_syn(struct tl_syn *syn, const struct tl_packet *packet,
					const struct tl_syn *options)
{
	syn->options = options->options;
	syn->maximum_segment_size = options->maximum_segment_size;
	syn->window_scale = options->window_scale;
	syn->sequence = packet->tcp_sequence;
	syn->length = packet->octets > 0xffff ? 0xffff : packet->octets;
	syn->window = packet->tcp_window;
	syn->ttl = packet->ttl;
}

/* The server's part is from the client's SYN to the SYN-ACK, the client's from that to the first ACK. */
static __always_inline void tl_observe_handshake(struct tl_exchange *exchange, __u32 own,
						 const struct tl_packet *packet, __u32 now)
{
	const struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];
	const struct tl_syn *syn = &exchange->events[!own].syn;
	__u32 span;

	if (side->state & TL_EXCHANGE_SHOOK_HANDS || !(packet->tcp_flags & TL_TCP_ACK) ||
	    !(other->state & TL_EXCHANGE_SYN) || !(side->state & TL_EXCHANGE_SYN) ||
	    packet->tcp_acknowledgement != syn->sequence + 1)
		return;
	span = now - syn->time;
	if ((__s32)span >= 0)
		tl_set_handshake(exchange, own, span ? span : 1);
}

/* The same number, long before any sender would lose patience (RFC 6298 2.1: one second). */
static __always_inline bool tl_is_syn_twice(const struct tl_exchange_side *side, const struct tl_syn *syn,
					    const struct tl_packet *packet, __u32 now)
{
	return packet->identification && packet->identification == side->last_identification &&
	       now - syn->time < TL_SYN_PATIENCE;
}

static __always_inline void tl_observe_syn(struct tl_exchange *exchange, __u32 own, const struct tl_packet *packet,
					   const struct tl_syn *options, __u64 time, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1];
	struct tl_exchange_events *events = &exchange->events[own & 1];
	struct tl_syn *syn = &events->syn;

	if (side->state & TL_EXCHANGE_SYN && syn->sequence == packet->tcp_sequence) {
		if (tl_is_old_packet(side, packet) || tl_is_syn_twice(side, syn, packet, now))
			events->duplicated++;
		else
			events->retransmitted++;
		if (!(side->state & TL_EXCHANGE_SHOOK_HANDS) && !(packet->tcp_flags & TL_TCP_ACK))
			tl_set_handshake(exchange, !own, 0); /* the SYN-ACK that comes next answers this one */
	} else {
		tl_forget_order(exchange, own);
		if (!(packet->tcp_flags & TL_TCP_ACK)) {
			tl_forget_order(exchange, !own);
			exchange->began = time;
			side->turn = exchange->sides[!own].turn;
			exchange->listed = 0;
		}
		tl_note_syn(syn, packet, options);
		side->state |= TL_EXCHANGE_SYN;
		side->next_sequence = packet->tcp_sequence + 1 + packet->payload_length;
		side->state |= TL_EXCHANGE_SEQUENCE;
	}
	syn->time = now;
	if (packet->tcp_flags & TL_TCP_ACK)
		tl_observe_handshake(exchange, own, packet, now);
}

#endif
