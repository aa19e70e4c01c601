// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "portions.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#include "sweep.h"
#include "tapless.skel.h"

/* Of an instance that was there: while programs of the process before are replaced by ours, they leave their marks where it reads them. */
#define WHOLE_AT_FIRST 3

static unsigned int possible_cpus(void)
{
	int cpus = libbpf_num_possible_cpus();

	return cpus > 0 ? (unsigned int)cpus : 1;
}

/* What comes after `now` is not due before it has been silent, or has been counted for a while (tl_next_report(), sweep.h). */
static __u64 newcomers_due(const struct tl_engine *engine, __u64 now)
{
	__u64 idle = engine->config.idle_timeout, active = engine->config.active_timeout / 4;

	return now + (active && active < idle ? active : idle);
}

static void begin_empty(struct tl_engine *engine)
{
	__u64 due = newcomers_due(engine, tl_boot_time());

	for (__u32 portion = 0; portion < engine->identity.shards_per_cpu; portion++)
		engine->portions->list[portion].due = due;
}

int tl_portions_open(struct tl_engine *engine)
{
	struct tl_portions *portions = calloc(1, sizeof(*portions));

	if (!portions)
		return -ENOMEM;
	engine->portions = portions;
	portions->list = calloc(engine->identity.shards_per_cpu, sizeof(*portions->list));
	portions->created = calloc(possible_cpus(), sizeof(*portions->created));
	if (!portions->list || !portions->created)
		return -ENOMEM;
	if (engine->has_maps)
		portions->whole = WHOLE_AT_FIRST;
	else if (engine->config.instance) /* a capture's clock is another one: there they are due at once */
		begin_empty(engine);
	return 0;
}

void tl_portions_close(struct tl_engine *engine)
{
	if (!engine->portions)
		return;
	free(engine->portions->list);
	free(engine->portions->created);
	free(engine->portions);
	engine->portions = NULL;
}

/* Of each possible CPU, to be freed; NULL if they cannot be had. */
static struct tl_counters *read_counters(const struct tl_engine *engine)
{
	struct tl_counters *counters = calloc(possible_cpus(), sizeof(*counters));
	__u32 zero = 0;

	if (counters && !bpf_map_lookup_elem(bpf_map__fd(engine->skeleton->maps.counters), &zero, counters))
		return counters;
	free(counters);
	return NULL;
}

/* What the fullest shard held, and an even share of what some CPU's have got since; captures have one CPU's, whichever they are fed on. */
static bool are_filling(const struct tl_engine *engine, const struct tl_counters *counters)
{
	__u64 most = 0, all = 0;

	if (!counters)
		return true;
	for (unsigned int cpu = 0; cpu < possible_cpus(); cpu++) {
		__u64 more = counters[cpu].events[TL_EVENT_FLOW_CREATED] - engine->portions->created[cpu];

		all += more;
		if (more > most)
			most = more;
	}
	most = engine->config.instance ? most : all;
	return tl_sweep_is_pressed(engine, engine->fullest_shard + most / engine->identity.shards_per_cpu);
}

bool tl_portions_are_filling(const struct tl_engine *engine)
{
	struct tl_counters *counters = read_counters(engine);
	bool filling = are_filling(engine, counters);

	free(counters);
	return filling;
}

bool tl_portions_begin(struct tl_engine *engine, __u64 now)
{
	struct tl_counters *counters = read_counters(engine);
	struct tl_portions *portions = engine->portions;
	bool went_back = now < portions->now; /* a capture's clock may */
	bool whole = portions->whole || went_back || are_filling(engine, counters);

	portions->now = now;
	portions->whole -= whole && portions->whole;
	for (unsigned int cpu = 0; whole && counters && cpu < possible_cpus(); cpu++)
		portions->created[cpu] = counters[cpu].events[TL_EVENT_FLOW_CREATED];
	free(counters);
	return whole;
}

static volatile __u8 *end_mark(const struct tl_engine *engine, __u32 portion)
{
	return &engine->skeleton->bss->tl_end_marks[portion % TL_PORTION_MARKS];
}

bool tl_portion_is_due(const struct tl_engine *engine, __u32 portion, __u64 now)
{
	return engine->portions->list[portion].due <= now || *end_mark(engine, portion);
}

void tl_portion_begin(struct tl_engine *engine, __u32 portion)
{
	engine->portions->list[portion].due = 0; /* should the walk not come to its end */
	*end_mark(engine, portion) = 0;
}

__u32 tl_portion_taken_out(const struct tl_engine *engine, __u32 portion)
{
	return *(volatile __u32 *)&engine->skeleton->bss->tl_taken_out[portion % TL_PORTION_MARKS];
}

bool tl_portions_are_told(const struct tl_engine *engine)
{
	return !engine->portions->whole;
}

void tl_portion_note(struct tl_engine *engine, __u32 portion, __u64 now, __u64 due, __u32 fullest)
{
	__u64 newcomers = newcomers_due(engine, now);

	engine->portions->list[portion].due = due < newcomers ? due : newcomers;
	engine->portions->list[portion].fullest = fullest;
}

__u32 tl_portions_fullest(const struct tl_engine *engine)
{
	__u32 fullest = 0;

	for (__u32 portion = 0; portion < engine->identity.shards_per_cpu; portion++)
		if (engine->portions->list[portion].fullest > fullest)
			fullest = engine->portions->list[portion].fullest;
	return fullest;
}
