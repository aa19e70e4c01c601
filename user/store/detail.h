/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the history keeps, by level (`store:DIR?detail=…`): the one table of it. `tapless store levels` prints it.
 * flows: who talked with whom, when, how much, in which protocol, and how well. names: also names of servers and what
 * was asked of DNS. full: also what was asked of servers, by which program, by whom.
 */
#ifndef TAPLESS_STORE_DETAIL_H
#define TAPLESS_STORE_DETAIL_H

#include "../export/encode.h"

enum tl_detail {
	TL_DETAIL_FLOWS,
	TL_DETAIL_NAMES,
	TL_DETAIL_FULL,
	TL_DETAIL__MAX,
};

extern const char *const tl_detail_names[]; /* up to NULL */

/* The lowest level that keeps this element. One that the table does not name: numbers flows, all else full. */
enum tl_detail tl_detail_of(enum tl_element_row element);

/* All fields that are kept. */
void tl_detail_fields(enum tl_detail detail, struct tl_field_set *kept);

#endif
