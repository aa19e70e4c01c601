// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "engine_config.h"

#define SECOND	    1000000000ull
#define RING_RATION 64 /* a millisecond and CPU: more single-packet records than the join could want */

struct tl_engine_config tl_engine_config_of(const struct tl_settings *settings)
{
	struct tl_engine_config config = {
		.instance = settings->instance,
		.flows = settings->flows,
		.ring_ration = RING_RATION,
		.names = settings->l7 != TL_L7_OFF,
		.samples = settings->l7 == TL_L7_FULL,
		.metrics = settings->metrics == TL_METRICS_ON,
		.exact_clock = settings->clock == TL_CLOCK_EXACT,
		.splt = settings->splt,
		.fragments = true,
		.otv = settings->otv,
		.tunnels = settings->tunnels,
		.no_vlan_in_key = settings->key == TL_KEY_NO_VLAN,
		.count_once = settings->count == TL_COUNT_ONCE,
		.xdp = settings->hook == TL_HOOK_XDP,
		.programs = TL_PROGRAMS_OF_HOOK,
		.idle_timeout = settings->idle * SECOND,
		.active_timeout = settings->active * SECOND,
		.closed_timeout = settings->closed * SECOND,
	};

	return config;
}
