/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The sweep's half of the flow cache: one walk over one shard. Between two walks user space waits for an RCU grace
 * period: a packet program that read LIVE before the first walk froze the entry has then finished with it.
 *
 * The state of the walk is in map memory, never on the stack: kernels before 6.7 verify a callback once, with the
 * constants of its first call, and remove the branches that these would not take.
 */
#ifndef TAPLESS_BPF_SWEEP_H
#define TAPLESS_BPF_SWEEP_H

#include "connection.h"

/* The same for both directions of a flow and for all shards, so that they report in the same sweep. */
static __always_inline __u64 tl_report_phase(const struct tl_flow_key *key, __u64 period)
{
	const __u32 *words = (const __u32 *)key;
	__u32 hash = 0;

	for (int i = 0; i < 4; i++) /* the sum does not depend on which end is the source */
		hash = (hash ^ (words[i] + words[i + 4])) * 0x9e3779b1;
	hash = (hash ^ tl_ports_of_both(key)) * 0x9e3779b1;
	return period ? (__u64)hash % period : 0;
}

/* When it is due. While that is far off: not before that. */
static __always_inline __u64 tl_next_report(const struct tl_flow_value *value, const struct tl_sweep *sweep)
{
	__u64 period = sweep->active_timeout, phase;
	__u64 ripe = value->reported_at + period / 4; /* what began just before waits: a short flow is told once */

	if (!period)
		return ~0ull;
	if (sweep->now <= ripe)
		return ripe + 1;
	phase = tl_report_phase(&value->key, period);
	return ((ripe + phase) / period + 1) * period - phase;
}

static __always_inline void tl_note_due(struct tl_sweep *sweep, __u64 time)
{
	if (time < sweep->next_due)
		sweep->next_due = time;
}

/* When an entry may end that goes on; of its connection, if that was asked. */
static __always_inline __u64 tl_next_end(const struct tl_walk_state *walk, const struct tl_flow_value *value,
					 bool asked)
{
	const struct tl_sweep *sweep = &walk->sweep;
	__u64 last_seen = asked ? walk->last_seen : value->last_seen;
	bool has_ended = value->ended || value->connection_ended ||
			 (asked && (walk->ended || walk->reverse_ended || walk->reset));

	/* half closed, and silent for long enough: another end would leave its mark */
	if (has_ended && tl_since(sweep->now, last_seen) < sweep->closed_timeout)
		return last_seen + sweep->closed_timeout;
	return last_seen + sweep->idle_timeout;
}

/* Each counter is read once: a packet in between counts in the next delta, counter by counter. */
static __always_inline int tl_write_report(struct tl_flow_value *value, struct tl_walk_state *walk)
{
	struct tl_sweep *sweep = &walk->sweep;
	struct tl_room room = {};
	struct tl_flow_record *record;

	tl_emit_names(&walk->name_key, value);
	if (!tl_reserve_room(&room, value))
		return -1;
	record = room.record;
	tl_record_fill(record, value, sweep->shard, TL_END_ACTIVE);
	value->reported_at = sweep->now;
	value->fresh = 1;
	if (record->packets) { /* octets may be there already of a packet that is not: next time, then */
		value->reported_packets += record->packets;
		value->reported_octets += record->octets;
		value->reported_layer2_octets += record->layer2_octets;
		value->reported_fragments += record->fragments;
	} else {
		record->octets = record->layer2_octets = record->fragments = 0;
	}
	if (record->packets || (record->is_annotation && record->egress.interface)) {
		tl_carry_exchange(&room);
		tl_count_emitted(record->packets, record->octets, record->layer2_octets);
		bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
		sweep->emitted++;
	} else {
		bpf_ringbuf_discard(record, BPF_RB_NO_WAKEUP);
	}
	return 0;
}

/*
 * A delta of an entry that goes on counting. REPORTING keeps the packet path from retiring it meanwhile. What was retired just before may have
 * left its memory to an entry of another key, which then is the one that reports: that is let go on, for the key here is not its own.
 */
static __always_inline int tl_report_active(void *shard, const __u64 *digest, struct tl_flow_value *value,
					    struct tl_walk_state *walk)
{
	int error = 0;

	if (__sync_val_compare_and_swap(&value->state, TL_FLOW_LIVE, TL_FLOW_REPORTING) != TL_FLOW_LIVE)
		return 0;
	tl_pause_point(TL_PAUSE_SWEEP_REPORTING);
	if (bpf_map_lookup_elem(shard, digest) == value)
		error = tl_write_report(value, walk);
	__sync_val_compare_and_swap(&value->state, TL_FLOW_REPORTING, TL_FLOW_LIVE);
	return error;
}

/* Entries between two looks at the clock: those that took more than a look, and all. */
#define TL_WORKED_PER_LOOK 16
#define TL_MET_PER_LOOK	   512

static __always_inline bool tl_is_step_over(struct tl_walk_state *walk)
{
	struct tl_sweep *sweep = &walk->sweep;

	if (!sweep->step || bpf_ktime_get_ns() - walk->began < sweep->step)
		return false;
	walk->is_time_up = 1;
	return true;
}

