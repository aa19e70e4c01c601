/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What waits for one exporter, and its account. Two threads meet here, under the queue's mutex, and nowhere else: the meter's
 * adds batches and moves on an exporter that is too far behind; the exporter's own takes records, and settles them, in the
 * same order, when it knows what became of them.
 *
 * A record is waiting, then sent or dropped. One that is given up while the exporter's thread has it counts as dropped, and as
 * sent after all if it still goes out.
 */
#ifndef TAPLESS_EXPORT_QUEUE_H
#define TAPLESS_EXPORT_QUEUE_H

#include <pthread.h>

#include "batch.h"
#include "exporter.h"

enum tl_taken {
	TL_TAKEN_RECORDS,
	TL_TAKEN_FLUSH, /* no more for now: what is unfinished should go out */
	TL_TAKEN_NOTHING, /* the time is over */
	TL_TAKEN_END, /* no more, ever */
};

#define TL_RUN_MOST 256 /* records */

/* Records of one batch that were taken together: valid until they are settled. */
struct tl_run {
	const struct tl_batch *batch;
	unsigned int at, end; /* numbers of the batch's records */
};

/* NULL: there is none left. */
static inline const struct tl_encoded *tl_run_next(struct tl_run *run)
{
	return run->at < run->end ? tl_batch_record(run->batch, run->at++) : NULL;
}

struct tl_queue {
	pthread_mutex_t mutex;
	pthread_cond_t changed; /* waited for by both threads */
	TAILQ_HEAD(tl_queue_entries, tl_queue_entry) entries;
	struct tl_account account;
	struct tl_metering metering;
	bool (*carries)(const struct tl_encoded *encoded); /* NULL: the exporter's format has all records */
	const struct tl_field_set *wanted; /* the exporter's; NULL: all fields */
	__u64 start; /* records of sweeps before this position are in the account from an earlier life */
	struct tl_boundary latest; /* every record up to there was added */
	size_t octets; /* of the batches */
	__u64 worked_at; /* tl_clock_ms() when a record was sent last */
	__u64 taken_at; /* and when some were taken, or the first ones came to be taken */
	size_t untaken; /* octets of the batches of which some records are not taken */
	bool flush;
	bool ending; /* the thread ends when all is settled */
	bool abandoned; /* the thread ends now */
	bool done; /* the thread has ended */
};

void tl_queue_init(struct tl_queue *queue);
void tl_queue_fini(struct tl_queue *queue); /* no thread uses it any more */

/* --- the meter's thread */

/* Goes on with an account; records before what it has reached will be passed over. */
void tl_queue_resume(struct tl_queue *queue, const struct tl_account *account);

/* Adds a batch, with the entry of this number for its own use. */
void tl_queue_add(struct tl_queue *queue, struct tl_batch *batch, unsigned int number);

/* All records up to there were added; NULL: only asks for a flush. */
void tl_queue_reach(struct tl_queue *queue, const struct tl_boundary *boundary);

/*
 * Gives up what lies before `position` and has waited since `since` (tl_clock_ms()) or longer; `patient`: unless something was
 * sent since then. Returns how many records.
 */
__u64 tl_queue_move_on(struct tl_queue *queue, __u64 position, __u64 since, bool patient);

/* What tl_queue_metering() will say. */
void tl_queue_observe(struct tl_queue *queue, const struct tl_metering *metering);

/* Has it more octets than that to take, and has it taken some since then (tl_clock_ms()), or had none to take? */
bool tl_queue_is_behind(struct tl_queue *queue, size_t octets, __u64 since);

void tl_queue_read(struct tl_queue *queue, struct tl_account *account);

/* Waits until the batches take up at most that much, while at least one record a `patience` (ms; 0: for ever) is settled. */
bool tl_queue_wait_for_room(struct tl_queue *queue, size_t octets, unsigned int patience);

void tl_queue_end(struct tl_queue *queue);
/* False: the thread has not ended by then (tl_clock_ms()). */
bool tl_queue_wait_for_end(struct tl_queue *queue, __u64 deadline);
void tl_queue_abandon(struct tl_queue *queue);

/* --- the exporter's thread */

/*
 * Waits at most that long for records, and takes up to `most` of them. Those that tl_queue_carries() denies are among them, and pass by
 * themselves when what stands before them is settled: it is called with a count of 0, if that is nothing.
 */
enum tl_taken tl_queue_take(struct tl_queue *queue, unsigned int milliseconds, unsigned int most, struct tl_run *run);

/* Has it something for the format, and of what is wanted? */
bool tl_queue_carries(const struct tl_queue *queue, const struct tl_encoded *encoded);

/* The first `count` of the taken records are sent, or else dropped; of all that are taken, if it is more. */
void tl_queue_settle(struct tl_queue *queue, size_t count, bool sent);

/* What was taken and not settled will be taken again. */
void tl_queue_rewind(struct tl_queue *queue);

/* Until that long has passed, or the end comes. */
void tl_queue_sleep(struct tl_queue *queue, unsigned int milliseconds);

void tl_queue_metering(struct tl_queue *queue, struct tl_metering *metering);
bool tl_queue_is_ending(struct tl_queue *queue);
bool tl_queue_is_abandoned(struct tl_queue *queue);
bool tl_queue_is_over(struct tl_queue *queue); /* the end has come and all is settled, or it was abandoned */
void tl_queue_set_done(struct tl_queue *queue);

#endif
