/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Records that were written to a connection and could still be lost with it: TCP tells what the peer's kernel has, nobody
 * tells what its process has read (RFC 7011 10.4 has no answer). They count as sent when some time has passed since they were
 * acknowledged; if the connection breaks before, they go out again.
 */
#ifndef TAPLESS_EXPORT_WINDOW_H
#define TAPLESS_EXPORT_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

#include <linux/types.h>

#define TL_WINDOW_PARTS 4096

struct tl_window {
	struct {
		size_t records;
		bool is_refused; /* they were not written: they cannot be expressed */
		__u64 end; /* octets of the connection up to there */
		__u64 acknowledged_at; /* tl_clock_ms() */
	} parts[TL_WINDOW_PARTS];
	unsigned int first, count, acknowledged; /* the latter: how many of them are, from the first on */
	__u64 written; /* octets */
};

/* Has it no room for what is written, and for a refused record behind that? */
bool tl_window_is_full(const struct tl_window *window);

/* Not if it is full. */
void tl_window_add(struct tl_window *window, size_t octets, size_t records);
void tl_window_refuse(struct tl_window *window); /* one record, in its turn */

/* All but the last `unacknowledged` octets have been, by `now`. Times are tl_clock_ms(). */
void tl_window_acknowledge(struct tl_window *window, __u64 unacknowledged, __u64 now);

/* Takes out the first records that were acknowledged by `time` and became all of them the same. False: there are none. */
bool tl_window_take(struct tl_window *window, __u64 time, size_t *records, bool *is_refused);

void tl_window_clear(struct tl_window *window);

#endif
