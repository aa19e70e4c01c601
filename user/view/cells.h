/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What stands in the columns of one connection. */
#ifndef TAPLESS_VIEW_CELLS_H
#define TAPLESS_VIEW_CELLS_H

#include "../enrich/place.h"
#include "columns.h"
#include "source.h"
#include "tally.h"

#define TL_CELL_SIZE 512 /* the longest name, each of its bytes taking at most two */

struct tl_cells {
	char text[TL_COLUMN__MAX][TL_CELL_SIZE];
};

/* `source` (for names) and `places` may be NULL. */
void tl_cells_fill(struct tl_cells *cells, const struct tl_tally_row *row, const struct tl_source *source,
		   struct tl_places *places, __u64 now);

/* The row's flow key as a packet from side `from` has it, seen at one of that side's places. */
struct tl_flow_key tl_cells_key(const struct tl_tally_row *row, unsigned int from, const struct tl_tally_place *place);

#endif
