/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The live table: connections of a running instance, busiest first. Serves `tapless top` and `tapless run --table`. */
#ifndef TAPLESS_VIEW_VIEW_H
#define TAPLESS_VIEW_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include <linux/types.h>

#include "../enrich/place.h"

struct tl_view;

/* `pin_folder`: /sys/fs/bpf/tapless/INSTANCE. `places` may be NULL and stays the caller's. NULL after a printed error. */
struct tl_view *tl_view_open(const char *pin_folder, struct tl_places *places);

/*
 * Reads the flow cache; `now` is CLOCK_BOOTTIME in nanoseconds. Rates are those since the last refresh, or after the
 * first one since each flow began. 0 or -errno after a printed error.
 */
int tl_view_refresh(struct tl_view *view, __u64 now);

/*
 * Prints what the last refresh found, at most `rows` lines of `columns`. On a terminal in place of what stood there;
 * else plain lines, at most ten connections.
 */
void tl_view_draw(struct tl_view *view, FILE *out, unsigned int columns, unsigned int rows, bool terminal);

void tl_view_close(struct tl_view *view); /* NULL is fine */

#endif
