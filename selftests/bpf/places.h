/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What tests see of the array `exchanges`: which conversations have a place there. */
#ifndef TAPLESS_SELFTESTS_PLACES_H
#define TAPLESS_SELFTESTS_PLACES_H

#include "kernel/engine.h"
#include "tapless.skel.h"
#include <bpf/bpf.h>
#include <tapless/exchange.h>

static inline void places_read(const struct tl_engine *engine, __u32 number, struct tl_exchange_set *set)
{
	assert_int_equal(bpf_map_lookup_elem(bpf_map__fd(engine->skeleton->maps.exchanges), &number, set), 0);
}

static inline void places_write(const struct tl_engine *engine, __u32 number, const struct tl_exchange_set *set)
{
	assert_int_equal(bpf_map_update_elem(bpf_map__fd(engine->skeleton->maps.exchanges), &number, set, BPF_ANY), 0);
}

static inline __u32 places_sets(const struct tl_engine *engine)
{
	return bpf_map__max_entries(engine->skeleton->maps.exchanges);
}

static inline unsigned int places_taken(const struct tl_engine *engine)
{
	struct tl_exchange_set set;
	unsigned int taken = 0;

	for (__u32 number = 0; number < places_sets(engine); number++) {
		places_read(engine, number, &set);
		for (unsigned int way = 0; way < TL_EXCHANGE_WAYS; way++)
			taken += set.keys[way] != TL_PLACE_FREE;
	}
	return taken;
}

/* In how many places the conversation is; what is in the last of them. */
static inline unsigned int places_of(const struct tl_engine *engine, __u64 hash, struct tl_exchange *found)
{
	struct tl_exchange_set set;
	unsigned int places = 0;
	__u32 number;

	for (__u32 choice = 0; choice < TL_EXCHANGE_CHOICES; choice++) {
		number = tl_exchange_set_of(hash, choice, places_sets(engine));
		if (number >= places_sets(engine)) /* without metrics there is one */
			break;
		places_read(engine, number, &set);
		for (unsigned int way = 0; way < TL_EXCHANGE_WAYS; way++)
			if (set.keys[way] == tl_exchange_key(hash)) {
				*found = set.exchanges[way];
				places++;
			}
	}
	return places;
}

/* But for what times tell: whether a segment behind its time is one that was sent again. */
static inline bool has_same_troubles(const struct tl_exchange_events *one, const struct tl_exchange_events *other)
{
	return one->zero_windows == other->zero_windows && one->resets == other->resets &&
	       one->duplicate_acknowledgements == other->duplicate_acknowledgements &&
	       one->retransmitted + one->out_of_order + one->duplicated ==
		       other->retransmitted + other->out_of_order + other->duplicated;
}

/* But for its time. */
static inline bool is_same_syn(const struct tl_exchange *one, unsigned int side, const struct tl_exchange *other,
			       unsigned int other_side)
{
	struct tl_syn syns[] = {one->events[side].syn, other->events[other_side].syn};
	__u16 states[] = {one->sides[side].state & TL_EXCHANGE_SYN, other->sides[other_side].state & TL_EXCHANGE_SYN};

	syns[0].time = syns[1].time = 0;
	return states[0] == states[1] && (!states[0] || !memcmp(&syns[0], &syns[1], sizeof(syns[0])));
}

/* Nobody has one. */
static inline void places_clear(const struct tl_engine *engine)
{
	static const struct tl_exchange_set nobody;

	for (__u32 number = 0; number < places_sets(engine); number++)
		places_write(engine, number, &nobody);
}

#endif
