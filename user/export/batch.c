// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "batch.h"

#include <stdlib.h>

#define BATCH_OCTETS 65536

static size_t aligned(size_t length)
{
	return (length + 7) & ~(size_t)7;
}

struct tl_batch *tl_batch_create(unsigned int exporters, const struct tl_boundary *before, __u64 position)
{
	size_t head = aligned(sizeof(struct tl_batch) + exporters * sizeof(struct tl_queue_entry));
	struct tl_batch *batch = malloc(head + BATCH_OCTETS);

	if (!batch)
		return NULL;
	*batch = (struct tl_batch){.references = 1, .before = *before, .position = position};
	batch->bytes = (__u8 *)batch + head;
	return batch;
}

struct tl_encoded *tl_batch_room(struct tl_batch *batch)
{
	if (BATCH_OCTETS - batch->used < sizeof(struct tl_encoded))
		return NULL;
	return (struct tl_encoded *)(batch->bytes + batch->used);
}

void tl_batch_add(struct tl_batch *batch, const struct tl_encoded *encoded)
{
	batch->used += aligned(tl_encoded_size(encoded));
	tl_amount_add(&batch->amount, &encoded->amount);
}

const struct tl_encoded *tl_batch_next(const struct tl_batch *batch, size_t *offset)
{
	const struct tl_encoded *encoded = (const struct tl_encoded *)(batch->bytes + *offset);

	*offset += aligned(tl_encoded_size(encoded));
	return encoded;
}

void tl_batch_share(struct tl_batch *batch)
{
	__atomic_add_fetch(&batch->references, 1, __ATOMIC_RELAXED);
}

void tl_batch_release(struct tl_batch *batch)
{
	if (batch && !__atomic_sub_fetch(&batch->references, 1, __ATOMIC_ACQ_REL))
		free(batch);
}
