// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "deliveries.h"

#include <string.h>

void tl_deliveries_add(struct tl_deliveries *deliveries, size_t end, size_t records)
{
	if (deliveries->count < TL_DELIVERIES_MOST)
		deliveries->count++;
	deliveries->list[deliveries->count - 1].end = end;
	deliveries->list[deliveries->count - 1].records += records;
}

void tl_deliveries_lose(struct tl_deliveries *deliveries, size_t octet)
{
	unsigned int place = 0;

	while (place < deliveries->count && deliveries->list[place].end <= octet)
		place++;
	if (place < deliveries->count)
		deliveries->list[place].is_lost = true;
}

/* Records are settled in their order. */
void tl_deliveries_settle(const struct tl_deliveries *deliveries, struct tl_queue *queue)
{
	size_t records = 0;

	for (unsigned int i = 0; i < deliveries->count; i++) {
		bool is_lost = deliveries->list[i].is_lost;

		records += deliveries->list[i].records;
		if (i + 1 < deliveries->count && deliveries->list[i + 1].is_lost == is_lost)
			continue;
		if (records)
			tl_queue_settle(queue, records, !is_lost);
		records = 0;
	}
}

void tl_deliveries_clear(struct tl_deliveries *deliveries)
{
	memset(deliveries->list, 0, deliveries->count * sizeof(deliveries->list[0]));
	deliveries->count = 0;
}
