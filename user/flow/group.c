// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "group.h"

#include <string.h>

#include "flow_key.h"

/* Nearest in time, then the longest time in common, then the older group. */
static bool is_better(const struct tl_group *group, const struct tl_group *than, const struct tl_life *life)
{
	__u64 gap, other_gap, overlap, other_overlap;

	if (!than)
		return true;
	gap = tl_life_gap(&group->parts.life, life);
	other_gap = tl_life_gap(&than->parts.life, life);
	if (gap != other_gap)
		return gap < other_gap;
	overlap = tl_life_overlap(&group->parts.life, life);
	other_overlap = tl_life_overlap(&than->parts.life, life);
	if (overlap != other_overlap)
		return overlap > other_overlap;
	return group->number < than->number;
}

struct tl_group *tl_group_find(const struct tl_table *groups, const struct tl_flow_key *canonical, __u64 hash,
			       const struct tl_life *life)
{
	struct tl_group *best = NULL;

	for (struct tl_table_link *link = tl_table_first(groups, hash); link; link = tl_table_next(link)) {
		struct tl_group *group = (struct tl_group *)link;

		if (memcmp(&group->canonical, canonical, sizeof(*canonical)) || tl_group_is_bare(group) == !!life)
			continue;
		if (!life)
			return group;
		if (tl_life_may_be_same(&group->parts.life, life) && is_better(group, best, life))
			best = group;
	}
	return best;
}

bool tl_group_is_bare(const struct tl_group *group)
{
	return !group->parts.life.side[0].seen && !group->parts.life.side[1].seen;
}

static bool has_side(const struct tl_group *group, unsigned int side)
{
	return group->parts.life.side[side].seen || group->parts.egress[side].interface;
}

/* Nothing but this side, and that came in here. */
static bool is_arrival(const struct tl_group *group, unsigned int side)
{
	return has_side(group, side) && !has_side(group, !side) && group->parts.sides[side].direction == TL_INGRESS;
}

static struct tl_flow_key moved_to(const struct tl_flow_key *canonical, const struct tl_crossing *crossing)
{
	struct tl_flow_key moved = *canonical;

	moved.ifindex = crossing->interface;
	moved.vlan_id = crossing->vlan_id;
	moved.inner_vlan_id = crossing->inner_vlan_id;
	moved.vlan_depth = crossing->vlan_depth;
	return moved;
}

/*
 * What annotations say holds for each group that counted packets of this direction: they may stand in another CPU's shard,
 * where one entry sees several connections of its key come and go. Then they are no group of their own.
 */
static void hear_annotations(const struct tl_table *groups, struct tl_group *group)
{
	struct tl_group *bare = tl_group_find(groups, &group->canonical, group->link.hash, NULL);

	for (unsigned int side = 0; bare && side < 2; side++) {
		if (!bare->parts.egress[side].interface || !group->parts.life.side[side].seen)
			continue;
		tl_parts_note_egress(&group->parts, side, &bare->parts.egress[side], bare->parts.egress_at[side]);
		bare->is_taken = true;
	}
}

/* `other` came in where `group` left; whether it left where that came in. */
static bool may_pair(const struct tl_group *group, const struct tl_group *other, unsigned int other_side)
{
	const struct tl_crossing *egress = &other->parts.egress[other_side];
	struct tl_flow_key moved;

	if (other == group || other->partner || other->is_taken || !is_arrival(other, other_side) ||
	    (tl_group_is_bare(group) && tl_group_is_bare(other)) ||
	    !tl_life_may_be_same(&group->parts.life, &other->parts.life))
		return false;
	moved = moved_to(&other->canonical, egress);
	return !egress->interface || !memcmp(&moved, &group->canonical, sizeof(moved));
}

static struct tl_group *find_partner(const struct tl_table *groups, const struct tl_group *group, unsigned int side,
				     __u64 seed)
{
	struct tl_flow_key there = moved_to(&group->canonical, &group->parts.egress[side]);
	struct tl_group *best = NULL;

	for (struct tl_table_link *link = tl_table_first(groups, tl_flow_key_hash(&there, seed)); link;
	     link = tl_table_next(link)) {
		struct tl_group *other = (struct tl_group *)link;

		if (!memcmp(&other->canonical, &there, sizeof(there)) && may_pair(group, other, !side) &&
		    is_better(other, best, &group->parts.life))
			best = other;
	}
	return best;
}

static void join_with(struct tl_group *older, struct tl_group *younger, unsigned int younger_side)
{
	older->partner = younger;
	younger->partner = older;
	younger->is_taken = true;
	tl_parts_adopt(&older->parts, &younger->parts, younger_side);
	if (younger->sequence > older->sequence)
		older->sequence = younger->sequence;
}

static void pair(const struct tl_table *groups, struct tl_group *group, __u64 seed)
{
	unsigned int side = has_side(group, 1);
	struct tl_group *other;

	if (group->partner || group->is_taken || !is_arrival(group, side) || !group->parts.egress[side].interface)
		return;
	other = find_partner(groups, group, side, seed);
	if (!other)
		return;
	if (group->number < other->number)
		join_with(group, other, !side);
	else
		join_with(other, group, side);
}

void tl_groups_pair(const struct tl_table *groups, struct tl_group_queue *queue, __u64 seed)
{
	struct tl_group *group;

	STAILQ_FOREACH(group, queue, queue)
	if (!tl_group_is_bare(group))
		hear_annotations(groups, group);
	STAILQ_FOREACH(group, queue, queue)
	pair(groups, group, seed);
}

/* Which side is the partner's. */
static bool is_of_partner(const struct tl_group *group, unsigned int side)
{
	return group->partner && has_side(group->partner, side);
}

const struct tl_flow_key *tl_group_key(const struct tl_group *group, unsigned int side)
{
	return is_of_partner(group, side) ? &group->partner->canonical : &group->canonical;
}

struct tl_crossing tl_group_egress(const struct tl_group *group, unsigned int side)
{
	const struct tl_crossing *known = &group->parts.egress[side];

	return known->interface || !group->partner ? *known : tl_crossing_of_key(tl_group_key(group, !side));
}

__u64 tl_flow_identity_hash(const struct tl_flow_identity *identity, __u64 seed)
{
	const struct tl_crossing *other = &identity->other;
	__u64 hash = tl_flow_key_hash(&identity->key, seed);

	if (!other->interface)
		return hash;
	hash = tl_flow_key_mix(hash, other->interface);
	return tl_flow_key_mix(hash, (__u64)other->vlan_depth << 32 | other->vlan_id << 16 | other->inner_vlan_id);
}

struct tl_flow_identity tl_group_own_identity(const struct tl_group *group)
{
	struct tl_flow_identity identity = {.key = group->canonical};

	return identity;
}

bool tl_group_is_forwarded(const struct tl_group *group)
{
	return group->partner || group->parts.egress[0].interface || group->parts.egress[1].interface;
}

struct tl_flow_identity tl_group_identity(const struct tl_group *group)
{
	unsigned int side = group->parts.egress[0].interface ? 0 : 1;
	const struct tl_crossing *egress = &group->parts.egress[side];
	const struct tl_flow_key *own = tl_group_key(group, side);
	struct tl_flow_identity identity = {.key = *own};
	struct tl_flow_key other;
	int order;

	if (!egress->interface)
		return identity;
	other = moved_to(own, egress);
	order = memcmp(&other, own, sizeof(other));
	if (!order)
		return identity;
	identity.key = order < 0 ? other : *own;
	identity.other = order < 0 ? tl_crossing_of_key(own) : *egress;
	return identity;
}
