/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The kinds of packet that hooks_bench throws at each hook. */
#ifndef TAPLESS_SELFTESTS_HOOK_FRAMES_H
#define TAPLESS_SELFTESTS_HOOK_FRAMES_H

#include "selftests/bpf/rig.h"

struct hook_kind {
	const char *name; /* without ", ", see summary.py */
	struct rig_frame (*make)(void); /* the next one; of a hot flow they are all the same */
	bool differs; /* each packet is another one, and a call */
	bool new_flow; /* and each begins a flow */
};

extern const struct hook_kind hook_kinds[];

#define HOOK_KINDS 9

#endif
