/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the kernel counted beside flows, for the exporters that tell their collectors (RFC 7011 4.2). */
#ifndef TAPLESS_METER_OBSERVE_H
#define TAPLESS_METER_OBSERVE_H

#include "../kernel/engine.h"
#include "pipeline.h"

/* Tells the exporters; *counters (NULL: not wanted) is what the kernel has counted. 0 or -errno. */
int tl_observe(struct tl_pipeline *pipeline, const struct tl_engine *engine, struct tl_counters *counters);

#endif
