// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "queue.h"

#include <string.h>

#include "clock.h"
#include "wanted.h"

#define SLEEP_AT_END_MS 200 /* at the end it is looked more often whether there is anything to wait for */

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

static void lock(struct tl_queue *queue)
{
	pthread_mutex_lock(&queue->mutex);
}

static void unlock(struct tl_queue *queue)
{
	pthread_mutex_unlock(&queue->mutex);
}

static void tell(struct tl_queue *queue)
{
	pthread_cond_broadcast(&queue->changed);
}

/* With the mutex: until something changes, or the time (tl_clock_ms()) has come; false then. */
static bool wait_until(struct tl_queue *queue, __u64 time)
{
	struct timespec until = {.tv_sec = (time_t)(time / 1000), .tv_nsec = (long)(time % 1000) * 1000000};

	return !pthread_cond_timedwait(&queue->changed, &queue->mutex, &until);
}

static void remove_entry(struct tl_queue *queue, struct tl_queue_entry *entry)
{
	TAILQ_REMOVE(&queue->entries, entry, link);
	queue->octets -= entry->batch->used;
	tl_batch_release(entry->batch); /* and the entry with it */
}

void tl_queue_fini(struct tl_queue *queue)
{
	while (!TAILQ_EMPTY(&queue->entries))
		remove_entry(queue, TAILQ_FIRST(&queue->entries));
	pthread_cond_destroy(&queue->changed);
	pthread_mutex_destroy(&queue->mutex);
}

static struct tl_queue_entry *first_unsettled(const struct tl_queue *queue)
{
	struct tl_queue_entry *entry;

	TAILQ_FOREACH(entry, &queue->entries, link)
	if (!entry->given_up && entry->settled < entry->batch->used)
		return entry;
	return NULL;
}

/*
 * Records are settled in their order, so when the last one of a sweep is, the account is that of the sweep's mark: it is kept
 * then, whatever of later sweeps goes out meanwhile.
 */
static void advance(struct tl_queue *queue)
{
	const struct tl_queue_entry *entry = first_unsettled(queue);
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
	lock(queue);
	queue->account = *account;
	queue->account.sent = account->sent_there;
	queue->account.dropped = account->dropped_there;
	queue->account.not_carried = account->not_carried_there;
	memset(&queue->account.waiting, 0, sizeof(queue->account.waiting));
	queue->latest = account->reached;
	queue->start = account->reached.position;
	unlock(queue);
}

void tl_queue_add(struct tl_queue *queue, struct tl_batch *batch, unsigned int number)
{
	struct tl_queue_entry *entry = &batch->entries[number];

	if (batch->position < queue->start)
		return;
	tl_batch_share(batch);
	*entry = (struct tl_queue_entry){.batch = batch, .amount = batch->amount, .since = tl_clock_ms()};
	lock(queue);
	TAILQ_INSERT_TAIL(&queue->entries, entry, link);
	queue->octets += batch->used;
	tl_amount_add(&queue->account.waiting, &batch->amount);
	tell(queue);
	unlock(queue);
}

void tl_queue_reach(struct tl_queue *queue, const struct tl_boundary *boundary)
{
	if (boundary && boundary->position < queue->start)
		return;
	lock(queue);
	queue->flush = true;
	if (boundary) {
		queue->latest = *boundary;
		advance(queue);
	}
	tell(queue);
	unlock(queue);
}

static __u64 give_up(struct tl_queue *queue, struct tl_queue_entry *entry)
{
	__u64 records = entry->amount.records;

	tl_amount_subtract(&queue->account.waiting, &entry->amount);
	tl_amount_add(&queue->account.dropped, &entry->amount);
	entry->given_up = true;
	advance(queue);
	if (entry->taken == entry->settled)
		remove_entry(queue, entry);
	return records;
}

__u64 tl_queue_move_on(struct tl_queue *queue, __u64 position, __u64 since, bool patient)
{
	struct tl_queue_entry *entry;
	__u64 records = 0;

	lock(queue);
	position = patient && queue->worked_at > since ? 0 : position;
	while (queue->account.reached.position < position && (entry = first_unsettled(queue)) && entry->since <= since)
		records += give_up(queue, entry);
	tell(queue);
	unlock(queue);
	return records;
}

void tl_queue_observe(struct tl_queue *queue, const struct tl_metering *metering)
{
	lock(queue);
	queue->metering = *metering;
	unlock(queue);
}

void tl_queue_read(struct tl_queue *queue, struct tl_account *account)
{
	lock(queue);
	*account = queue->account;
	unlock(queue);
}

bool tl_queue_wait_for_room(struct tl_queue *queue, size_t octets, unsigned int patience)
{
	__u64 until = tl_clock_ms() + patience, settled = 0;
	bool has_room;

	lock(queue);
	while (queue->octets > octets && (!patience || tl_clock_ms() < until)) {
		__u64 now_settled = queue->account.sent.records + queue->account.dropped.records;

		if (now_settled != settled)
			until = tl_clock_ms() + patience;
		settled = now_settled;
		wait_until(queue, patience ? until : tl_clock_ms() + 1000);
	}
	has_room = queue->octets <= octets;
	unlock(queue);
	return has_room;
}

