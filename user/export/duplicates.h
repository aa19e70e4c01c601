/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Records that a meter exported twice because it was killed in between (invariant I3): the same flow id and sequence. */
#ifndef TAPLESS_EXPORT_DUPLICATES_H
#define TAPLESS_EXPORT_DUPLICATES_H

#include <stdbool.h>

#include "reader.h"

struct tl_duplicates;

struct tl_duplicates *tl_duplicates_create(void); /* NULL without memory */

/* True if this record was here before. Records without flow id or sequence never are. */
bool tl_duplicates_seen(struct tl_duplicates *duplicates, const struct tl_reader_record *record);

void tl_duplicates_destroy(struct tl_duplicates *duplicates); /* NULL is fine */

#endif
