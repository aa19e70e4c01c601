// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "record.h"

#include <stddef.h>
#include <string.h>

static const struct range {
	__u16 begin, end;
} ranges[] = {
#define X(symbol, first, last)                                                                                         \
	{offsetof(struct tl_record, first),                                                                            \
	 offsetof(struct tl_record, last) + sizeof(((struct tl_record *)NULL)->last)},
	TL_RECORD_FILLED_LIST(X)
#undef X
};

void tl_record_empty(struct tl_record *record)
{
	for (unsigned int filled = record->filled; filled; filled &= filled - 1) {
		const struct range *range = &ranges[__builtin_ctz(filled)];

		memset((char *)record + range->begin, 0, (size_t)(range->end - range->begin));
	}
	memset(record, 0, offsetof(struct tl_record, details));
}
