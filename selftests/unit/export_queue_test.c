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
static struct tl_queue queue;

/* A sweep with as many records, of 2 packets and 30 octets each; its mark lies 100 octets further on. */
static void sweep(unsigned int records)
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
		tl_queue_add(&queue, batch, 0);
	tl_batch_release(batch);
	boundary.position += 100;
	tl_queue_reach(&queue, &boundary);
}

/* The next record that the format carries; those before it pass by. */
static enum tl_taken take_one(const struct tl_encoded **encoded)
{
	enum tl_taken taken;
	struct tl_run run;

	while ((taken = tl_queue_take(&queue, 0, 1, &run)) == TL_TAKEN_RECORDS) {
		*encoded = tl_run_next(&run);
		assert_null(tl_run_next(&run));
		if (tl_queue_carries(&queue, *encoded))
			break;
		tl_queue_settle(&queue, 0, false);
	}
	return taken;
}

static void take(unsigned int records)
{
	const struct tl_encoded *encoded;

	while (records--) {
		assert_int_equal(take_one(&encoded), TL_TAKEN_RECORDS);
		assert_int_equal(encoded->length, 11);
	}
}

static void assert_takes(enum tl_taken taken)
{
	const struct tl_encoded *encoded;

	assert_int_equal(take_one(&encoded), taken);
}

/* Records sent, waiting, dropped; then up to where all is settled, and what was sent and dropped before that place. */
static void assert_account(__u64 sent, __u64 waiting, __u64 dropped, __u64 position, __u64 sent_there,
			   __u64 dropped_there)
{
	struct tl_account account;

	tl_queue_read(&queue, &account);
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

static void begin(void)
{
	memset(&boundary, 0, sizeof(boundary));
	number = 0;
	tl_queue_init(&queue);
}

static int set_up(void **state)
{
	(void)state;
	begin();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	tl_queue_fini(&queue);
	return 0;
}

static void an_account_belongs_to_a_mark(void **state)
{
	(void)state;
	sweep(3);
	sweep(2);
	assert_account(0, 5, 0, 0, 0, 0);
	take(4);
	tl_queue_settle(&queue, 2, true);
	assert_account(2, 3, 0, 0, 0, 0);
	tl_queue_settle(&queue, 2, true);
	assert_account(4, 1, 0, 100, 3, 0);
	take(1);
	tl_queue_settle(&queue, 1, false);
	assert_account(4, 0, 1, 200, 4, 1);
	assert_takes(TL_TAKEN_FLUSH);
	assert_takes(TL_TAKEN_NOTHING);
	sweep(0);
	assert_account(4, 0, 1, 300, 4, 1);
}

static void records_of_a_lost_connection_are_taken_again(void **state)
{
	(void)state;
	sweep(3);
	sweep(2);
	take(5);
	tl_queue_settle(&queue, 1, true);
	tl_queue_rewind(&queue);
	take(4);
	assert_takes(TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 4, true);
	assert_account(5, 0, 0, 200, 5, 0);
}

static void who_is_behind_is_moved_on(void **state)
{
	(void)state;
	sweep(3);
	sweep(2);
	sweep(4);
	assert_int_equal(tl_queue_move_on(&queue, 150, tl_clock_ms() - 1000, false), 0); /* too young */
	assert_int_equal(tl_queue_move_on(&queue, 150, tl_clock_ms(), false), 5); /* whole sweeps */
	assert_account(0, 4, 5, 200, 0, 5);
	take(4);
	tl_queue_settle(&queue, 4, true);
	assert_account(4, 0, 5, 300, 4, 5);
}

static void at_the_end_who_works_is_waited_for(void **state)
{
	(void)state;
	sweep(3);
	sweep(2);
	take(1);
	tl_queue_settle(&queue, 1, true);
	assert_int_equal(tl_queue_move_on(&queue, 100, tl_clock_ms() - 1000, true), 0);
	assert_int_equal(tl_queue_move_on(&queue, 100, tl_clock_ms() + 1, true), 2); /* stands still since */
	assert_account(1, 2, 2, 100, 1, 2);
}

static void who_sends_and_has_much_left_is_behind(void **state)
{
	(void)state;
	sweep(3);
	assert_true(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000));
	assert_false(tl_queue_is_behind(&queue, 100, tl_clock_ms() + 1)); /* it takes nothing */
	take(1);
	assert_true(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000));
	assert_false(tl_queue_is_behind(&queue, 3 * sizeof(struct tl_encoded), tl_clock_ms() - 1000));
	take(2);
	assert_false(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000)); /* what is on its way is not in question */
	tl_queue_rewind(&queue);
	assert_true(tl_queue_is_behind(&queue, 100, tl_clock_ms() - 1000));
}

static void what_is_given_up_and_still_goes_out_counts_as_sent(void **state)
{
	(void)state;
	sweep(3);
	sweep(2);
	take(2);
	assert_int_equal(tl_queue_move_on(&queue, 100, tl_clock_ms(), false), 3);
	assert_account(0, 2, 3, 100, 0, 3);
	take(2); /* of the second sweep: the third record of the first is gone */
	assert_takes(TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 2, true);
	assert_account(2, 2, 1, 100, 2, 1);
	tl_queue_settle(&queue, 2, true);
	assert_account(4, 0, 1, 200, 4, 1);
}

