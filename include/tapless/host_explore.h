/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The walk into a parsed packet's tunnels as one call, in user space; bpf/explore.h does the same in the kernel. */
#ifndef TAPLESS_HOST_EXPLORE_H
#define TAPLESS_HOST_EXPLORE_H

#include "parse.h"

static __always_inline enum tl_layer_step tl_step_one(struct tl_cursor *cursor, struct tl_packet *packet,
						      struct tl_layers *layers)
{
	struct tl_walk walk = tl_walk_on(cursor, packet, layers);
	__u32 inside = layers->inside;

	if (inside < TL_INSIDE_FIRST_LINK)
		return tl_steps_ip(&walk, inside);
	if (inside < TL_INSIDE_FIRST_PROTOCOL)
		return tl_steps_link(&walk, inside);
	if (inside < TL_INSIDE_FIRST_PORT)
		return tl_steps_protocol(&walk, inside);
	return tl_steps_port(&walk, inside);
}

/* Makes the packet the innermost one; layers->details are of it. Says how the walk ended. */
static __always_inline enum tl_layer_step tl_explore(struct tl_cursor *cursor, struct tl_packet *packet,
						     struct tl_layers *layers, bool is_otv)
{
	enum tl_layer_step step = packet->inside ? TL_STEP_ON : TL_STEP_END;

	tl_descend_begin(layers, packet);
	layers->is_otv = is_otv;
	for (int i = 0; i < TL_LAYER_STEPS_MAX && step == TL_STEP_ON; i++) {
		step = tl_step_one(cursor, packet, layers);
		if (step == TL_STEP_ON)
			step = tl_enter(layers, packet);
	}
	tl_descend_end(layers, packet, step);
	tl_describe(cursor, packet, layers);
	return step;
}

#endif
