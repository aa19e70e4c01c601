// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "sums.h"

#include <stdint.h>

#include "quantity.h"

#define REASON_ACTIVE 2 /* flowEndReason, RFC 5102 5.11.3: the flow goes on, and will be told of again */

static const __u16 fields[] = {
	TL_ELEMENT__COUNT + TL_ELEMENT_transactionNumber, TL_ELEMENT__COUNT + TL_ELEMENT_flowEndReason,
	TL_ELEMENT__COUNT + TL_ELEMENT_packetDeltaCount,  TL_ELEMENT_packetDeltaCount,
	TL_ELEMENT__COUNT + TL_ELEMENT_octetDeltaCount,	  TL_ELEMENT_octetDeltaCount,
};

void tl_sums_fields(struct tl_field_set *set)
{
	for (unsigned int i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		tl_field_set_add(set, fields[i]);
	tl_row_time_fields(set);
}

void tl_sums_init(struct tl_sums *sums)
{
	*sums = (struct tl_sums){.first = UINT64_MAX};
}

static __u64 number_of(const struct tl_row *row, unsigned int field)
{
	return row->data[field].is_present ? row->data[field].number : 0;
}

bool tl_row_ends_flow(const struct tl_row *row)
{
	return !row->data[tl_field_of(TL_ELEMENT_transactionNumber)].is_present &&
	       number_of(row, tl_field_of(TL_ELEMENT_flowEndReason)) != REASON_ACTIVE;
}

void tl_sums_of_row(struct tl_sums *sums, const struct tl_row *row)
{
	tl_sums_init(sums);
	sums->records = 1;
	sums->flows = tl_row_ends_flow(row);
	sums->packets = number_of(row, tl_field_of(TL_ELEMENT_packetDeltaCount)) +
			number_of(row, tl_field_reverse_of(TL_ELEMENT_packetDeltaCount));
	sums->bytes = number_of(row, tl_field_of(TL_ELEMENT_octetDeltaCount)) +
		      number_of(row, tl_field_reverse_of(TL_ELEMENT_octetDeltaCount));
	tl_row_start(row, &sums->first);
	tl_row_end(row, &sums->last);
}

void tl_sums_add(struct tl_sums *sums, const struct tl_sums *more)
{
	sums->records += more->records;
	sums->flows += more->flows;
	sums->packets += more->packets;
	sums->bytes += more->bytes;
	if (more->first < sums->first)
		sums->first = more->first;
	if (more->last > sums->last)
		sums->last = more->last;
}
