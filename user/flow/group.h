/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Parts of one conversation that were counted at one interface, until the next mark; and how two of them, one direction each,
 * become one when the host forwarded the conversation.
 *
 * The rule: what left by an interface in one direction comes in by it in the other. A group of one direction, which came
 * in at X and left by Y, finds the group of the other that came in at Y and, as far as that is known, left by X. Whatever else
 * came in elsewhere (another route, another network with the same addresses) stays apart, under its own interface.
 */
#ifndef TAPLESS_FLOW_GROUP_H
#define TAPLESS_FLOW_GROUP_H

#include <sys/queue.h>

#include "names.h"
#include "parts.h"

struct tl_group {
	struct tl_table_link link;
	STAILQ_ENTRY(tl_group) queue;
	struct tl_flow_key canonical;
	struct tl_parts parts;
	struct tl_name_set names;
	__u64 number; /* groups in the order in which they began */
	__u64 sequence; /* highest ring position */
	struct tl_group *partner; /* has the other direction, which came in where this one left */
	bool is_taken; /* another group, or the partner, which is older, speaks for it */
};

STAILQ_HEAD(tl_group_queue, tl_group);

/* The group of this key that the life fits best; for NULL the one of its annotations. NULL if there is none. */
struct tl_group *tl_group_find(const struct tl_table *groups, const struct tl_flow_key *canonical, __u64 hash,
			       const struct tl_life *life);

/* All parts have come. `seed`: that of the table's hashes. */
void tl_groups_pair(const struct tl_table *groups, struct tl_group_queue *queue, __u64 seed);

/* Only annotations: no packet is counted here. */
bool tl_group_is_bare(const struct tl_group *group);

/* The canonical key of the side: the partner's if that has it. */
const struct tl_flow_key *tl_group_key(const struct tl_group *group, unsigned int side);

/* Where the side's packets left, as they say or their answers; zeros if they were not forwarded. */
struct tl_crossing tl_group_egress(const struct tl_group *group, unsigned int side);

/*
 * The same whether both directions are in the group, or one that knows where it left. Of the way of a conversation that has
 * not been told yet only the interface where it came in is in it.
 */
struct tl_flow_identity tl_group_identity(const struct tl_group *group);

/* Is its identity another one than that of its own key? */
bool tl_group_is_forwarded(const struct tl_group *group);

/* That of one direction, wherever it left. */
struct tl_flow_identity tl_group_own_identity(const struct tl_group *group);

/* The same on every machine for the same seed; that of the key alone if there is no other interface. */
__u64 tl_flow_identity_hash(const struct tl_flow_identity *identity, __u64 seed);

#endif
