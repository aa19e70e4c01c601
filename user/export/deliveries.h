/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a format has delivered and is to be written: which records are in which octets, since of datagrams each is lost by itself. */
#ifndef TAPLESS_EXPORT_DELIVERIES_H
#define TAPLESS_EXPORT_DELIVERIES_H

#include "queue.h"

#define TL_GATHER_MOST	   32 /* datagrams that are sent together */
#define TL_DELIVERIES_MOST (2 * TL_GATHER_MOST)

struct tl_deliveries {
	struct {
		size_t end; /* octets up to there */
		size_t records;
		bool is_lost; /* a datagram of it was not sent */
	} list[TL_DELIVERIES_MOST]; /* the last one may be several */
	unsigned int count;
};

void tl_deliveries_add(struct tl_deliveries *deliveries, size_t end, size_t records);

/* The datagram at this octet was not sent. */
void tl_deliveries_lose(struct tl_deliveries *deliveries, size_t octet);

/* Those that are not lost have been sent. */
void tl_deliveries_settle(const struct tl_deliveries *deliveries, struct tl_queue *queue);

void tl_deliveries_clear(struct tl_deliveries *deliveries);

#endif
