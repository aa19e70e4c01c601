/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the programs of an engine have counted so far, on all CPUs. */
#ifndef TAPLESS_SELFTESTS_RIG_COUNTERS_H
#define TAPLESS_SELFTESTS_RIG_COUNTERS_H

#include <bpf/bpf.h>

#include "kernel/balance.h"
#include "rig.h"
#include "tapless.skel.h"

static inline struct tl_counters rig_counters(const struct tl_engine *engine)
{
	struct tl_counters counters;

	assert_int_equal(tl_counters_read(bpf_map__fd(engine->skeleton->maps.counters), &counters), 0);
	return counters;
}

#endif
