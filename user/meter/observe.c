// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "observe.h"

#include "../kernel/balance.h"
#include "tapless.skel.h"

int tl_observe(struct tl_pipeline *pipeline, const struct tl_engine *engine, struct tl_counters *counters)
{
	struct tl_counters own;
	struct tl_count ignored;
	int error;

	if (!counters)
		counters = &own;
	error = tl_counters_read(bpf_map__fd(engine->skeleton->maps.counters), counters);
	if (error)
		return error;
	ignored = tl_counters_ignored(counters);
	tl_exporters_observe(pipeline->exporters, &ignored);
	return 0;
}
