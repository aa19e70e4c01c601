/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Encoded records, many in one piece of memory, one copy for all exporters. Whoever fills a batch owns it alone; once it is
 * in the first queue nobody changes its records any more, and who gives up the last reference gives its memory back.
 */
#ifndef TAPLESS_EXPORT_BATCH_H
#define TAPLESS_EXPORT_BATCH_H

#include <pthread.h>
#include <sys/queue.h>

#include "../lib/need.h"
#include "encode.h"
#include "exporter.h"

#define TL_BATCH_RECORDS 512
#define TL_BATCH_OCTETS	 65536

struct tl_batch;

/* A batch in one exporter's queue, under that queue's mutex. */
struct tl_queue_entry {
	TAILQ_ENTRY(tl_queue_entry) link;
	struct tl_batch *batch;
	struct tl_amount amount; /* of the records that are not settled */
	unsigned int settled; /* records sent or dropped, from the first one on */
	unsigned int taken; /* given to the exporter's thread */
	bool given_up; /* what is not settled was counted as dropped */
	__u64 since; /* tl_clock_ms() */
};

/* Memory of batches that are no more, for those to come. The meter's thread takes, exporters' threads give. */
SLIST_HEAD(tl_batches, tl_batch);

struct tl_batch_memory {
	pthread_mutex_t mutex;
	struct tl_batches unused;
	size_t count; /* of these */
	struct tl_need need;
};

struct tl_batch {
	SLIST_ENTRY(tl_batch) link;
	struct tl_batch_memory *memory;
	unsigned int references;
	unsigned int count; /* records */
	struct tl_boundary before; /* every record up to there is in an earlier batch */
	__u64 position; /* of the ring record (a mark) that brought its records */
	struct tl_amount amount;
	size_t used; /* octets of the records */
	__u16 starts
		[TL_BATCH_RECORDS]; /* where each begins, in eights of octets: who reads need not go from one to the next */
	struct tl_queue_entry entries[TL_EXPORTERS_MAX];
	_Alignas(8) __u8 bytes[TL_BATCH_OCTETS]; /* struct tl_encoded, cut to tl_encoded_size(), each 8-aligned */
};

void tl_batch_memory_init(struct tl_batch_memory *memory);
void tl_batch_memory_fini(struct tl_batch_memory *memory); /* no batch is left */

/* A round ends: of what some rounds had no use for half goes back to the system. True: some did. */
bool tl_batch_memory_settle(struct tl_batch_memory *memory);

/* With one reference. NULL without memory. */
struct tl_batch *tl_batch_create(struct tl_batch_memory *memory, const struct tl_boundary *before, __u64 position);

/* Room for any one more record, to be encoded there and then added; NULL: the batch is full. */
struct tl_encoded *tl_batch_room(struct tl_batch *batch);
void tl_batch_add(struct tl_batch *batch, const struct tl_encoded *encoded);

/* The record of this number, from 0. Those behind it come from memory meanwhile. */
const struct tl_encoded *tl_batch_record(const struct tl_batch *batch, unsigned int number);

void tl_batch_share(struct tl_batch *batch);
void tl_batch_release(struct tl_batch *batch); /* NULL is fine */

#endif
