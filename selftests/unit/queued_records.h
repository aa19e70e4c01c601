/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Sample records in an exporter's queue, in one batch that reaches to a boundary. */
#ifndef TAPLESS_SELFTESTS_UNIT_QUEUED_RECORDS_H
#define TAPLESS_SELFTESTS_UNIT_QUEUED_RECORDS_H

#include "export/encoder.h"
#include "export/queue.h"
#include "export_support.h"

static void queue_records(struct tl_queue *queue, struct tl_encoder *encoder, unsigned int count)
{
	static struct tl_batch_memory memory = {.mutex = PTHREAD_MUTEX_INITIALIZER};
	const struct tl_boundary begin = {0}, end = {.position = 100};
	struct tl_batch *batch = tl_batch_create(&memory, &begin, 50);
	struct tl_encoded *encoded;
	struct tl_record record;

	for (unsigned int i = 0; i < count && (encoded = tl_batch_room(batch)); i++) {
		sample_record(&record, i);
		tl_encoder_encode(encoder, encoded, &record);
		tl_batch_add(batch, encoded);
	}
	tl_queue_add(queue, batch, 0);
	tl_batch_release(batch);
	tl_queue_reach(queue, &end);
}

#endif
