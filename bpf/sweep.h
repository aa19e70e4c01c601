/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The sweep's half of the flow cache: one walk over one shard. Between two walks user space waits for an RCU grace
 * period: a packet program that read LIVE before the first walk froze the entry has then finished with it.
 *
 * A walk meets all entries, and puts on a list what may have to be asked, frozen, emitted or reported; then it looks after what is on the
 * list. It goes in steps, so that no CPU is held for long: when its time is up it stops, and user space calls again with the same number,
 * and with where it stands. The kernel begins at the first bucket each time, and to pass over an entry takes a third of a look: it waits
 * for the memory that has the next one's address. That is why there is a list, from which a step can go on.
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
static __always_inline __u64 tl_next_report(const struct tl_flow_key *key, const struct tl_flow_value *value,
					    const struct tl_sweep *sweep)
{
	__u64 period = sweep->active_timeout, phase;
	__u64 ripe = value->reported_at + period / 4; /* what began just before waits: a short flow is told once */

	if (!period)
		return ~0ull;
	if (sweep->now <= ripe)
		return ripe + 1;
	phase = tl_report_phase(key, period);
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

/*
 * A delta of an entry that goes on counting. REPORTING keeps the packet path from retiring it meanwhile. Each counter
 * is read once: a packet in between counts in the next delta, counter by counter.
 */
static __always_inline int tl_report_active(const struct tl_flow_key *key, struct tl_flow_value *value,
					    struct tl_walk_state *walk)
{
	struct tl_sweep *sweep = &walk->sweep;
	struct tl_room room = {};
	struct tl_flow_record *record;
	bool reserved;

	if (__sync_val_compare_and_swap(&value->state, TL_FLOW_LIVE, TL_FLOW_REPORTING) != TL_FLOW_LIVE)
		return 0;
	tl_pause_point(TL_PAUSE_SWEEP_REPORTING);
	tl_emit_names(&walk->name_key, key, value);
	reserved = tl_reserve_room(&room, key, value);
	if (reserved) {
		record = room.record;
		tl_record_fill(record, key, value, sweep->shard, TL_END_ACTIVE);
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
	}
	__sync_val_compare_and_swap(&value->state, TL_FLOW_REPORTING, TL_FLOW_LIVE);
	return reserved ? 0 : -1;
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

static __always_inline long tl_finish(void *shard, struct tl_flow_key *key, struct tl_flow_value *value, __u32 state,
				      struct tl_walk_state *walk, __u8 end_reason)
{
	struct tl_sweep *sweep = &walk->sweep;
	enum tl_emission emission;

	if (tl_ring_refuses(sweep))
		return 1;
	tl_emit_names(&walk->name_key, key, value);
	emission = tl_emit_final(key, value, state, sweep->shard, end_reason);
	if (emission == TL_NO_ROOM) {
		sweep->refused = 1;
		return 1;
	}
	if (emission != TL_EMITTED)
		tl_note_due(sweep, 0);
	if (emission == TL_EMITTED) {
		if (!*(volatile __u8 *)&walk->has_sibling) /* of a drain nobody asks: its maps go as a whole */
			tl_forget_beside(&walk->name_key, key, value);
		tl_pause_point(TL_PAUSE_SWEEP_BEFORE_DELETE);
		walk->met -= tl_delete_retired(shard, key, value);
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

static __always_inline long tl_expire(void *shard, struct tl_flow_key *key, struct tl_flow_value *value,
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
	*(volatile __u8 *)&walk->end_reason = tl_end_reason_of(walk, key, value);
	end_reason = *(volatile __u8 *)&walk->end_reason;
	if (state == TL_FLOW_FROZEN && (!end_reason || walk->has_unfrozen)) {
		tl_note_due(sweep, end_reason ? 0 : tl_next_end(walk, value, true));
		return tl_leave_be(value, walk);
	}
	if (state == TL_FLOW_FROZEN)
		return tl_finish(shard, key, value, TL_FLOW_FROZEN, walk, end_reason);
	if (end_reason)
		return tl_freeze(value, walk);
	is_asked = *(volatile __u32 *)&walk->asked != asked;
	tl_note_due(sweep, tl_next_end(walk, value, is_asked));
	next_report = tl_next_report(key, value, sweep);
	if (next_report <= sweep->now) {
		if (tl_ring_refuses(sweep))
			return 1;
		tl_note_due(sweep, tl_report_active(key, value, walk) ? 0 : sweep->now + sweep->active_timeout / 4);
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
static __always_inline long tl_bury(void *shard, const struct tl_flow_key *key, struct tl_flow_value *value,
				    struct tl_walk_state *walk)
{
	if (__sync_val_compare_and_swap(&value->state, TL_FLOW_DEAD, TL_FLOW_RETIRED) == TL_FLOW_DEAD)
		walk->met -= tl_delete_retired(shard, key, value);
	return 0;
}

/* The list has room for all entries of a shard. Where one is met twice, for its memory was reused, it may be full all the same. */
static __always_inline long tl_list(const struct tl_flow_key *key, struct tl_walk_state *walk)
{
	__u32 at = walk->sweep.listed;
	struct tl_flow_key *place = bpf_map_lookup_elem(&listed, &at);

	if (!place) {
		walk->met--;
		return 1;
	}
	*place = *key;
	walk->sweep.listed++;
	return 0;
}

/* Whose time has not come says when it does. */
static __always_inline long tl_consider(const struct tl_flow_key *key, struct tl_flow_value *value, __u32 state,
					struct tl_walk_state *walk)
{
	struct tl_sweep *sweep = &walk->sweep;
	__u64 next_report;

	if (value->asked_in_walk == sweep->walk) /* in an earlier step, or its memory was reused and it is met twice */
		return 0;
	if (state != TL_FLOW_LIVE || tl_may_be_over(sweep, value))
		return tl_list(key, walk);
	next_report = tl_next_report(key, value, sweep);
	if (next_report <= sweep->now)
		return tl_list(key, walk);
	tl_note_due(sweep, next_report);
	tl_note_due(sweep, tl_next_end(walk, value, false));
	return 0;
}

static __always_inline long tl_meet(void *shard, struct tl_flow_key *key, struct tl_flow_value *value,
				    struct tl_walk_state *walk)
{
	struct tl_sweep *sweep = &walk->sweep;
	__u32 state = *(volatile __u32 *)&value->state;

	if (++walk->looks % TL_MET_PER_LOOK == 0 && tl_is_step_over(walk)) {
		walk->met--;
		return 1;
	}
	if (state == TL_FLOW_NEW || state == TL_FLOW_RETIRED)
		return 0;
	if (sweep->mode == TL_SWEEP_COUNT) {
		if (state != TL_FLOW_DEAD)
			tl_add_live(value, sweep);
		return 0;
	}
	if (state != TL_FLOW_LIVE && state != TL_FLOW_FROZEN)
		tl_note_due(sweep, 0);
	if (state == TL_FLOW_DEAD)
		return tl_bury(shard, key, value, walk);
	if (sweep->mode != TL_SWEEP_DRAIN)
		return tl_consider(key, value, state, walk);
	walk->has_sibling = 1;
	return tl_finish(shard, key, value, state, walk, TL_END_FORCED);
}

static long tl_meet_entry(void *shard, struct tl_flow_key *key, struct tl_flow_value *value,
			  struct tl_walk_context *context)
{
	struct tl_walk_state *walk = context->walk;
	long stop;

	if (walk->met++ < walk->to_pass) {
		if (walk->met == walk->to_pass) /* a step gets as far as others, however many it has passed over */
			walk->began = bpf_ktime_get_ns();
		return 0;
	}
	stop = tl_meet(shard, key, value, walk);
	if (stop)
		walk->sweep.is_met = 0;
	return stop;
}

/* What the list says may no longer be so; the entry may not even be there. */
static long tl_look_after(__u32 turn, struct tl_walk_context *context)
{
	struct tl_walk_state *walk = context->walk;
	__u32 number = walk->sweep.shard, at = walk->sweep.listed - 1, state;
	void *shard = bpf_map_lookup_elem(&shards, &number);
	struct tl_flow_key *key = bpf_map_lookup_elem(&listed, &at);
	struct tl_flow_value *value;

	(void)turn;
	if (!shard || !key)
		return 1;
	walk->sweep.listed = at;
	value = bpf_map_lookup_elem(shard, key);
	if (!value)
		return 0;
	state = *(volatile __u32 *)&value->state;
	if (state == TL_FLOW_LIVE || state == TL_FLOW_FROZEN)
		return tl_expire(shard, key, value, walk, state);
	return 0;
}

static __always_inline void tl_write_mark(struct tl_sweep *sweep)
{
	struct tl_mark_record *record = bpf_ringbuf_reserve(&flow_ring, sizeof(*record), 0);

	if (!record) {
		sweep->refused = 1;
		return;
	}
	record->kind = TL_RING_MARK;
	record->promises = sweep->promises;
	record->time = sweep->now;
	record->realtime_offset = sweep->realtime_offset;
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

static __always_inline void tl_meet_all(struct tl_walk_state *walk)
{
	struct tl_walk_context context = {.walk = walk};
	__u32 number = walk->sweep.shard;
	void *shard = bpf_map_lookup_elem(&shards, &number);

	walk->to_pass = walk->sweep.entries;
	walk->met = 0;
	walk->sweep.is_met = 1;
	if (shard)
		bpf_for_each_map_elem(shard, tl_meet_entry, &context, 0);
}

static __always_inline void tl_walk_shard(struct tl_walk_state *walk)
{
	struct tl_walk_context context = {.walk = walk};
	struct tl_sweep *sweep = &walk->sweep;

	walk->met = sweep->entries;
	walk->is_time_up = 0;
	if (!sweep->is_met)
		tl_meet_all(walk);
	if (!*(volatile __u8 *)&walk->is_time_up)
		bpf_loop(sweep->listed, tl_look_after, &context, 0);
	sweep->entries = walk->met;
	sweep->unfinished = !sweep->is_met || sweep->listed;
}

static __always_inline int tl_sweep_run(struct tl_sweep *argument)
{
	__u32 zero = 0, slot = argument->mode == TL_SWEEP_COUNT;
	struct tl_instance *here = bpf_map_lookup_elem(&instance, &zero);
	struct tl_walk_state *state = bpf_map_lookup_elem(&walk, &slot);

	if (!here || !state)
		return -1;
	if (here->generation != argument->generation) {
		argument->refused = 2;
		return 0;
	}
	state->sweep = *argument;
	state->cpus = here->cpus;
	state->began = bpf_ktime_get_ns();
	if (argument->mode == TL_SWEEP_MARK)
		tl_write_mark(&state->sweep);
	else
		tl_walk_shard(state);
	*argument = state->sweep;
	return 0;
}

#endif
