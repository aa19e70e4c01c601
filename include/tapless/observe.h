/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What one more packet says about the order of things in its conversation. The same source runs in the kernel and in the
 * unit tests. `now` is in ticks; `packets` counts a super-packet's segments.
 */
#ifndef TAPLESS_OBSERVE_H
#define TAPLESS_OBSERVE_H

#include "observe_handshake.h"
#include "observe_sequence.h"

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
	struct tl_exchange_events *events = &exchange->events[own & 1];
	__u32 acknowledged = packet->tcp_acknowledgement;
	bool has = side->state & TL_EXCHANGE_ACKNOWLEDGED;

	if (tl_is_duplicate_ack(side, other, packet, occupies)) {
		events->duplicate_acknowledgements += packets;
		if (side->duplicates < TL_DUPLICATES_MAX)
			side->duplicates++;
	} else if (!has || tl_after(acknowledged, side->acknowledged) > 0) {
		side->acknowledged = acknowledged;
		side->duplicates = 0;
	}
	side->window = packet->tcp_window;
	side->state |= TL_EXCHANGE_ACKNOWLEDGED;
	tl_observe_handshake(exchange, own, packet, now);
	if (tl_probe_is_pending(other, side) && tl_after(acknowledged, other->probe_sequence) >= 0) {
		__u32 span = now - other->probe_time;

		side->answered_probe = other->probe_sequence;
		if ((__s32)span >= 0)
			tl_add_span(&events->round_trips, span);
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

/* A TCP packet. `options` are those of a SYN. What is AHEAD or BEHIND is to be observed as such next. */
static __always_inline enum tl_observation tl_observe_tcp(struct tl_exchange *exchange, __u32 own,
							  const struct tl_packet *packet, const struct tl_syn *options,
							  __u32 packets, __u64 time, __u32 now)
{
	struct tl_exchange_side *side = &exchange->sides[own & 1], *other = &exchange->sides[!own];
	__u32 occupies = tl_occupies(packet);
	enum tl_observation observation = TL_IN_ORDER;

	if (packet->tcp_flags & TL_TCP_RST) {
		exchange->events[own & 1].resets += packets;
		return TL_IN_ORDER;
	}
	if (packet->tcp_flags & TL_TCP_SYN) {
		tl_observe_syn(exchange, own, packet, options, time, now);
		tl_note_number(side, packet, false);
		return TL_IN_ORDER;
	}
	if (!packet->tcp_window)
		exchange->events[own & 1].zero_windows += packets;
	if (occupies && !tl_is_probe_segment(side, other, packet, occupies))
		observation = tl_observe_segment(exchange, own, packet, occupies, now);
	if (packet->tcp_flags & TL_TCP_ACK)
		tl_observe_ack(exchange, own, packet, occupies, packets, now);
	if (observation != TL_BEHIND)
		tl_note_number(side, packet, occupies);
	if (packet->payload_length && observation != TL_BEHIND)
		tl_observe_payload(exchange, own, now);
	return observation;
}

#endif
