/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What both sides of a queue need: queue.c is the meter's, queue_take.c the exporter's. */
#ifndef TAPLESS_EXPORT_QUEUE_PARTS_H
#define TAPLESS_EXPORT_QUEUE_PARTS_H

#include "queue.h"

static inline void tl_queue_lock(struct tl_queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
}

static inline void tl_queue_unlock(struct tl_queue *queue)
{
	pthread_mutex_unlock(&queue->mutex);
}

/* The rest is with the mutex. */

static inline void tl_queue_tell(struct tl_queue *queue)
{
	pthread_cond_broadcast(&queue->changed);
}

/* Until something changes, or the time (tl_clock_ms()) has come; false then. */
static inline bool tl_queue_wait_until(struct tl_queue *queue, __u64 time)
{
	struct timespec until = {.tv_sec = (time_t)(time / 1000), .tv_nsec = (long)(time % 1000) * 1000000};

	return !pthread_cond_timedwait(&queue->changed, &queue->mutex, &until);
}

/* Has it records for the exporter that it has not been given? */
static inline bool tl_queue_is_untaken(const struct tl_queue_entry *entry)
{
	return !entry->given_up && entry->taken < entry->batch->count;
}

void tl_queue_remove_entry(struct tl_queue *queue, struct tl_queue_entry *entry);
struct tl_queue_entry *tl_queue_first_unsettled(const struct tl_queue *queue); /* NULL: none */

/*
 * Records are settled in their order, so when the last one of a sweep is, the account is that of the sweep's mark: it is kept
 * then, whatever of later sweeps goes out meanwhile.
 */
void tl_queue_advance(struct tl_queue *queue);

#endif
