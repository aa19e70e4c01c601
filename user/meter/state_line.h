/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The file `state`: a JSON object of numbers. Root reads what the daemon's user wrote, so nothing else is taken. */
#ifndef TAPLESS_METER_STATE_LINE_H
#define TAPLESS_METER_STATE_LINE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stdio.h>

#include "../dissect/dissector.h"
#include "../flow/record.h"
#include "../kernel/engine.h"

/* What sweeps of the flow cache take of a CPU, in nanoseconds. */
struct tl_sweep_times {
	__u64 count, total, longest, last;
	__u64 longest_stretch; /* in the kernel, at one time */
	__u64 began, interval; /* the last one, and how long after the one before */
};

struct tl_state {
	__u64 pid, records, packets, octets;
	struct tl_sweep_times sweeps;
	__u64 conversations_open,
		conversations_forgotten; /* whose payload is looked at; the second, for want of room */
	__u64 messages_cut[TL_DISSECTORS_MOST]; /* that began where no sample looked, by dissector */
	__u64 conversations[TL_DISSECTORS_MOST]; /* that it has understood */
};

void tl_sweep_times_note(struct tl_sweep_times *sweeps, __u64 began, const struct tl_sweep_cost *cost);

void tl_state_print(const struct tl_state *state, FILE *out);

/* False, and all 0, unless the text is what tl_state_print makes. */
bool tl_state_parse(const char *text, struct tl_state *state);

#endif
