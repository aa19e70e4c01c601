/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * When a conversation lived: what tells two connections of the same addresses and ports apart.
 * All times are those of the ring, all rules are symmetric, and what is merged depends on no order.
 */
#ifndef TAPLESS_FLOW_LIFE_H
#define TAPLESS_FLOW_LIFE_H

#include <stdbool.h>

#include <tapless/open_flow.h>
#include <tapless/ring.h>
#include <tapless/wire.h>

#define TL_SECOND 1000000000ull

struct tl_life {
	struct tl_life_side side[2];
	__u64 idle_at; /* see struct tl_open_life */
	bool awake; /* an entry ended otherwise than idle, or goes on counting */
};

/* The life that one record tells of. `now`: time of the last sweep mark before it, 0 if there was none. */
void tl_life_of_record(struct tl_life *life, const struct tl_flow_record *record, unsigned int side, __u64 now);

void tl_life_merge(struct tl_life *into, const struct tl_life *from);

/* False if these must be two connections. */
bool tl_life_may_be_same(const struct tl_life *one, const struct tl_life *other);

__u64 tl_life_begin(const struct tl_life *life);
__u64 tl_life_end(const struct tl_life *life);

/* Nanoseconds from the end of the earlier to the begin of the later one; 0 if they overlap. */
__u64 tl_life_gap(const struct tl_life *one, const struct tl_life *other);

/* How long both lived at the same time. */
__u64 tl_life_overlap(const struct tl_life *one, const struct tl_life *other);

#endif
