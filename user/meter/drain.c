// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "drain.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "../kernel/takeover.h"
#include "../lib/log.h"

#define MOMENTS 50 /* a second */

static void wait_a_moment(void)
{
	const struct timespec moment = {.tv_nsec = 1000000000 / MOMENTS};

	nanosleep(&moment, NULL);
}

static void drain(struct tl_engine *engine, struct tl_pipeline *pipeline)
{
	tl_pipeline_drain(pipeline, engine->flow_ring);
	tl_pipeline_commit(pipeline, engine->flow_ring);
}

static long sweep_until_empty(struct tl_engine *engine, struct tl_pipeline *pipeline)
{
	long emitted;

	do {
		emitted = tl_takeover_sweep(engine->takeover, engine);
		drain(engine, pipeline);
		if (emitted == -EAGAIN) /* the ring is full: exporters make room, or are moved on */
			wait_a_moment();
	} while ((emitted == -EAGAIN || emitted > 0) && !pipeline->error);
	return pipeline->error ? pipeline->error : emitted;
}

int tl_drain_old(struct tl_engine *engine, struct tl_pipeline *pipeline, unsigned int seconds)
{
	long emitted;

	if (!engine->takeover)
		return 0;
	emitted = sweep_until_empty(engine, pipeline);
	if (emitted < 0) {
		tl_error("cannot drain what another build of tapless left: %s; start again to go on",
			 strerror((int)-emitted));
		return (int)emitted;
	}
	for (unsigned int i = 0; i < seconds * MOMENTS && tl_ring_fill(engine->flow_ring); i++) {
		wait_a_moment();
		drain(engine, pipeline);
	}
	if (tl_ring_fill(engine->flow_ring))
		tl_warning(
			"an exporter is slow: what it has not taken of the old build's records waits in memory only");
	return tl_engine_replace_old(engine);
}
