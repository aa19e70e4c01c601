// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* An exporter's queue: the account of a place in the ring is exact whatever is given up, taken again, or replayed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "export/clock.h"
#include "export/queue.h"

static struct tl_batch_memory memory = {.mutex = PTHREAD_MUTEX_INITIALIZER};
static struct tl_boundary boundary;
static __u64 number; /* of the next record: its end */

/* A sweep with as many records, of 2 packets and 30 octets each; its mark lies 100 octets further on. */
static void sweep(struct tl_queue *queue, unsigned int records)
{
	struct tl_batch *batch = tl_batch_create(&memory, &boundary, boundary.position + 50);

	for (unsigned int i = 0; i < records; i++) {
		struct tl_encoded *encoded = tl_batch_room(batch);

		memset(encoded, 0, sizeof(*encoded));
		encoded->amount = (struct tl_amount){1, 2, 30};
		encoded->length = 11;
		encoded->end = number++;
		tl_batch_add(batch, encoded);
		tl_amount_add(&boundary.joined, &encoded->amount);
	}
	if (records)
		tl_queue_add(queue, batch, 0);
	tl_batch_release(batch);
	boundary.position += 100;
	tl_queue_reach(queue, &boundary);
}

/* The next record that the format carries; those before it pass by. */
static enum tl_taken take_one(struct tl_queue *queue, const struct tl_encoded **encoded)
{
	enum tl_taken taken;
	struct tl_run run;

	while ((taken = tl_queue_take(queue, 0, 1, &run)) == TL_TAKEN_RECORDS) {
		*encoded = tl_run_next(&run);
		assert_null(tl_run_next(&run));
		if (tl_queue_carries(queue, *encoded))
			break;
		tl_queue_settle(queue, 0, false);
	}
	return taken;
}

static void take(struct tl_queue *queue, unsigned int records)
{
	const struct tl_encoded *encoded;

	while (records--) {
		assert_int_equal(take_one(queue, &encoded), TL_TAKEN_RECORDS);
		assert_int_equal(encoded->length, 11);
	}
}

static void assert_takes(struct tl_queue *queue, enum tl_taken taken)
{
	const struct tl_encoded *encoded;

	assert_int_equal(take_one(queue, &encoded), taken);
}

/* Records sent, waiting, dropped; then up to where all is settled, and what was sent and dropped before that place. */
static void assert_account(struct tl_queue *queue, __u64 sent, __u64 waiting, __u64 dropped, __u64 position,
			   __u64 sent_there, __u64 dropped_there)
{
	struct tl_account account;

	tl_queue_read(queue, &account);
	assert_int_equal(account.sent.records, sent);
	assert_int_equal(account.waiting.records, waiting);
	assert_int_equal(account.dropped.records, dropped);
	assert_int_equal(account.sent.packets, 2 * sent);
	assert_int_equal(account.waiting.octets, 30 * waiting);
	assert_int_equal(account.reached.position, position);
	assert_int_equal(account.sent_there.records, sent_there);
	assert_int_equal(account.dropped_there.records, dropped_there);
	assert_int_equal(account.reached.joined.records, sent_there + dropped_there);
}

static void begin(struct tl_queue *queue)
{
	memset(&boundary, 0, sizeof(boundary));
	number = 0;
	tl_queue_init(queue);
}

static void an_account_belongs_to_a_mark(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	sweep(&queue, 2);
	assert_account(&queue, 0, 5, 0, 0, 0, 0);
	take(&queue, 4);
	tl_queue_settle(&queue, 2, true);
	assert_account(&queue, 2, 3, 0, 0, 0, 0);
	tl_queue_settle(&queue, 2, true);
	assert_account(&queue, 4, 1, 0, 100, 3, 0);
	take(&queue, 1);
	tl_queue_settle(&queue, 1, false);
	assert_account(&queue, 4, 0, 1, 200, 4, 1);
	assert_takes(&queue, TL_TAKEN_FLUSH);
	assert_takes(&queue, TL_TAKEN_NOTHING);
	sweep(&queue, 0);
	assert_account(&queue, 4, 0, 1, 300, 4, 1);
	tl_queue_fini(&queue);
}

