/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The busiest flows without any keys: `tapless run --table`, `tapless top --once`. */
#ifndef TAPLESS_VIEW_TABLE_H
#define TAPLESS_VIEW_TABLE_H

#include "terminal.h"
#include "view.h"

/*
 * What the last refresh found: on a terminal in place of what stood there, as many lines as it has; else plain ones, ten flows.
 */
void tl_table_draw(struct tl_view *view, const struct tl_terminal *terminal);

#endif
