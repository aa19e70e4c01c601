/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* All values of a row as one JSON object, named and written as `tapless decode` has them. */
#ifndef TAPLESS_QUERY_ROW_JSON_H
#define TAPLESS_QUERY_ROW_JSON_H

#include "../export/buffer.h"
#include "row.h"

/* With a line feed behind it. */
void tl_row_json(struct tl_buffer *out, const struct tl_row *row);

#endif