static void records_of_a_lost_connection_are_taken_again(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	sweep(&queue, 2);
	take(&queue, 5);
	tl_queue_settle(&queue, 1, true);
	tl_queue_rewind(&queue);
	take(&queue, 4);
	assert_takes(&queue, TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 4, true);
	assert_account(&queue, 5, 0, 0, 200, 5, 0);
	tl_queue_fini(&queue);
}

static void who_is_behind_is_moved_on(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	sweep(&queue, 2);
	sweep(&queue, 4);
	assert_int_equal(tl_queue_move_on(&queue, 150, tl_clock_ms() - 1000, false), 0); /* too young */
	assert_int_equal(tl_queue_move_on(&queue, 150, tl_clock_ms(), false), 5); /* whole sweeps */
	assert_account(&queue, 0, 4, 5, 200, 0, 5);
	take(&queue, 4);
	tl_queue_settle(&queue, 4, true);
	assert_account(&queue, 4, 0, 5, 300, 4, 5);
	tl_queue_fini(&queue);
}

static void at_the_end_who_works_is_waited_for(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	sweep(&queue, 2);
	take(&queue, 1);
	tl_queue_settle(&queue, 1, true);
	assert_int_equal(tl_queue_move_on(&queue, 100, tl_clock_ms() - 1000, true), 0);
	assert_int_equal(tl_queue_move_on(&queue, 100, tl_clock_ms() + 1, true), 2); /* stands still since */
	assert_account(&queue, 1, 2, 2, 100, 1, 2);
	tl_queue_fini(&queue);
}

static void who_sends_and_has_much_left_is_behind(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	assert_true(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000));
	assert_false(tl_queue_is_behind(&queue, 100, tl_clock_ms() + 1)); /* it takes nothing */
	take(&queue, 1);
	assert_true(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000));
	assert_false(tl_queue_is_behind(&queue, 3 * sizeof(struct tl_encoded), tl_clock_ms() - 1000));
	take(&queue, 2);
	assert_false(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000)); /* what is on its way is not in question */
	tl_queue_rewind(&queue);
	assert_true(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000));
	tl_queue_fini(&queue);
}

static void what_is_given_up_and_still_goes_out_counts_as_sent(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	sweep(&queue, 2);
	take(&queue, 2);
	assert_int_equal(tl_queue_move_on(&queue, 100, tl_clock_ms(), false), 3);
	assert_account(&queue, 0, 2, 3, 100, 0, 3);
	take(&queue, 2); /* of the second sweep: the third record of the first is gone */
	assert_takes(&queue, TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 2, true);
	assert_account(&queue, 2, 2, 1, 100, 2, 1);
	tl_queue_settle(&queue, 2, true);
	assert_account(&queue, 4, 0, 1, 200, 4, 1);
	tl_queue_fini(&queue);
}

static void what_is_given_up_does_not_come_again(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	sweep(&queue, 2);
	take(&queue, 2);
	tl_queue_move_on(&queue, 100, tl_clock_ms(), false);
	tl_queue_rewind(&queue);
	take(&queue, 2);
	assert_takes(&queue, TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 2, true);
	assert_account(&queue, 2, 0, 3, 200, 2, 3);
	tl_queue_fini(&queue);
}

static void a_replay_counts_once(void **state)
{
	struct tl_account account;
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 3);
	sweep(&queue, 2);
	take(&queue, 4);
	tl_queue_settle(&queue, 4, true); /* one of the second sweep: it will be sent twice, and counted once */
	tl_queue_read(&queue, &account);
	tl_queue_fini(&queue);

	begin(&queue);
	tl_queue_resume(&queue, &account);
	assert_account(&queue, 3, 0, 0, 100, 3, 0);
	sweep(&queue, 3);
	assert_account(&queue, 3, 0, 0, 100, 3, 0);
	sweep(&queue, 2);
	take(&queue, 2);
	tl_queue_settle(&queue, 2, true);
	assert_account(&queue, 5, 0, 0, 200, 5, 0);
	tl_queue_fini(&queue);
}

static bool carries_odd_ones(const struct tl_encoded *encoded)
{
	return encoded->end % 2;
}

