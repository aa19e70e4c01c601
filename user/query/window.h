/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* When: --from, --to, --date, --last. Clock times are in the local time zone, or UTC. */
#ifndef TAPLESS_QUERY_WINDOW_H
#define TAPLESS_QUERY_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

struct tl_window {
	__u64 from, to; /* nanoseconds since 1970; 0, UINT64_MAX: any time */
};

struct tl_window_words { /* as they were given; NULL: not */
	const char *from, *to, *date, *last;
	bool utc;
	__u64 now; /* nanoseconds since 1970 */
};

/*
 * 09:00[:30[.5]] on `date` (else today, or yesterday if it would be later than now), 2026-11-20,
 * 2026-11-20T09:00[:30[.5]][Z|+01:00], @1763629200, today, yesterday, now. -EINVAL: none of these.
 */
int tl_time_read(const char *text, size_t length, const struct tl_window_words *words, __u64 *time);

/* 90, 1.5h, 2h30m, 300ms, 7d: without a unit they are seconds. -EINVAL. */
int tl_duration_read(const char *text, size_t length, __u64 *nanoseconds);

/* 0, or -EINVAL after an error that has been printed. */
int tl_window_read(struct tl_window *window, const struct tl_window_words *words);

#endif
