/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The places of conversations in the array `exchanges` (tapless/exchange.h): finding, claiming and giving back. A place is claimed
 * and given back by cmpxchg of its key, and what is in it belongs to who has made the key TL_PLACE_CHANGING. Two CPUs
 * may claim places for the same conversation at once: each looks again when it has done so, at least one sees the other, and takes
 * the place further behind away, be it its own. Numbers of places: choice * TL_EXCHANGE_WAYS + way.
 */
#ifndef TAPLESS_BPF_EXCHANGES_H
#define TAPLESS_BPF_EXCHANGES_H

#include <tapless/observe_time.h>

#include "count.h"

const volatile __u32 tl_exchange_sets = 1;

#define TL_NO_PLACE -1

static __always_inline struct tl_exchange_set *tl_exchange_set(__u64 hash, __u32 choice)
{
	__u32 index = tl_exchange_set_of(hash, choice, tl_exchange_sets);

	return bpf_map_lookup_elem(&exchanges, &index);
}

/* TL_EXCHANGE_WAYS: it is in none. */
static __always_inline __u32 tl_exchange_way(const struct tl_exchange_set *set, __u64 key)
{
	for (__u32 way = 0; way < TL_EXCHANGE_WAYS; way++)
		if (*(const volatile __u64 *)&set->keys[way] == key)
			return way;
	return TL_EXCHANGE_WAYS;
}

/* The verifier is to forget which number this was; else it follows what comes next once for each. */
static __always_inline __u64 tl_any_number(__u64 number, __u64 unknown)
{
	asm volatile("%[number] += %[unknown]; %[number] -= %[unknown]"
		     : [number] "+r"(number)
		     : [unknown] "r"(unknown));
	return number;
}

static __always_inline struct tl_exchange *tl_exchange_in_way(struct tl_exchange_set *set, __u64 way)
{
	return &set->exchanges[way & (TL_EXCHANGE_WAYS - 1)];
}

/*
 * Lets the memory come in which a conversation is most likely to be: its set's keys, and both sides in its likely way. Nothing waits
 * for these loads, so that they and what the flow cache's lookup loads come at once; a core goes on until it has some 500
 * operations under way, and the lookup has not as many.
 */
static __always_inline void tl_fetch_exchange(__u64 hash)
{
	struct tl_exchange_set *set = tl_exchange_set(hash, 0);
	__u32 likely = tl_exchange_likely_way(hash);

	if (!set)
		return;
	(void)*(volatile __u64 *)&set->keys[likely];
	(void)*(volatile __u32 *)&set->exchanges[likely].sides[0].last_time;
	(void)*(volatile __u32 *)&set->exchanges[likely].sides[1].last_time;
}

/*
 * Where most are: the rest is tl_claim_exchange's. NULL: not there. Mostly it is in its likely way, which is known by the hash, so that
 * the core goes on with it before the keys have come.
 */
static __always_inline struct tl_exchange *tl_exchange_in_first(__u64 hash)
{
	struct tl_exchange_set *set = tl_exchange_set(hash, 0);
	__u32 likely = tl_exchange_likely_way(hash), way;

	if (!set)
		return 0;
	if (*(const volatile __u64 *)&set->keys[likely] == tl_exchange_key(hash))
		return &set->exchanges[likely];
	way = tl_exchange_way(set, tl_exchange_key(hash));
	return way < TL_EXCHANGE_WAYS ? tl_exchange_in_way(set, tl_any_number(way, hash)) : 0;
}

/* Global functions: the verifier knows no more of their results than that they are numbers. TL_NO_PLACE: it has none. */
__noinline int tl_find_place(__u64 hash)
{
	for (__u32 choice = 0; choice < TL_EXCHANGE_CHOICES; choice++) {
		const struct tl_exchange_set *set = tl_exchange_set(hash, choice);
		__u32 way = set ? tl_exchange_way(set, tl_exchange_key(hash)) : TL_EXCHANGE_WAYS;

		if (way < TL_EXCHANGE_WAYS)
			return choice * TL_EXCHANGE_WAYS + way;
	}
	return TL_NO_PLACE;
}