static void what_is_given_up_does_not_come_again(void **state)
{
	(void)state;
	sweep(3);
	sweep(2);
	take(2);
	tl_queue_move_on(&queue, 100, tl_clock_ms(), false);
	tl_queue_rewind(&queue);
	take(2);
	assert_takes(TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 2, true);
	assert_account(2, 0, 3, 200, 2, 3);
}

static void a_replay_counts_once(void **state)
{
	struct tl_account account;

	(void)state;
	sweep(3);
	sweep(2);
	take(4);
	tl_queue_settle(&queue, 4, true); /* one of the second sweep: it will be sent twice, and counted once */
	tl_queue_read(&queue, &account);
	tl_queue_fini(&queue);
	begin(); /* another process */
	tl_queue_resume(&queue, &account);
	assert_account(3, 0, 0, 100, 3, 0);
	sweep(3);
	assert_account(3, 0, 0, 100, 3, 0);
	sweep(2);
	take(2);
	tl_queue_settle(&queue, 2, true);
	assert_account(5, 0, 0, 200, 5, 0);
}

static bool carries_odd_ones(const struct tl_encoded *encoded)
{
	return encoded->end % 2;
}

static void what_the_format_does_not_carry_is_counted_in_its_turn(void **state)
{
	struct tl_account account;

	(void)state;
	queue.carries = carries_odd_ones;
	sweep(4);
	sweep(1);
	take(1);
	assert_account(0, 4, 1, 0, 0, 0); /* the first one is none for it */
	take(1);
	assert_takes(TL_TAKEN_FLUSH);
	assert_account(0, 4, 1, 0, 0, 0); /* the others lie behind some that are on their way */
	tl_queue_settle(&queue, 1, true);
	assert_account(1, 2, 2, 0, 0, 0);
	tl_queue_rewind(&queue);
	take(1);
	assert_takes(TL_TAKEN_FLUSH);
	tl_queue_settle(&queue, 1, true);
	assert_account(2, 0, 3, 200, 2, 3);
	tl_queue_read(&queue, &account);
	assert_int_equal(account.not_carried.records, 3);
	assert_int_equal(account.not_carried_there.records, 3);
}

static unsigned int take_run(unsigned int most)
{
	unsigned int records = 0;
	struct tl_run run;

	assert_int_equal(tl_queue_take(&queue, 0, most, &run), TL_TAKEN_RECORDS);
	while (tl_run_next(&run))
		records++;
	return records;
}

static void a_run_is_of_one_batch(void **state)
{
	(void)state;
	sweep(5);
	sweep(3);
	assert_int_equal(take_run(4), 4);
	assert_int_equal(take_run(4), 1);
	assert_int_equal(take_run(4), 3);
	tl_queue_settle(&queue, 3, true);
	assert_account(3, 5, 0, 0, 0, 0);
	tl_queue_settle(&queue, 4, false); /* the rest of one batch, and a part of the next */
	assert_account(3, 1, 4, 100, 3, 2);
	tl_queue_settle(&queue, 1, true);
	assert_account(4, 0, 4, 200, 4, 4);
}

/* Where a run ends with records that are none for the format, or has no others. */
static void what_is_not_carried_passes_within_a_run(void **state)
{
	(void)state;
	queue.carries = carries_odd_ones;
	sweep(5);
	sweep(1);
	assert_int_equal(take_run(10), 5);
	tl_queue_settle(&queue, 2, true);
	assert_account(2, 1, 3, 100, 2, 3);
	assert_int_equal(take_run(10), 1);
	tl_queue_settle(&queue, 1, true);
	assert_account(3, 0, 3, 200, 3, 3);
	sweep(1);
	assert_int_equal(take_run(10), 1);
	tl_queue_settle(&queue, 0, false);
	assert_account(3, 0, 4, 300, 3, 4);
}

static void the_end_comes_when_all_is_taken(void **state)
{
	(void)state;
	sweep(1);
	tl_queue_end(&queue);
	take(1);
	assert_takes(TL_TAKEN_FLUSH);
	assert_false(tl_queue_is_over(&queue));
	tl_queue_settle(&queue, 1, true);
	assert_true(tl_queue_is_over(&queue));
	assert_takes(TL_TAKEN_END);
}

/* With a queue of its own. */
#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_account_belongs_to_a_mark),
		TEST(records_of_a_lost_connection_are_taken_again),
		TEST(who_is_behind_is_moved_on),
		TEST(at_the_end_who_works_is_waited_for),
		TEST(who_sends_and_has_much_left_is_behind),
		TEST(what_is_given_up_and_still_goes_out_counts_as_sent),
		TEST(what_is_given_up_does_not_come_again),
		TEST(a_replay_counts_once),
		TEST(what_the_format_does_not_carry_is_counted_in_its_turn),
		TEST(a_run_is_of_one_batch),
		TEST(what_is_not_carried_passes_within_a_run),
		TEST(the_end_comes_when_all_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
