// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "window.h"

bool tl_window_is_full(const struct tl_window *window)
{
	return window->count + 2 > TL_WINDOW_PARTS;
}

static void add(struct tl_window *window, size_t records, bool is_refused)
{
	unsigned int at = (window->first + window->count++) % TL_WINDOW_PARTS;

	window->parts[at].records = records;
	window->parts[at].is_refused = is_refused;
	window->parts[at].end = window->written;
}

void tl_window_add(struct tl_window *window, size_t octets, size_t records)
{
	window->written += octets;
	add(window, records, false);
}

void tl_window_refuse(struct tl_window *window)
{
	add(window, 1, true);
}

void tl_window_acknowledge(struct tl_window *window, __u64 unacknowledged, __u64 now)
{
	while (window->acknowledged < window->count) {
		unsigned int at = (window->first + window->acknowledged) % TL_WINDOW_PARTS;

		if (window->parts[at].end + unacknowledged > window->written)
			return;
		window->parts[at].acknowledged_at = now;
		window->acknowledged++;
	}
}

static bool is_due(const struct tl_window *window, __u64 time)
{
	return window->acknowledged && window->parts[window->first].acknowledged_at <= time;
}

bool tl_window_take(struct tl_window *window, __u64 time, size_t *records, bool *is_refused)
{
	if (!is_due(window, time))
		return false;
	*records = 0;
	*is_refused = window->parts[window->first].is_refused;
	while (is_due(window, time) && window->parts[window->first].is_refused == *is_refused) {
		*records += window->parts[window->first].records;
		window->first = (window->first + 1) % TL_WINDOW_PARTS;
		window->count--;
		window->acknowledged--;
	}
	return true;
}

void tl_window_clear(struct tl_window *window)
{
	window->first = window->count = window->acknowledged = 0;
	window->written = 0;
}
