/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Before anything is loaded: is there an instance already, whose maps are they, and how large will new ones be? */
#ifndef TAPLESS_KERNEL_PLAN_H
#define TAPLESS_KERNEL_PLAN_H

#include "engine.h"

/*
 * What was killed in the middle of its start is removed; what was killed while it put new maps in the place of another
 * build's is finished. 0 or -errno.
 */
int tl_pins_settle(const char *instance);

/* Removes one that was killed before it counted anything. 1: it did; 0: there is more to it; -errno. */
int tl_pins_discard(const char *instance);

/* Sets has_maps, took_over, pins, takeover and identity of an engine whose object is open. 0 or -errno, printed. */
int tl_engine_plan(struct tl_engine *engine);

/* Of all maps, by the configuration or, of maps that are pinned, as they are. 0 or -errno. */
int tl_engine_set_sizes(struct tl_engine *engine);

/* Flows that the join keeps in the map `open_flows`; the rest of its room is for versions that replace others. */
__u32 tl_flows_remembered(const struct tl_engine *engine);

#endif
