// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "drain.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "../kernel/sweep.h"
#include "../kernel/takeover.h"
#include "../lib/log.h"

#define MOMENTS	    50 /* a second */
#define DRAIN_SHARE 16 /* of a ring is much, */
#define DRAIN_OCTETS                                                                                                   \
	(256 << 10) /* and so is this: in the middle of a sweep it is drained at once, while caches still have it */

static void wait_a_moment(void)
{
	const struct timespec moment = {.tv_nsec = 1000000000 / MOMENTS};

	nanosleep(&moment, NULL);
}

static bool has_much(const struct tl_ring *ring)
{
	__u64 unread = tl_ring_unread(ring);

	return unread > DRAIN_OCTETS || unread > tl_ring_size(ring) / DRAIN_SHARE;
}

static bool have_much(const struct tl_engine *engine)
{
	return has_much(engine->flow_ring) || has_much(engine->l7_ring);
}

bool tl_drain(struct tl_engine *engine, struct tl_pipeline *pipeline)
{
	bool much = have_much(engine);

	tl_pipeline_drain_samples(pipeline, engine->l7_ring);
	engine->reader_waits = !tl_pipeline_drain(pipeline, engine->flow_ring);
	tl_pipeline_commit(pipeline, engine->flow_ring);
	return much;
}

static void drain_between(struct tl_engine *engine)
{
	if (have_much(engine))
		tl_drain(engine, engine->between_context);
}

void tl_drain_in_sweeps(struct tl_engine *engine, struct tl_pipeline *pipeline)
{
	engine->between_context = pipeline;
	engine->between_steps = drain_between;
}

/* 0: nothing is left. Nobody makes entries any more, so that no other walk is needed behind one that has left none. */
static long sweep_cache(struct tl_engine *engine)
{
	long emitted = tl_sweep_all(engine, TL_SWEEP_DRAIN, tl_boot_time());

	return emitted > 0 && !engine->fullest_shard ? 0 : emitted;
}

static long sweep_old(struct tl_engine *engine)
{
	return tl_takeover_sweep(engine->takeover, engine);
}

static int sweep_until_empty(struct tl_engine *engine, struct tl_pipeline *pipeline, long (*sweep)(struct tl_engine *))
{
	long emitted = -EAGAIN; /* 0: the cache is empty, but records may still wait */

	do {
		if (emitted)
			emitted = sweep(engine);
		tl_drain(engine, pipeline);
		if (emitted == -EAGAIN || engine->reader_waits) /* exporters make room, or are moved on */
			wait_a_moment();
	} while ((emitted == -EAGAIN || emitted > 0 || engine->reader_waits) && !pipeline->error);
	if (pipeline->error)
		return pipeline->error;
	return emitted < 0 ? (int)emitted : 0;
}

int tl_drain_cache(struct tl_engine *engine, struct tl_pipeline *pipeline)
{
	engine->ends = true;
	return sweep_until_empty(engine, pipeline, sweep_cache);
}

int tl_drain_old(struct tl_engine *engine, struct tl_pipeline *pipeline, unsigned int seconds)
{
	int error = engine->takeover ? sweep_until_empty(engine, pipeline, sweep_old) : 0;

	if (error)
		tl_error("cannot drain what another build of tapless left: %s; start again to go on", strerror(-error));
	if (error || !engine->takeover)
		return error;
	for (unsigned int i = 0; i < seconds * MOMENTS && tl_ring_fill(engine->flow_ring); i++) {
		wait_a_moment();
		tl_drain(engine, pipeline);
	}
	if (tl_ring_fill(engine->flow_ring))
		tl_warning(
			"an exporter is slow: what it has not taken of the old build's records waits in memory only");
	return tl_engine_replace_old(engine);
}
