/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Facts of order (tapless/exchange.h) of each packet. An entry is made for a packet that is in the flow cache, and goes with
 * the last record of that; its memory may then be another conversation's while a packet on another CPU still writes to it,
 * which costs that one a sample, and no count of the balance.
 */
#ifndef TAPLESS_BPF_MEASURE_H
#define TAPLESS_BPF_MEASURE_H

#include <tapless/conversation.h>
#include <tapless/observe.h>

#include "exchanges.h"
#include "first_packets.h"

#define TL_ELSEWHERE_TICKS (1000000000u >> TL_TICK_BITS) /* a route that changes is silent for less */

static const struct tl_holes tl_no_holes = {};

static __always_inline bool tl_has_exchange(const struct tl_flow_key *key)
{
	return key->protocol == TL_PROTOCOL_TCP || key->protocol == TL_PROTOCOL_UDP;
}

static __always_inline bool tl_is_measured(const struct tl_packet *packet)
{
	return packet->transport_complete && tl_has_exchange(&packet->key);
}

static __always_inline struct tl_exchange *tl_exchange_here(__u64 hash, __u64 now)
{
	struct tl_exchange *exchange = tl_exchange_in_first(hash);

	return exchange ? exchange : tl_exchange_at(hash, tl_claim_exchange(hash, now));
}

/* NULL is fine: the observation does without. */
static __always_inline struct tl_holes *tl_holes_here(__u64 hash, __u32 side, bool make)
{
	struct tl_holes *found;

	hash += side;
	found = bpf_map_lookup_elem(&holes, &hash);
	if (found || !make)
		return found;
	bpf_map_update_elem(&holes, &hash, &tl_no_holes, BPF_NOEXIST);
	return bpf_map_lookup_elem(&holes, &hash);
}

/*
 * Counted once per host, a direction comes in at one place. The same addresses at another are another network's, or this one
 * moved: who was there first stays, unless it has become silent.
 */
static __always_inline bool tl_is_elsewhere(struct tl_exchange_side *side, const struct tl_packet *packet, __u32 now)
{
	struct tl_crossing crossing = tl_crossing_of_key(&packet->key);
	__u32 here = tl_entrance_of(&crossing);

	if (side->entrance == here)
		return false;
	if (side->state & TL_EXCHANGE_SEEN && now - side->last_time < TL_ELSEWHERE_TICKS)
		return true;
	side->entrance = here;
	return false;
}

static __always_inline bool tl_has_syn_options(const struct tl_packet *packet)
{
	return packet->tcp_flags & TL_TCP_SYN && packet->tcp_options && packet->transport_complete;
}

/* What was read of a SYN before it was counted. */
static __always_inline const struct tl_syn *tl_syn_options(const struct tl_packet *packet)
{
	static const struct tl_syn without_options = {};
	struct tl_scratch *here;
	__u32 zero = 0;

	if (!tl_has_syn_options(packet))
		return &without_options;
	here = bpf_map_lookup_elem(&scratch, &zero);
	return here ? &here->options.syn : &without_options;
}

static __always_inline void tl_measure_tcp(struct tl_exchange *exchange, const struct tl_conversation *conversation,
					   const struct tl_packet *packet, __u32 packets, __u64 time, __u32 now)
{
	__u32 own = conversation->side & 1;
	struct tl_exchange_side *side = &exchange->sides[own];
	enum tl_observation observation;
	struct tl_holes *missing = 0;

	observation = tl_observe_tcp(exchange, own, packet, tl_syn_options(packet), packets, time, now);
	if (observation == TL_IN_ORDER)
		return;
	if (observation == TL_AHEAD || side->state & TL_EXCHANGE_HOLES)
		missing = tl_holes_here(conversation->hash, own, observation == TL_AHEAD);
	if (observation == TL_AHEAD)
		tl_observe_ahead(side, packet, now, missing);
	else
		tl_observe_behind(exchange, own, packet, packets, now, missing);
}

/* Notes which conversation it is, of TCP and UDP. */
static __always_inline void tl_note_conversation(struct tl_packet *packet, const struct tl_ends *ends)
{
	struct tl_conversation conversation = tl_conversation_of_ends(ends, &packet->key, tl_count_once);
	__u64 number = tl_conversation_number(&conversation);

	packet->conversation[0] = number;
	packet->conversation[1] = number >> 32;
}

static __always_inline __u64 tl_begun_measuring(const struct tl_packet *packet)
{
	return packet->conversation[0] | (__u64)packet->conversation[1] << 32;
}

/* What is known of it comes from memory meanwhile. */
static __always_inline void tl_begin_measuring(const struct tl_packet *packet)
{
	tl_fetch_exchange(tl_conversation_of_number(tl_begun_measuring(packet)).hash);
}

/*
 * `number`: of the conversation. A function of its own, since its callers' stacks are full, and so is its own: the passage stays where it
 * is. The short way calls it with a packet and a passage of which only what it reads has been written.
 */
static __noinline int tl_measure_here(struct tl_packet *packet, const struct tl_passage *passage, __u64 number)
{
	struct tl_conversation conversation = tl_conversation_of_number(number);
	struct tl_exchange *exchange;
	struct tl_exchange_side *side;
	__u32 now = passage->now >> TL_TICK_BITS;

	exchange = tl_exchange_here(conversation.hash, passage->now);
	if (!exchange) {
		tl_count_event_here(TL_EVENT_EXCHANGE_NO_ROOM);
		return 0;
	}
	side = &exchange->sides[conversation.side & 1];
	if (tl_is_elsewhere(side, packet, now)) {
		tl_count_event_here(TL_EVENT_EXCHANGE_ELSEWHERE);
		return 0;
	}
	if (side->fresh)
		tl_begin_sums(exchange, conversation.side);
	tl_observe_gap(side, now);
	if (packet->key.protocol == TL_PROTOCOL_TCP)
		tl_measure_tcp(exchange, &conversation, packet, passage->packets, passage->now, now);
	else if (packet->payload_length)
		tl_observe_payload(exchange, conversation.side & 1, now);
	if (tl_splt_enabled)
		tl_note_first_packet(exchange, conversation.hash, conversation.side, packet, passage->now,
				     passage->packets, passage->segment_size);
	return 0;
}

/* For the long way: a global function, which the verifier checks once and by itself. */
__noinline int tl_measure_order(struct tl_packet *packet, __u64 time, __u32 packets, __u32 segment_size)
{
	struct tl_passage passage = {.now = time, .packets = packets, .segment_size = segment_size};
	struct tl_conversation conversation;

	if (!packet)
		return 0;
	conversation = tl_conversation_of(&packet->key, tl_hash_seed, tl_count_once);
	return tl_measure_here(packet, &passage, tl_conversation_number(&conversation));
}

#endif
