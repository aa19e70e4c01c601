// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pace.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#include "sweep.h"
#include "tapless.skel.h"

static unsigned int possible_cpus(void)
{
	int cpus = libbpf_num_possible_cpus();

	return cpus > 0 ? (unsigned int)cpus : 1;
}

int tl_pace_open(struct tl_pace *pace)
{
	*pace = (struct tl_pace){.created = calloc(possible_cpus(), sizeof(*pace->created))};
	return pace->created ? 0 : -ENOMEM;
}

void tl_pace_close(struct tl_pace *pace)
{
	free(pace->created);
	*pace = (struct tl_pace){0};
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

void tl_pace_note(struct tl_pace *pace, const struct tl_engine *engine, __u64 began, long emitted)
{
	__u64 rest = engine->cost.took * TL_SWEEP_SHARE;
	struct tl_counters *counters;

	if (emitted == -EAGAIN) {
		pace->due = pace->earliest = began;
		return;
	}
	pace->earliest = began + TL_SWEEP_PERIOD;
	pace->due = began + (rest > TL_SWEEP_PERIOD ? rest : TL_SWEEP_PERIOD);
	counters = pace->due > pace->earliest ? read_counters(engine) : NULL;
	if (!counters)
		return;
	for (unsigned int cpu = 0; cpu < possible_cpus(); cpu++)
		pace->created[cpu] = counters[cpu].events[TL_EVENT_FLOW_CREATED];
	free(counters);
}

/* What the fullest shard held, and what some CPU's have got since, is enough for flows to leave early (sweep.c). */
static bool is_filling(const struct tl_pace *pace, const struct tl_engine *engine)
{
	struct tl_counters *counters = read_counters(engine);
	__u64 most = 0;

	if (!counters)
		return true;
	for (unsigned int cpu = 0; cpu < possible_cpus(); cpu++) {
		__u64 more = counters[cpu].events[TL_EVENT_FLOW_CREATED] - pace->created[cpu];

		if (more > most)
			most = more;
	}
	free(counters);
	return tl_sweep_is_pressed(engine, engine->fullest_shard + most / engine->identity.shards_per_cpu);
}

bool tl_pace_is_due(const struct tl_pace *pace, const struct tl_engine *engine, __u64 now)
{
	return now >= pace->due || (now >= pace->earliest && is_filling(pace, engine));
}
