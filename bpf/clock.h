/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What time it is, nanoseconds of CLOCK_BOOTTIME, by either of two clocks: the exact one, whose reading is the largest single item
 * of a hot flow, and one that is as old as the last tick. Where an order is measured, or an entry begins, it is the exact one.
 */
#ifndef TAPLESS_BPF_CLOCK_H
#define TAPLESS_BPF_CLOCK_H

const volatile bool tl_coarse_clock = false; /* --clock: of plain packets, if nothing is measured by their times */

/*
 * CLOCK_BOOTTIME less CLOCK_MONOTONIC, which is all that there is a coarse reading of: how long the machine has slept. User
 * space keeps it; never too large, so that the coarse clock is behind the exact one, and never ahead.
 */
volatile __u64 tl_time_asleep;

static __always_inline __u64 tl_time(void)
{
	return bpf_ktime_get_boot_ns();
}

static __always_inline __u64 tl_time_of_plain(void)
{
	return tl_coarse_clock ? bpf_ktime_get_coarse_ns() + tl_time_asleep : tl_time();
}

#endif
