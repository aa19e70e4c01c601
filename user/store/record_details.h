/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a record has beside its columns: profiles that it shares with others, and values of its own. */
#ifndef TAPLESS_STORE_RECORD_DETAILS_H
#define TAPLESS_STORE_RECORD_DETAILS_H

#include "record_reader.h"

static inline void tl_record_reader_know(struct tl_record_reader *reader, unsigned int number, __u64 value)
{
	reader->numbers[number] = value;
	reader->known[number] = reader->record;
}

/* What tl_record_details_take() will want of the same octets. */
void tl_record_details_prefetch(const struct tl_record_reader *reader, const __u8 *bytes, size_t length);

/* Into reader->row. 0; -EBADMSG; -errno. */
int tl_record_details_take(struct tl_record_reader *reader, const __u8 *bytes, size_t length);

#endif
