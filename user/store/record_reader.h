/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Makes rows of the rows of a segment's table `flow`. */
#ifndef TAPLESS_STORE_RECORD_READER_H
#define TAPLESS_STORE_RECORD_READER_H

#include "memo.h"

struct tl_record_reader {
	struct tl_store_field fields[TL_STORE_NUMBERS];
	struct tl_memos memos;
	const struct tl_plan_field *plan;
	bool is_wanted[TL_FIELD__COUNT];
	bool wants_place[2]; /* of the source, of the destination */
	bool wants_details;
	__u8 columns[TL_STORE__COLUMNS]; /* in the order of the statement's row; details are behind them */
	unsigned int column_count;
	__u16 number_of[TL_STORE__COLUMNS]; /* that the segment gives to a column's field; TL_STORE_NUMBERS: none */
	__u64 base[TL_STORE__COLUMNS];
	__u32 octets; /* of the file for each record: what a row says of its size */
	/* of the record at hand, by the segment's numbers of fields */
	__u64 numbers[TL_STORE_NUMBERS];
	__u32 known[TL_STORE_NUMBERS]; /* it is there if this is `record` */
	__u32 record;
	struct tl_row row;
};

int tl_record_reader_open(struct tl_record_reader *reader, sqlite3 *database);
void tl_record_reader_close(struct tl_record_reader *reader);

/* What is asked for; the columns that it needs are put behind `sql`, separated by commas. */
void tl_record_reader_want(struct tl_record_reader *reader, const __u16 *fields, unsigned int count,
			   struct tl_buffer *sql);

/* The values of these columns become reader->row. 0; -EBADMSG; -errno. */
int tl_record_reader_take(struct tl_record_reader *reader, sqlite3_value *const *values);

#endif
