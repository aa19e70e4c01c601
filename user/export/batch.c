// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "batch.h"

#include <sys/mman.h>

#include "../lib/fetch.h"

#define KEPT  16 /* batches at least, whose memory stays when they have been sent */
#define AHEAD 6 /* records: what another CPU has written takes as long to come as they take to be sent */

TL_STATIC_ASSERT(TL_BATCH_OCTETS / 8 <= 65536);

static size_t aligned(size_t length)
{
	return (length + 7) & ~(size_t)7;
}

void tl_batch_memory_init(struct tl_batch_memory *memory)
{
	*memory = (struct tl_batch_memory){0};
	pthread_mutex_init(&memory->mutex, NULL);
	SLIST_INIT(&memory->unused);
}

static struct tl_batch *first_of(struct tl_batches *batches)
{
	struct tl_batch *batch = SLIST_FIRST(batches);

	if (batch)
		SLIST_REMOVE_HEAD(batches, link);
	return batch;
}

static void unmap_all(struct tl_batches *batches)
{
	struct tl_batch *batch;

	while ((batch = first_of(batches)))
		munmap(batch, sizeof(*batch));
}

void tl_batch_memory_fini(struct tl_batch_memory *memory)
{
	unmap_all(&memory->unused);
	pthread_mutex_destroy(&memory->mutex);
}

bool tl_batch_memory_settle(struct tl_batch_memory *memory)
{
	struct tl_batches not_needed = SLIST_HEAD_INITIALIZER(not_needed);
	size_t room, left;
	bool gives;

	pthread_mutex_lock(&memory->mutex);
	left = room = memory->need.taken + memory->count;
	if (tl_need_settle(&memory->need, room))
		left = room / 2 > KEPT ? room / 2 : KEPT;
	for (; memory->count && memory->need.taken + memory->count > left; memory->count--) {
		struct tl_batch *batch = first_of(&memory->unused);

		SLIST_INSERT_HEAD(&not_needed, batch, link);
	}
	pthread_mutex_unlock(&memory->mutex);
	gives = !SLIST_EMPTY(&not_needed);
	unmap_all(&not_needed);
	return gives;
}

static struct tl_batch *take_unused(struct tl_batch_memory *memory)
{
	struct tl_batch *batch;

	pthread_mutex_lock(&memory->mutex);
	tl_need_take(&memory->need);
	batch = first_of(&memory->unused);
	memory->count -= !!batch;
	pthread_mutex_unlock(&memory->mutex);
	return batch;
}

static void give(struct tl_batch_memory *memory, struct tl_batch *batch)
{
	pthread_mutex_lock(&memory->mutex);
	tl_need_give(&memory->need);
	if (batch) {
		SLIST_INSERT_HEAD(&memory->unused, batch, link);
		memory->count++;
	}
	pthread_mutex_unlock(&memory->mutex);
}

/* Pages all at once: one by one, as they are touched, they cost several times as much. */
static struct tl_batch *map(void)
{
	struct tl_batch *batch =
		mmap(NULL, sizeof(*batch), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (batch == MAP_FAILED)
		return NULL;
	return batch;
}

struct tl_batch *tl_batch_create(struct tl_batch_memory *memory, const struct tl_boundary *before, __u64 position)
{
	struct tl_batch *batch = take_unused(memory);

	if (!batch)
		batch = map();
	if (!batch) {
		give(memory, NULL);
		return NULL;
	}
	batch->memory = memory;
	batch->references = 1;
	batch->count = 0;
	batch->before = *before;
	batch->position = position;
	batch->amount = (struct tl_amount){0};
	batch->used = 0;
	return batch;
}

struct tl_encoded *tl_batch_room(struct tl_batch *batch)
{
	if (TL_BATCH_OCTETS - batch->used < sizeof(struct tl_encoded) || batch->count == TL_BATCH_RECORDS)
		return NULL;
	return (struct tl_encoded *)(batch->bytes + batch->used);
}

void tl_batch_add(struct tl_batch *batch, const struct tl_encoded *encoded)
{
	batch->starts[batch->count++] = (__u16)(batch->used / 8);
	batch->used += aligned(tl_encoded_size(encoded));
	tl_amount_add(&batch->amount, &encoded->amount);
}

static const struct tl_encoded *record_at(const struct tl_batch *batch, unsigned int number)
{
	return (const struct tl_encoded *)(batch->bytes + batch->starts[number] * (size_t)8);
}

const struct tl_encoded *tl_batch_record(const struct tl_batch *batch, unsigned int number)
{
	if (number + AHEAD + 1 < batch->count)
		tl_fetch(record_at(batch, number + AHEAD),
			 (batch->starts[number + AHEAD + 1] - batch->starts[number + AHEAD]) * (size_t)8);
	return record_at(batch, number);
}

void tl_batch_share(struct tl_batch *batch)
{
	__atomic_add_fetch(&batch->references, 1, __ATOMIC_RELAXED);
}

void tl_batch_release(struct tl_batch *batch)
{
	if (batch && !__atomic_sub_fetch(&batch->references, 1, __ATOMIC_ACQ_REL))
		give(batch->memory, batch);
}
