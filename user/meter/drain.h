/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Emptying: the rings into the pipeline, the cache into the rings, and what another build left before its maps go. */
#ifndef TAPLESS_METER_DRAIN_H
#define TAPLESS_METER_DRAIN_H

#include "../kernel/engine.h"
#include "pipeline.h"

/*
 * What the rings hold is joined and queued for the exporters, and what these have handed over meanwhile is given back. True if it
 * was much.
 */
bool tl_drain(struct tl_engine *engine, struct tl_pipeline *pipeline);

/* From now on sweeps drain by themselves, since they may bring more than a ring holds. */
void tl_drain_in_sweeps(struct tl_engine *engine, struct tl_pipeline *pipeline);

/* Nobody counts any more: every entry goes out. 0 or -errno. */
int tl_drain_cache(struct tl_engine *engine, struct tl_pipeline *pipeline);

/*
 * The programs of this build count by now, or none does, and the exporters run: empties the old cache, waits until its
 * records have been handed over (a slow exporter is waited for at most `seconds`), and puts the new maps into its place.
 * Nothing to do if nothing is taken over from another build. 0, or -errno, printed.
 */
int tl_drain_old(struct tl_engine *engine, struct tl_pipeline *pipeline, unsigned int seconds);

#endif
