/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Points where a test can hold up a program, as a stolen virtual CPU or a long interrupt would. Only in the object that the
 * Makefile builds for selftests/bpf/pause_test; in the meter's own there is nothing of this.
 */
#ifndef TAPLESS_BPF_PAUSE_H
#define TAPLESS_BPF_PAUSE_H

#ifdef TL_TEST_PAUSE
#include "pause_points.h"

#define TL_PAUSE_TURNS	     (1 << 23) /* the most that bpf_loop() takes */
#define TL_PAUSE_CLOCK_READS 16 /* of one turn: together a few seconds */

struct tl_pauses tl_pauses;

static long tl_pause_turn(__u32 turn, __u64 *until)
{
	(void)turn;
	for (int i = 0; i < TL_PAUSE_CLOCK_READS; i++)
		if (*(volatile __u32 *)&tl_pauses.release || bpf_ktime_get_ns() >= *until)
			return 1;
	return 0;
}

/* A global function: the verifier looks at it once, not at each point. */
__noinline int tl_pause(__u32 point)
{
	__u64 until = bpf_ktime_get_ns() + tl_pauses.nanoseconds;

	if (point >= TL_PAUSE__MAX || !tl_pauses.one_in[point] || bpf_get_prandom_u32() % tl_pauses.one_in[point])
		return 0;
	__sync_fetch_and_add(&tl_pauses.count[point], 1);
	__sync_fetch_and_add(&tl_pauses.inside, 1);
	bpf_loop(TL_PAUSE_TURNS, tl_pause_turn, &until, 0);
	__sync_fetch_and_add(&tl_pauses.inside, -1);
	return 0;
}

#define tl_pause_point(point) tl_pause(point)
#else
#define tl_pause_point(point)
#endif

#endif
