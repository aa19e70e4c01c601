/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What another build left is exported before its maps go. */
#ifndef TAPLESS_METER_DRAIN_H
#define TAPLESS_METER_DRAIN_H

#include "../kernel/engine.h"
#include "pipeline.h"

/*
 * The programs of this build count by now, or none does, and the exporters run: empties the old cache, waits until its
 * records have been handed over (a slow exporter is waited for at most `seconds`), and puts the new maps into its place.
 * Nothing to do if nothing is taken over from another build. 0, or -errno, printed.
 */
int tl_drain_old(struct tl_engine *engine, struct tl_pipeline *pipeline, unsigned int seconds);

#endif
