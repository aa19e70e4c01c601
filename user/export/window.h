/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Records that were written to a connection and could still be lost with it: TCP tells what the peer's kernel has, nobody
 * tells what its process has read (RFC 7011 10.4 has no answer). They count as sent when they are acknowledged and some time
 * has passed; if the connection breaks before, they go out again.
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
		__u64 end; /* octets of the connection up to there */
		__u64 written_at; /* tl_clock_ms() */
	} parts[TL_WINDOW_PARTS];
	unsigned int first, count;
	__u64 written; /* octets */
};

static inline bool tl_window_is_full(const struct tl_window *window)
{
	return window->count == TL_WINDOW_PARTS;
}

/* Not if it is full. */
static inline void tl_window_add(struct tl_window *window, size_t octets, size_t records, __u64 now)
{
	unsigned int at = (window->first + window->count++) % TL_WINDOW_PARTS;

	window->written += octets;
	window->parts[at].records = records;
	window->parts[at].end = window->written;
	window->parts[at].written_at = now;
}

/* Takes out what lies before the last `unacknowledged` octets and was not written after `time`. Returns how many records. */
static inline size_t tl_window_take(struct tl_window *window, __u64 unacknowledged, __u64 time)
{
	size_t records = 0;

	while (window->count && window->parts[window->first].end + unacknowledged <= window->written &&
	       window->parts[window->first].written_at <= time) {
		records += window->parts[window->first].records;
		window->first = (window->first + 1) % TL_WINDOW_PARTS;
		window->count--;
	}
	return records;
}

static inline void tl_window_clear(struct tl_window *window)
{
	window->first = window->count = 0;
	window->written = 0;
}

#endif
