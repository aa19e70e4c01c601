/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which direction of a conversation is the forward one (RFC 5103). */
#ifndef TAPLESS_FLOW_DIRECTION_H
#define TAPLESS_FLOW_DIRECTION_H

#include "parts.h"

/* The orientation that a flow's first record gets, and the flow keeps. At least one side has packets. */
struct tl_orientation tl_direction_choose(const struct tl_flow_key *canonical, const struct tl_parts *parts);

/* The same orientation for a record in which only one side may have packets: that one must be forward. */
struct tl_orientation tl_direction_for(struct tl_orientation kept, const struct tl_parts *parts);

#endif
