// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The rule of connections. Parts with the same canonical key are one connection unless one of these holds:
 *
 *  1. Both have a SYN in the same direction with different sequence numbers. (The same number is a retransmission
 *     and settles the question the other way: none of the rules below is asked.)
 *  2. One has a direction that was closed (END_OF_FLOW), and the other begins after the last packet of that direction
 *     with a SYN, in whatever direction; or begins more than a second after it in that same direction. Without a SYN
 *     a shorter distance is the last ACK of the closing handshake, which came by another CPU.
 *  3. All that is known of one had idled out, and the other begins after the mark before that was reported.
 *  4. One was opened by a SYN, and the other began before that in the same direction; or more than 100 ms before
 *     that in the other direction, unless the SYN is the answer (SYN-ACK) to one there: an answer cannot precede its
 *     question. The 100 ms are for captures of two queues, in which the directions may be out of order.
 *
 * Half-closed connections, parts of any number of shards, and gaps without an end stay together. Only what the two
 * lives hold is compared, so that the order in which parts arrive matters only where the parts themselves do not say
 * to which connection they belong (a part without SYN of a connection that begins within a second of the last one's
 * end, if it comes before the part with its SYN; the answer to the second of two connections that never ended, if it
 * comes before its question). Then counters are still exact, but two connections share a record.
 */
#include "life.h"

#include <string.h>

#define TRAILING (1 * TL_SECOND)
#define DISORDER (TL_SECOND / 10)

static __u64 least(__u64 a, __u64 b)
{
	return a < b ? a : b;
}

static __u64 most(__u64 a, __u64 b)
{
	return a > b ? a : b;
}

void tl_life_of_record(struct tl_life *life, const struct tl_flow_record *record, unsigned int side, __u64 now)
{
	struct tl_life_side *seen = &life->side[side];

	memset(life, 0, sizeof(*life));
	seen->seen = true;
	seen->begin = record->flow_start;
	seen->end = most(record->end, record->flow_start);
	seen->closed = record->end_reason == TL_END_OF_FLOW;
	seen->has_syn = record->has_syn;
	seen->syn_sequence = record->has_syn ? record->syn_sequence : 0;
	if (record->has_syn && record->initial_tcp_flags & TL_TCP_SYN) {
		seen->syn_at = record->flow_start;
		seen->answers = record->initial_tcp_flags & TL_TCP_ACK;
	}
	life->awake = record->end_reason != TL_END_IDLE;
	life->idle_at = life->awake || !now ? 0 : most(now, record->end);
}

static void merge_side(struct tl_life_side *into, const struct tl_life_side *from)
{
	if (!from->seen)
		return;
	if (!into->seen) {
		*into = *from;
		return;
	}
	into->begin = least(into->begin, from->begin);
	into->end = most(into->end, from->end);
	into->closed |= from->closed;
	if (!into->has_syn)
		into->syn_sequence = from->syn_sequence;
	into->has_syn |= from->has_syn;
	if (!into->syn_at || (from->syn_at && from->syn_at < into->syn_at)) {
		into->syn_at = from->syn_at;
		into->answers = from->answers;
	}
}

void tl_life_merge(struct tl_life *into, const struct tl_life *from)
{
	merge_side(&into->side[0], &from->side[0]);
	merge_side(&into->side[1], &from->side[1]);
	into->idle_at = most(into->idle_at, from->idle_at);
	into->awake |= from->awake;
}

__u64 tl_life_begin(const struct tl_life *life)
{
	if (!life->side[1].seen)
		return life->side[0].begin;
	if (!life->side[0].seen)
		return life->side[1].begin;
	return least(life->side[0].begin, life->side[1].begin);
}

__u64 tl_life_end(const struct tl_life *life)
{
	return most(life->side[0].end, life->side[1].end); /* 0 where not seen */
}

__u64 tl_life_gap(const struct tl_life *one, const struct tl_life *other)
{
	__u64 begin = most(tl_life_begin(one), tl_life_begin(other));
	__u64 end = least(tl_life_end(one), tl_life_end(other));

	return begin > end ? begin - end : 0;
}

__u64 tl_life_overlap(const struct tl_life *one, const struct tl_life *other)
{
	__u64 begin = most(tl_life_begin(one), tl_life_begin(other));
	__u64 end = least(tl_life_end(one), tl_life_end(other));

	return end > begin ? end - begin : 0;
}

/* Rule 2, for one direction of the one that was closed. */
static bool follows_close(const struct tl_life *closed, unsigned int side, const struct tl_life *later)
{
	const struct tl_life_side *ended = &closed->side[side];

	if (!ended->closed)
		return false;
	for (unsigned int i = 0; i < 2; i++) {
		if (later->side[i].has_syn && later->side[i].begin > ended->end)
			return true;
	}
	return later->side[side].seen && tl_life_begin(later) > ended->end + TRAILING;
}

/* Rule 4. */
static bool precedes_syn(const struct tl_life *early, const struct tl_life *opened)
{
	for (unsigned int i = 0; i < 2; i++) {
		const struct tl_life_side *syn = &opened->side[i], *same = &early->side[i],
					  *opposite = &early->side[!i];

		if (same->seen && same->begin < syn->syn_at)
			return true;
		if (opposite->seen && opposite->begin + DISORDER < syn->syn_at && !(syn->answers && opposite->has_syn))
			return true;
	}
	return false;
}

/* Rules 2 to 4, with `later` as the later one. */
static bool is_next_connection(const struct tl_life *early, const struct tl_life *later)
{
	if (follows_close(early, 0, later) || follows_close(early, 1, later))
		return true;
	if (!early->awake && early->idle_at && tl_life_begin(later) > early->idle_at)
		return true;
	return precedes_syn(early, later);
}

bool tl_life_may_be_same(const struct tl_life *one, const struct tl_life *other)
{
	bool same_syn = false;

	for (unsigned int i = 0; i < 2; i++) {
		if (!one->side[i].has_syn || !other->side[i].has_syn)
			continue;
		if (one->side[i].syn_sequence != other->side[i].syn_sequence)
			return false;
		same_syn = true;
	}
	return same_syn || (!is_next_connection(one, other) && !is_next_connection(other, one));
}
