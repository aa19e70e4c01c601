/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Encoded records, many in one piece of memory, one copy for all exporters. Whoever fills a batch owns it alone; once it is
 * in the first queue nobody changes its records any more, and who gives up the last reference frees it.
 */
#ifndef TAPLESS_EXPORT_BATCH_H
#define TAPLESS_EXPORT_BATCH_H

#include <sys/queue.h>

#include "encode.h"

struct tl_batch;

/* A batch in one exporter's queue, under that queue's mutex. Offsets are octets of the batch's records. */
struct tl_queue_entry {
	TAILQ_ENTRY(tl_queue_entry) link;
	struct tl_batch *batch;
	struct tl_amount amount; /* of the records that are not settled */
	size_t settled; /* sent or dropped up to here */
	size_t taken; /* given to the exporter's thread up to here */
	__u64 since; /* tl_clock_ms() */
	bool given_up; /* what is not settled was counted as dropped */
};

struct tl_batch {
	unsigned int references;
	struct tl_boundary before; /* every record up to there is in an earlier batch */
	__u64 position; /* of the ring record (a mark) that brought its first record; all are of the same sweep */
	struct tl_amount amount;
	size_t used;
	__u8 *bytes; /* struct tl_encoded, cut to tl_encoded_size(), each 8-aligned */
	struct tl_queue_entry entries[]; /* one for each exporter */
};

/* With one reference. NULL without memory. */
struct tl_batch *tl_batch_create(unsigned int exporters, const struct tl_boundary *before, __u64 position);

/* Room for any one more record, to be encoded there and then added; NULL: the batch is full. */
struct tl_encoded *tl_batch_room(struct tl_batch *batch);
void tl_batch_add(struct tl_batch *batch, const struct tl_encoded *encoded);

/* The record at this offset, which is moved on to the next one. */
const struct tl_encoded *tl_batch_next(const struct tl_batch *batch, size_t *offset);

void tl_batch_share(struct tl_batch *batch);
void tl_batch_release(struct tl_batch *batch); /* NULL is fine */

#endif