static void what_the_format_does_not_carry_is_counted_in_its_turn(void **state)
{
	struct tl_queue queue;
	struct tl_account account;

	(void)state;
	begin(&queue);
	queue.carries = carries_odd_ones;
	sweep(&queue, 4);
	sweep(&queue, 1);
	take(&queue, 1);
	assert_account(&queue, 0, 4, 1, 0, 0, 0); /* the first one is none for it */
	take(&queue, 1);
	assert_takes(&queue, TL_TAKEN_FLUSH);
	assert_account(&queue, 0, 4, 1, 0, 0, 0); /* the others lie behind some that are on their way */
	tl_queue_settle(&queue, 1, true);
	assert_account(&queue, 1, 2, 2, 0, 0, 0);
	tl_queue_rewind(&queue);
	take(&queue, 1);
	assert_takes(&queue, TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 1, true);
	assert_account(&queue, 2, 0, 3, 200, 2, 3);
	tl_queue_read(&queue, &account);
	assert_int_equal(account.not_carried.records, 3);
	assert_int_equal(account.not_carried_there.records, 3);
	tl_queue_fini(&queue);
}

static unsigned int take_run(struct tl_queue *queue, unsigned int most)
{
	unsigned int records = 0;
	struct tl_run run;

	assert_int_equal(tl_queue_take(queue, 0, most, &run), TL_TAKEN_RECORDS);
	while (tl_run_next(&run))
		records++;
	return records;
}

static void a_run_is_of_one_batch(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 5);
	sweep(&queue, 3);
	assert_int_equal(take_run(&queue, 4), 4);
	assert_int_equal(take_run(&queue, 4), 1);
	assert_int_equal(take_run(&queue, 4), 3);
	tl_queue_settle(&queue, 3, true);
	assert_account(&queue, 3, 5, 0, 0, 0, 0);
	tl_queue_settle(&queue, 4, false); /* the rest of one batch, and a part of the next */
	assert_account(&queue, 3, 1, 4, 100, 3, 2);
	tl_queue_settle(&queue, 1, true);
	assert_account(&queue, 4, 0, 4, 200, 4, 4);
	tl_queue_fini(&queue);
}

/* Where a run ends with records that are none for the format, or has no others. */
static void what_is_not_carried_passes_within_a_run(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	queue.carries = carries_odd_ones;
	sweep(&queue, 5);
	sweep(&queue, 1);
	assert_int_equal(take_run(&queue, 10), 5);
	tl_queue_settle(&queue, 2, true);
	assert_account(&queue, 2, 1, 3, 100, 2, 3);
	assert_int_equal(take_run(&queue, 10), 1);
	tl_queue_settle(&queue, 1, true);
	assert_account(&queue, 3, 0, 3, 200, 3, 3);
	sweep(&queue, 1);
	assert_int_equal(take_run(&queue, 10), 1);
	tl_queue_settle(&queue, 0, false);
	assert_account(&queue, 3, 0, 4, 300, 3, 4);
	tl_queue_fini(&queue);
}

static void the_end_comes_when_all_is_taken(void **state)
{
	struct tl_queue queue;

	(void)state;
	begin(&queue);
	sweep(&queue, 1);
	tl_queue_end(&queue);
	take(&queue, 1);
	assert_takes(&queue, TL_TAKEN_FLUSH);
	assert_false(tl_queue_is_over(&queue));
	tl_queue_settle(&queue, 1, true);
	assert_true(tl_queue_is_over(&queue));
	assert_takes(&queue, TL_TAKEN_END);
	tl_queue_fini(&queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_account_belongs_to_a_mark),
		cmocka_unit_test(records_of_a_lost_connection_are_taken_again),
		cmocka_unit_test(who_is_behind_is_moved_on),
		cmocka_unit_test(at_the_end_who_works_is_waited_for),
		cmocka_unit_test(who_sends_and_has_much_left_is_behind),
		cmocka_unit_test(what_is_given_up_and_still_goes_out_counts_as_sent),
		cmocka_unit_test(what_is_given_up_does_not_come_again),
		cmocka_unit_test(a_replay_counts_once),
		cmocka_unit_test(what_the_format_does_not_carry_is_counted_in_its_turn),
		cmocka_unit_test(a_run_is_of_one_batch),
		cmocka_unit_test(what_is_not_carried_passes_within_a_run),
		cmocka_unit_test(the_end_comes_when_all_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
