// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "queue.h"

#include <string.h>

#include "clock.h"
#include "queue_parts.h"

void tl_queue_init(struct tl_queue *queue)
{
	pthread_condattr_t attributes;

	memset(queue, 0, sizeof(*queue));
	TAILQ_INIT(&queue->entries);
	pthread_mutex_init(&queue->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

void tl_queue_remove_entry(struct tl_queue *queue, struct tl_queue_entry *entry)
{
	TAILQ_REMOVE(&queue->entries, entry, link);
	queue->octets -= entry->batch->used;
	tl_batch_release(entry->batch); /* and the entry with it */
}

void tl_queue_fini(struct tl_queue *queue)
{
	while (!TAILQ_EMPTY(&queue->entries))
		tl_queue_remove_entry(queue, TAILQ_FIRST(&queue->entries));
	pthread_cond_destroy(&queue->changed);
	pthread_mutex_destroy(&queue->mutex);
}

struct tl_queue_entry *tl_queue_first_unsettled(const struct tl_queue *queue)
{
	struct tl_queue_entry *entry;

	TAILQ_FOREACH(entry, &queue->entries, link)
	if (!entry->given_up && entry->settled < entry->batch->count)
		return entry;
	return NULL;
}

void tl_queue_advance(struct tl_queue *queue)
{
	const struct tl_queue_entry *entry = tl_queue_first_unsettled(queue);
	const struct tl_boundary *reached = entry ? &entry->batch->before : &queue->latest;
	struct tl_account *account = &queue->account;

	if (reached->position == account->reached.position)
		return;
	account->reached = *reached;
	account->sent_there = account->sent;
	account->dropped_there = account->dropped;
	account->not_carried_there = account->not_carried;
}

void tl_queue_resume(struct tl_queue *queue, const struct tl_account *account)
{
	tl_queue_lock(queue);
	queue->account = *account;
	queue->account.sent = account->sent_there;
	queue->account.dropped = account->dropped_there;
	queue->account.not_carried = account->not_carried_there;
	memset(&queue->account.waiting, 0, sizeof(queue->account.waiting));
	queue->latest = account->reached;
	queue->start = account->reached.position;
	tl_queue_unlock(queue);
}

void tl_queue_add(struct tl_queue *queue, struct tl_batch *batch, unsigned int number)
{
	struct tl_queue_entry *entry = &batch->entries[number];

	if (batch->position < queue->start)
		return;
	tl_batch_share(batch);
	*entry = (struct tl_queue_entry){.batch = batch, .amount = batch->amount, .since = tl_clock_ms()};
	tl_queue_lock(queue);
	TAILQ_INSERT_TAIL(&queue->entries, entry, link);
	queue->octets += batch->used;
	if (!queue->untaken)
		queue->taken_at = entry->since;
	queue->untaken += batch->used;
	tl_amount_add(&queue->account.waiting, &batch->amount);
	tl_queue_tell(queue);
	tl_queue_unlock(queue);
}

void tl_queue_reach(struct tl_queue *queue, const struct tl_boundary *boundary)
{
	if (boundary && boundary->position < queue->start)
		return;
	tl_queue_lock(queue);
	queue->flush = true;
	if (boundary) {
		queue->latest = *boundary;
		tl_queue_advance(queue);
	}
	tl_queue_tell(queue);
	tl_queue_unlock(queue);
}

static __u64 give_up(struct tl_queue *queue, struct tl_queue_entry *entry)
{
	__u64 records = entry->amount.records;

	tl_amount_subtract(&queue->account.waiting, &entry->amount);
	tl_amount_add(&queue->account.dropped, &entry->amount);
	if (tl_queue_is_untaken(entry))
		queue->untaken -= entry->batch->used;
	entry->given_up = true;
	tl_queue_advance(queue);
	if (entry->taken == entry->settled)
		tl_queue_remove_entry(queue, entry);
	return records;
}

__u64 tl_queue_move_on(struct tl_queue *queue, __u64 position, __u64 since, bool patient)
{
	struct tl_queue_entry *entry;
	__u64 records = 0;

	tl_queue_lock(queue);
	position = patient && queue->worked_at > since ? 0 : position;
	while (queue->account.reached.position < position && (entry = tl_queue_first_unsettled(queue)) &&
	       entry->since <= since)
		records += give_up(queue, entry);
	tl_queue_tell(queue);
	tl_queue_unlock(queue);
	return records;
}

void tl_queue_observe(struct tl_queue *queue, const struct tl_metering *metering)
{
	tl_queue_lock(queue);
	queue->metering = *metering;
	tl_queue_unlock(queue);
}

bool tl_queue_is_behind(struct tl_queue *queue, size_t octets, __u64 since)
{
	bool is_behind;

	tl_queue_lock(queue);
	is_behind = queue->untaken > octets && queue->taken_at >= since;
	tl_queue_unlock(queue);
	return is_behind;
}

void tl_queue_read(struct tl_queue *queue, struct tl_account *account)
{
	tl_queue_lock(queue);
	*account = queue->account;
	tl_queue_unlock(queue);
}

bool tl_queue_wait_for_room(struct tl_queue *queue, size_t octets, unsigned int patience)
{
	__u64 until = tl_clock_ms() + patience, settled = 0;
	bool has_room;

	tl_queue_lock(queue);
	while (queue->octets > octets && (!patience || tl_clock_ms() < until)) {
		__u64 now_settled = queue->account.sent.records + queue->account.dropped.records;

		if (now_settled != settled)
			until = tl_clock_ms() + patience;
		settled = now_settled;
		tl_queue_wait_until(queue, patience ? until : tl_clock_ms() + 1000);
	}
	has_room = queue->octets <= octets;
	tl_queue_unlock(queue);
	return has_room;
}

void tl_queue_end(struct tl_queue *queue)
{
	tl_queue_lock(queue);
	queue->ending = true;
	queue->flush = true;
	tl_queue_tell(queue);
	tl_queue_unlock(queue);
}

bool tl_queue_wait_for_end(struct tl_queue *queue, __u64 deadline)
{
	bool done;

	tl_queue_lock(queue);
	while (!queue->done && tl_queue_wait_until(queue, deadline))
		;
	done = queue->done;
	tl_queue_unlock(queue);
	return done;
}

void tl_queue_abandon(struct tl_queue *queue)
{
	tl_queue_lock(queue);
	queue->abandoned = true;
	tl_queue_tell(queue);
	tl_queue_unlock(queue);
}
