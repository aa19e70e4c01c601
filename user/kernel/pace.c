// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pace.h"

#include <errno.h>

#include "portions.h"

void tl_pace_note(struct tl_pace *pace, const struct tl_engine *engine, __u64 began, long emitted)
{
	__u64 rest = engine->cost.took * TL_SWEEP_SHARE;

	if (emitted == -EAGAIN) {
		pace->due = pace->earliest = began;
		return;
	}
	pace->earliest = began + TL_SWEEP_PERIOD;
	pace->due = began + (rest > TL_SWEEP_PERIOD ? rest : TL_SWEEP_PERIOD);
}

bool tl_pace_is_due(const struct tl_pace *pace, const struct tl_engine *engine, __u64 now)
{
	return now >= pace->due || (now >= pace->earliest && tl_portions_are_filling(engine));
}
