/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The order of lines, by any column. */
#ifndef TAPLESS_VIEW_ORDER_H
#define TAPLESS_VIEW_ORDER_H

#include "columns.h"

struct tl_order {
	enum tl_column column;
	bool is_reversed; /* numbers rise, texts fall */
};

/* Lines that are alike: the busier one first, then by key, so that the order is the same each time. 0 or -ENOMEM. */
int tl_order(struct tl_lines *lines, const struct tl_order *order, const struct tl_cell_context *context);

#endif