static __always_inline bool tl_is_time_up(struct tl_walk_state *walk)
{
	return !(++walk->worked % TL_WORKED_PER_LOOK) && tl_is_step_over(walk);
}

static __always_inline bool tl_ring_refuses(struct tl_sweep *sweep)
{
	/* a tenth stays free, so that a sweep can always make room in a full cache */
	if (!tl_ring_above(&flow_ring, (__u64)tl_flow_ring_size * 9 / 10))
		return false;
	sweep->refused = 1;
	return true;
}

static __always_inline long tl_finish(void *shard, const __u64 *digest, struct tl_flow_value *value, __u32 state,
				      struct tl_walk_state *walk, __u8 end_reason)
{
	struct tl_sweep *sweep = &walk->sweep;
	enum tl_emission emission;

	if (tl_ring_refuses(sweep))
		return 1;
	tl_emit_names(&walk->name_key, value);
	emission = tl_emit_final(value, state, sweep->shard, end_reason);
	if (emission == TL_NO_ROOM) {
		sweep->refused = 1;
		return 1;
	}
	if (emission != TL_EMITTED)
		tl_note_due(sweep, 0);
	if (emission == TL_EMITTED) {
		if (!*(volatile __u8 *)&walk->has_sibling) /* of a drain nobody asks: its maps go as a whole */
			tl_forget_beside(&walk->name_key, value);
		tl_pause_point(TL_PAUSE_SWEEP_BEFORE_DELETE);
		walk->met -= tl_delete_retired(shard, digest, value);
		sweep->emitted++;
	}
	return tl_is_time_up(walk);
}

/* Not emitted: somebody else of its connection is not frozen yet, or has heard of a packet. */
static __always_inline long tl_leave_be(struct tl_flow_value *value, struct tl_walk_state *walk)
{
	value->asked_in_walk = walk->sweep.walk;
	return tl_is_time_up(walk);
}

static __always_inline long tl_freeze(struct tl_flow_value *value, struct tl_walk_state *walk)
{
	if (__sync_val_compare_and_swap(&value->state, TL_FLOW_LIVE, TL_FLOW_FROZEN) == TL_FLOW_LIVE) {
		value->asked_in_walk = walk->sweep.walk;
		walk->sweep.frozen++;
	}
	tl_note_due(&walk->sweep, 0);
	return tl_is_time_up(walk);
}

static __always_inline long tl_expire(void *shard, const __u64 *digest, struct tl_flow_value *value,
				      struct tl_walk_state *walk, __u32 state)
{
	struct tl_sweep *sweep = &walk->sweep;
	__u32 asked = walk->asked;
	__u64 next_report;
	__u8 end_reason;
	bool is_asked;

	if (value->asked_in_walk == sweep->walk) /* in an earlier step, or its memory was reused and it is met twice */
		return 0;
	/* By way of the map: 6.1 takes the constants behind a loop for one and the same, and removes what the others would do. */
	*(volatile __u8 *)&walk->end_reason = tl_end_reason_of(walk, value);
	end_reason = *(volatile __u8 *)&walk->end_reason;
	if (state == TL_FLOW_FROZEN && (!end_reason || walk->has_unfrozen)) {
		tl_note_due(sweep, end_reason ? 0 : tl_next_end(walk, value, true));
		return tl_leave_be(value, walk);
	}
	if (state == TL_FLOW_FROZEN)
		return tl_finish(shard, digest, value, TL_FLOW_FROZEN, walk, end_reason);
	if (end_reason)
		return tl_freeze(value, walk);
	is_asked = *(volatile __u32 *)&walk->asked != asked;
	tl_note_due(sweep, tl_next_end(walk, value, is_asked));
	next_report = tl_next_report(value, sweep);
	if (next_report <= sweep->now) {
		if (tl_ring_refuses(sweep))
			return 1;
		tl_note_due(sweep,
			    tl_report_active(shard, digest, value, walk) ? 0 : sweep->now + sweep->active_timeout / 4);
		return tl_is_time_up(walk);
	}
	tl_note_due(sweep, next_report);
	return is_asked ? tl_leave_be(value, walk) : 0;
}

static __always_inline void tl_add_live(const struct tl_flow_value *value, struct tl_sweep *sweep)
{
	sweep->live_packets += value->packets - value->reported_packets;
	sweep->live_octets += value->octets - value->reported_octets;
	sweep->live_layer2_octets += value->layer2_octets - value->reported_layer2_octets;
}

/* Nobody but who made it DEAD: see tl_delete_retired(). */
static __always_inline long tl_bury(void *shard, const __u64 *digest, struct tl_flow_value *value,
				    struct tl_walk_state *walk)
{
	if (__sync_val_compare_and_swap(&value->state, TL_FLOW_DEAD, TL_FLOW_RETIRED) == TL_FLOW_DEAD)
		walk->met -= tl_delete_retired(shard, digest, value);
	return 0;
}

#endif