void tl_queue_end(struct tl_queue *queue)
{
	lock(queue);
	queue->ending = true;
	queue->flush = true;
	tell(queue);
	unlock(queue);
}

bool tl_queue_wait_for_end(struct tl_queue *queue, __u64 deadline)
{
	bool done;

	lock(queue);
	while (!queue->done && wait_until(queue, deadline))
		;
	done = queue->done;
	unlock(queue);
	return done;
}

void tl_queue_abandon(struct tl_queue *queue)
{
	lock(queue);
	queue->abandoned = true;
	tell(queue);
	unlock(queue);
}

static bool carries(const struct tl_queue *queue, const struct tl_encoded *encoded)
{
	return (!queue->carries || queue->carries(encoded)) &&
	       (!queue->wanted || tl_wanted_has(queue->wanted, encoded));
}

static struct tl_queue_entry *first_untaken(const struct tl_queue *queue)
{
	struct tl_queue_entry *entry;

	TAILQ_FOREACH(entry, &queue->entries, link)
	if (!entry->given_up && entry->taken < entry->batch->used)
		return entry;
	return NULL;
}

static void settle_record(struct tl_queue *queue, struct tl_queue_entry *entry, bool sent)
{
	const struct tl_amount *amount = &tl_batch_next(entry->batch, &entry->settled)->amount;
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
	size_t at = entry->settled;
	const struct tl_encoded *encoded = tl_batch_next(entry->batch, &at);

	if (carries(queue, encoded))
		return false;
	tl_amount_add(&queue->account.not_carried, &encoded->amount);
	settle_record(queue, entry, false);
	return true;
}

/* With the mutex. */
static void settle(struct tl_queue *queue, size_t count, bool sent)
{
	struct tl_queue_entry *entry;

	while ((entry = TAILQ_FIRST(&queue->entries))) {
		while (entry->settled < entry->taken) {
			if (pass_over(queue, entry))
				continue;
			if (!count)
				return;
			settle_record(queue, entry, sent);
			count--;
		}
		if (entry->taken < entry->batch->used && !entry->given_up)
			return;
		if (!entry->given_up)
			advance(queue);
		remove_entry(queue, entry);
	}
}

void tl_queue_settle(struct tl_queue *queue, size_t count, bool sent)
{
	lock(queue);
	queue->worked_at = sent ? tl_clock_ms() : queue->worked_at;
	settle(queue, count, sent);
	tell(queue);
	unlock(queue);
}

enum tl_taken tl_queue_take(struct tl_queue *queue, unsigned int milliseconds, const struct tl_encoded **encoded)
{
	__u64 until = tl_clock_ms() + milliseconds;
	enum tl_taken taken = TL_TAKEN_NOTHING;
	struct tl_queue_entry *entry;

	lock(queue);
	do {
		entry = first_untaken(queue);
		if (entry) {
			*encoded = tl_batch_next(entry->batch, &entry->taken);
			if (carries(queue, *encoded)) {
				taken = TL_TAKEN_RECORD;
			} else {
				settle(queue, 0, false);
				tell(queue);
			}
		} else if (queue->flush) {
			queue->flush = false;
			taken = TL_TAKEN_FLUSH;
		} else if (queue->ending || queue->abandoned) {
			taken = TL_TAKEN_END;
		}
	} while (taken == TL_TAKEN_NOTHING && (entry || wait_until(queue, until)));
	unlock(queue);
	return taken;
}

void tl_queue_rewind(struct tl_queue *queue)
{
	struct tl_queue_entry *entry, *next;

	lock(queue);
	queue->flush = true; /* what asked for one before may have been lost with them */
	for (entry = TAILQ_FIRST(&queue->entries); entry; entry = next) {
		next = TAILQ_NEXT(entry, link);
		entry->taken = entry->settled;
		if (entry->given_up)
			remove_entry(queue, entry);
	}
	unlock(queue);
}

void tl_queue_sleep(struct tl_queue *queue, unsigned int milliseconds)
{
	__u64 began = tl_clock_ms(), until;

	lock(queue);
	do {
		until = began + (queue->ending && milliseconds > SLEEP_AT_END_MS ? SLEEP_AT_END_MS : milliseconds);
	} while (!queue->abandoned && tl_clock_ms() < until && (wait_until(queue, until) || queue->ending));
	unlock(queue);
}

void tl_queue_metering(struct tl_queue *queue, struct tl_metering *metering)
{
	lock(queue);
	*metering = queue->metering;
	unlock(queue);
}

static bool is_set(struct tl_queue *queue, const bool *flag)
{
	bool is;

	lock(queue);
	is = *flag;
	unlock(queue);
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

	lock(queue);
	over = queue->abandoned || (queue->ending && !first_unsettled(queue));
	unlock(queue);
	return over;
}

void tl_queue_set_done(struct tl_queue *queue)
{
	lock(queue);
	queue->done = true;
	tell(queue);
	unlock(queue);
}
