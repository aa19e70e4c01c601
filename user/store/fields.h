/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The elements that one segment describes, by their numbers there: those of the build that wrote it. */
#ifndef TAPLESS_STORE_FIELDS_H
#define TAPLESS_STORE_FIELDS_H

#include "database.h"
#include "plan.h"

#define TL_STORE_NUMBERS 4096 /* of fields, at most */

struct tl_store_field {
	bool is_described;
	bool is_wanted;
	bool is_column; /* of the table flow: known before anything else of the record */
	__u8 type;
	__u16 field; /* ours; TL_STORE_NO_FIELD: no more, or not yet */
	__u16 relative_to; /* a number; TL_STORE_NUMBERS: nothing */
};

/* What is in the table `field`, read anew: a segment that is being written may have more than before. 0 or -errno. */
int tl_store_fields_read(sqlite3 *database, struct tl_store_field fields[TL_STORE_NUMBERS]);

#endif