/* The same from the other end. */
__noinline int tl_find_last_place(__u64 hash)
{
	for (__u32 choice = TL_EXCHANGE_CHOICES; choice-- > 0;) {
		const struct tl_exchange_set *set = tl_exchange_set(hash, choice);

		for (__u32 way = TL_EXCHANGE_WAYS; set && way-- > 0;)
			if (*(const volatile __u64 *)&set->keys[way] == tl_exchange_key(hash))
				return choice * TL_EXCHANGE_WAYS + way;
	}
	return TL_NO_PLACE;
}

static __always_inline __u64 *tl_place_key(__u64 hash, __u32 place)
{
	struct tl_exchange_set *set = tl_exchange_set(hash, place / TL_EXCHANGE_WAYS);

	return set ? &set->keys[place & (TL_EXCHANGE_WAYS - 1)] : 0;
}

static __always_inline struct tl_exchange *tl_exchange_at(__u64 hash, int place)
{
	struct tl_exchange_set *set = place < 0 ? 0 : tl_exchange_set(hash, place / TL_EXCHANGE_WAYS);

	return set ? tl_exchange_in_way(set, place) : 0;
}

static __always_inline void tl_give_back(__u64 hash, int place)
{
	__u64 *key = place < 0 ? 0 : tl_place_key(hash, place);

	if (key)
		__sync_val_compare_and_swap(key, tl_exchange_key(hash), TL_PLACE_FREE);
}

__noinline int tl_exchange_fill(__u64 hash, __u32 choice)
{
	const struct tl_exchange_set *set = tl_exchange_set(hash, choice);
	int taken = 0;

	if (!set)
		return TL_EXCHANGE_WAYS;
	for (__u32 way = 0; way < TL_EXCHANGE_WAYS; way++)
		taken += set->keys[way] != TL_PLACE_FREE;
	return taken;
}

static __always_inline bool tl_take_way(struct tl_exchange_set *set, __u32 way)
{
	return *(volatile __u64 *)&set->keys[way] == TL_PLACE_FREE &&
	       !__sync_val_compare_and_swap(&set->keys[way], TL_PLACE_FREE, TL_PLACE_CHANGING);
}

/* A free place of that set, which is then CHANGING. */
__noinline int tl_take_place(__u64 hash, __u32 choice)
{
	struct tl_exchange_set *set = tl_exchange_set(hash, choice);
	__u32 likely = tl_exchange_likely_way(hash);

	if (set && tl_take_way(set, likely))
		return choice * TL_EXCHANGE_WAYS + likely;
	for (__u32 way = 0; set && way < TL_EXCHANGE_WAYS; way++)
		if (tl_take_way(set, way))
			return choice * TL_EXCHANGE_WAYS + way;
	return TL_NO_PLACE;
}

static __always_inline int tl_take_better_place(__u64 hash)
{
	int first = tl_exchange_fill(hash, 0), place;
	bool other = first >= TL_EXCHANGE_WAYS / 2 && tl_exchange_fill(hash, 1) < first;

	place = tl_take_place(hash, other);
	return place == TL_NO_PLACE ? tl_take_place(hash, !other) : place;
}

/* That of this conversation, claimed if it had none. TL_NO_PLACE: its sets are full. */
__noinline int tl_claim_exchange(__u64 hash, __u64 now)
{
	int place = tl_find_place(hash), first, last;
	struct tl_exchange *exchange;
	__u64 *key;

	if (place >= 0)
		return place;
	place = tl_take_better_place(hash);
	exchange = tl_exchange_at(hash, place);
	key = place < 0 ? 0 : tl_place_key(hash, place);
	if (!exchange || !key)
		return TL_NO_PLACE;
	tl_begin_exchange(exchange, now);
	__sync_val_compare_and_swap(key, TL_PLACE_CHANGING, tl_exchange_key(hash)); /* a full barrier on both sides */
	first = tl_find_place(hash);
	if (first >= 0 && first < place) { /* another CPU has been here as well */
		tl_give_back(hash, place);
		return first;
	}
	last = tl_find_last_place(hash);
	if (last > place) /* and may not have seen this one */
		tl_give_back(hash, last);
	return place;
}

__noinline int tl_free_exchange(__u64 hash)
{
	tl_give_back(hash, tl_find_place(hash));
	return 0;
}

#endif
