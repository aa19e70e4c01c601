/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The row of a record as exporters have it, without a detour by templates. */
#ifndef TAPLESS_STORE_ENCODED_ROW_H
#define TAPLESS_STORE_ENCODED_ROW_H

#include "../export/encode.h"
#include "../query/row.h"

/* Only fields that are in `kept`; lists never. The row points into `encoded`. */
void tl_row_take_encoded(struct tl_row *row, const struct tl_encoded *encoded, const struct tl_field_set *kept);

#endif
