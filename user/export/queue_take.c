// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The exporter's side of its queue. */
#include <string.h>

#include "clock.h"
#include "queue_parts.h"
#include "wanted.h"

#define SLEEP_AT_END_MS 200 /* at the end it is looked more often whether there is anything to wait for */

bool tl_queue_carries(const struct tl_queue *queue, const struct tl_encoded *encoded)
{
	return (!queue->carries || queue->carries(encoded)) &&
	       (!queue->wanted || tl_wanted_has(queue->wanted, encoded));
}

static struct tl_queue_entry *first_untaken(const struct tl_queue *queue)
{
	struct tl_queue_entry *entry;

	TAILQ_FOREACH(entry, &queue->entries, link)
	if (tl_queue_is_untaken(entry))
		return entry;
	return NULL;
}

static void settle_record(struct tl_queue *queue, struct tl_queue_entry *entry, bool sent)
{
	const struct tl_amount *amount = &tl_batch_record(entry->batch, entry->settled++)->amount;
	struct tl_account *account = &queue->account;

	tl_amount_subtract(&entry->amount, amount);
	if (!entry->given_up) {
		tl_amount_subtract(&account->waiting, amount);
		tl_amount_add(sent ? &account->sent : &account->dropped, amount);
		return;
	}
	if (!sent)
		return;
	tl_amount_subtract(&account->dropped, amount);
	tl_amount_add(&account->sent, amount);
	if (entry->batch->before.position < account->reached.position) {
		tl_amount_subtract(&account->dropped_there, amount);
		tl_amount_add(&account->sent_there, amount);
	}
}

/* The next record, if the exporter was not given it. */
static bool pass_over(struct tl_queue *queue, struct tl_queue_entry *entry)
{
	const struct tl_encoded *encoded = tl_batch_record(entry->batch, entry->settled);

	if (tl_queue_carries(queue, encoded))
		return false;
	tl_amount_add(&queue->account.not_carried, &encoded->amount);
	settle_record(queue, entry, false);
	return true;
}

/* All that is left of a batch, if it is among the next `count`. How many records that was. */
static size_t settle_rest(struct tl_queue *queue, struct tl_queue_entry *entry, size_t count, bool sent)
{
	struct tl_amount rest = entry->amount;

	if (queue->carries || queue->wanted || entry->given_up || entry->taken < entry->batch->count ||
	    rest.records > count)
		return 0;
	tl_amount_subtract(&queue->account.waiting, &rest);
	tl_amount_add(sent ? &queue->account.sent : &queue->account.dropped, &rest);
	memset(&entry->amount, 0, sizeof(entry->amount));
	entry->settled = entry->batch->count;
	return rest.records;
}

/* With the mutex. */
static void settle(struct tl_queue *queue, size_t count, bool sent)
{
	struct tl_queue_entry *entry;

	while ((entry = TAILQ_FIRST(&queue->entries))) {
		count -= settle_rest(queue, entry, count, sent);
		while (entry->settled < entry->taken) {
			if (pass_over(queue, entry))
				continue;
			if (!count)
				return;
			settle_record(queue, entry, sent);
			count--;
		}
		if (entry->taken < entry->batch->count && !entry->given_up)
			return;
		if (!entry->given_up)
			tl_queue_advance(queue);
		tl_queue_remove_entry(queue, entry);
	}
}

void tl_queue_settle(struct tl_queue *queue, size_t count, bool sent)
{
	tl_queue_lock(queue);
	queue->worked_at = sent ? tl_clock_ms() : queue->worked_at;
	settle(queue, count, sent);
	tl_queue_tell(queue);
	tl_queue_unlock(queue);
}

static void take(struct tl_queue *queue, struct tl_queue_entry *entry, unsigned int most, struct tl_run *run)
{
	unsigned int left = entry->batch->count - entry->taken;

	*run = (struct tl_run){.batch = entry->batch, .at = entry->taken};
	run->end = entry->taken += left < most ? left : most;
	queue->taken_at = tl_clock_ms();
	if (!tl_queue_is_untaken(entry))
		queue->untaken -= entry->batch->used;
}

enum tl_taken tl_queue_take(struct tl_queue *queue, unsigned int milliseconds, unsigned int most, struct tl_run *run)
{
	__u64 until = tl_clock_ms() + milliseconds;
	enum tl_taken taken = TL_TAKEN_NOTHING;
	struct tl_queue_entry *entry;

	tl_queue_lock(queue);
	do {
		entry = first_untaken(queue);
		if (entry) {
			take(queue, entry, most, run);
			taken = TL_TAKEN_RECORDS;
		} else if (queue->flush) {
			queue->flush = false;
			taken = TL_TAKEN_FLUSH;
		} else if (queue->ending || queue->abandoned) {
			taken = TL_TAKEN_END;
		}
	} while (taken == TL_TAKEN_NOTHING && tl_queue_wait_until(queue, until));
	tl_queue_unlock(queue);
	return taken;
}

void tl_queue_rewind(struct tl_queue *queue)
{
	struct tl_queue_entry *entry, *next;

	tl_queue_lock(queue);
	queue->flush = true; /* what asked for one before may have been lost with them */
	for (entry = TAILQ_FIRST(&queue->entries); entry; entry = next) {
		next = TAILQ_NEXT(entry, link);
		if (!entry->given_up && entry->taken == entry->batch->count && entry->settled < entry->taken)
			queue->untaken += entry->batch->used;
		entry->taken = entry->settled;
		if (entry->given_up)
			tl_queue_remove_entry(queue, entry);
	}
	tl_queue_unlock(queue);
}

void tl_queue_sleep(struct tl_queue *queue, unsigned int milliseconds)
{
	__u64 began = tl_clock_ms(), until;

	tl_queue_lock(queue);
	do {
		until = began + (queue->ending && milliseconds > SLEEP_AT_END_MS ? SLEEP_AT_END_MS : milliseconds);
	} while (!queue->abandoned && tl_clock_ms() < until && (tl_queue_wait_until(queue, until) || queue->ending));
	tl_queue_unlock(queue);
}

void tl_queue_metering(struct tl_queue *queue, struct tl_metering *metering)
{
	tl_queue_lock(queue);
	*metering = queue->metering;
	tl_queue_unlock(queue);
}

static bool is_set(struct tl_queue *queue, const bool *flag)
{
	bool is;

	tl_queue_lock(queue);
	is = *flag;
	tl_queue_unlock(queue);
	return is;
}

bool tl_queue_is_ending(struct tl_queue *queue)
{
	return is_set(queue, &queue->ending);
}

bool tl_queue_is_abandoned(struct tl_queue *queue)
{
	return is_set(queue, &queue->abandoned);
}

bool tl_queue_is_over(struct tl_queue *queue)
{
	bool over;

	tl_queue_lock(queue);
	over = queue->abandoned || (queue->ending && !tl_queue_first_unsettled(queue));
	tl_queue_unlock(queue);
	return over;
}

void tl_queue_set_done(struct tl_queue *queue)
{
	tl_queue_lock(queue);
	queue->done = true;
	tl_queue_tell(queue);
	tl_queue_unlock(queue);
}
