/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* SYNs: what they say, how long their answers take, and where another connection begins. */
#ifndef TAPLESS_OBSERVE_HANDSHAKE_H
#define TAPLESS_OBSERVE_HANDSHAKE_H

#include "observe_time.h"

#define TL_SYN_PATIENCE (200000000u >> TL_TICK_BITS) /* 200 ms */

/* Another connection of the same addresses and ports. Sums stay: they are those since the last report. */
static __always_inline void tl_forget_order(struct tl_exchange_side *side)
{
	side->state &= TL_EXCHANGE_SEEN;
	side->handshake_span = 0;
	side->duplicates = 0;
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
	__u32 span = now - other->syn.time;

	if (side->handshake_span || !(packet->tcp_flags & TL_TCP_ACK) || !(other->state & TL_EXCHANGE_SYN) ||
	    !(side->state & TL_EXCHANGE_SYN) || packet->tcp_acknowledgement != other->syn.sequence + 1 ||
	    (__s32)span < 0)
		return;
	side->handshake_span = span ? span : 1;
}

/* The same number, long before any sender would lose patience (RFC 6298 2.1: one second). */
static __always_inline bool tl_is_syn_twice(const struct tl_exchange_side *side, const struct tl_packet *packet,
					    __u32 now)
{
	return packet->identification && packet->identification == side->last_identification &&
	       now - side->syn.time < TL_SYN_PATIENCE;
}

static __always_inline void tl_observe_syn(struct tl_exchange *exchange, __u32 own, const struct tl_packet *packet,
					   const struct tl_syn *options, __u64 time, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];

	if (side->state & TL_EXCHANGE_SYN && side->syn.sequence == packet->tcp_sequence) {
		if (tl_is_old_packet(side, packet) || tl_is_syn_twice(side, packet, now))
			side->duplicated++;
		else
			side->retransmitted++;
		if (!side->handshake_span && !(packet->tcp_flags & TL_TCP_ACK))
			other->handshake_span = 0; /* the SYN-ACK that comes next answers this one */
	} else {
		tl_forget_order(side);
		if (!(packet->tcp_flags & TL_TCP_ACK)) {
			tl_forget_order(other);
			exchange->began = time;
			exchange->turn = 0;
			exchange->listed = 0;
		}
		tl_note_syn(side, packet, options);
		side->next_sequence = packet->tcp_sequence + 1 + packet->payload_length;
		side->state |= TL_EXCHANGE_SEQUENCE;
	}
	side->syn.time = now;
	if (packet->tcp_flags & TL_TCP_ACK)
		tl_observe_handshake(side, other, packet, now);
}

#endif
