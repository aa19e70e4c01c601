/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A walk meets all entries, and puts on a list what may have to be asked, frozen, emitted or reported; then it looks after what is on the
 * list. It goes in steps, so that no CPU is held for long: when its time is up it stops, and user space calls again with the same number,
 * and with where it stands. The kernel begins at the first bucket each time, and to pass over an entry takes a third of a look: it waits
 * for the memory that has the next one's address. That is why there is a list, from which a step can go on.
 */
#ifndef TAPLESS_BPF_WALK_H
#define TAPLESS_BPF_WALK_H

#include "sweep.h"

/* The list has room for all entries of a shard. Where one is met twice, for its memory was reused, it may be full all the same. */
static __always_inline long tl_list(__u64 digest, struct tl_walk_state *walk)
{
	__u32 at = walk->sweep.listed;
	__u64 *place = bpf_map_lookup_elem(&listed, &at);

	if (!place) {
		walk->met--;
		return 1;
	}
	*place = digest;
	walk->sweep.listed++;
	return 0;
}

/* Whose time has not come says when it does. */
static __always_inline long tl_consider(__u64 digest, struct tl_flow_value *value, __u32 state,
					struct tl_walk_state *walk)
{
	struct tl_sweep *sweep = &walk->sweep;
	__u64 next_report;

	if (value->asked_in_walk == sweep->walk) /* in an earlier step, or its memory was reused and it is met twice */
		return 0;
	if (state != TL_FLOW_LIVE || tl_may_be_over(sweep, value))
		return tl_list(digest, walk);
	next_report = tl_next_report(value, sweep);
	if (next_report <= sweep->now)
		return tl_list(digest, walk);
	tl_note_due(sweep, next_report);
	tl_note_due(sweep, tl_next_end(walk, value, false));
	return 0;
}

static __always_inline long tl_meet(void *shard, const __u64 *digest, struct tl_flow_value *value,
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
		return tl_bury(shard, digest, value, walk);
	if (sweep->mode != TL_SWEEP_DRAIN)
		return tl_consider(*digest, value, state, walk);
	walk->has_sibling = 1;
	return tl_finish(shard, digest, value, state, walk, TL_END_FORCED);
}

static long tl_meet_entry(void *shard, const __u64 *digest, struct tl_flow_value *value,
			  struct tl_walk_context *context)
{
	struct tl_walk_state *walk = context->walk;
	long stop;

	if (walk->met++ < walk->to_pass) {
		if (walk->met == walk->to_pass) /* a step gets as far as others, however many it has passed over */
			walk->began = bpf_ktime_get_ns();
		return 0;
	}
	stop = tl_meet(shard, digest, value, walk);
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
	const __u64 *digest = bpf_map_lookup_elem(&listed, &at);
	struct tl_flow_value *value;

	(void)turn;
	if (!shard || !digest)
		return 1;
	walk->sweep.listed = at;
	value = bpf_map_lookup_elem(shard, digest);
	if (!value)
		return 0;
	state = *(volatile __u32 *)&value->state;
	if (state == TL_FLOW_LIVE || state == TL_FLOW_FROZEN)
		return tl_expire(shard, digest, value, walk, state);
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
