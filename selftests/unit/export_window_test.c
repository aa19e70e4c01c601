// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What was written and could still be lost with its connection: it counts as sent late, in its order, or comes again. */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/clock.h"
#include "export/encoder.h"
#include "export/transport.h"
#include "queued_records.h"

#define RECORDS 20

static void assert_taken(struct tl_window *window, __u64 time, size_t wanted, bool wanted_refused)
{
	size_t records;
	bool is_refused;

	assert_true(tl_window_take(window, time, &records, &is_refused));
	assert_int_equal(records, wanted);
	assert_int_equal(is_refused, wanted_refused);
}

static void assert_nothing_is_taken(struct tl_window *window, __u64 time)
{
	size_t records;
	bool is_refused;

	assert_false(tl_window_take(window, time, &records, &is_refused));
}

static void what_is_not_acknowledged_or_fresh_stays_in_the_window(void **state)
{
	static struct tl_window window;

	(void)state;
	tl_window_add(&window, 1000, 10);
	tl_window_add(&window, 500, 5);
	tl_window_add(&window, 200, 2);
	tl_window_acknowledge(&window, 1000, 5000); /* 300 octets of the first are missing */
	assert_nothing_is_taken(&window, UINT64_MAX);
	tl_window_acknowledge(&window, 700, 5100);
	tl_window_acknowledge(&window, 0, 6000);
	assert_nothing_is_taken(&window, 5099); /* too fresh */
	assert_taken(&window, 5999, 10, false);
	tl_window_acknowledge(&window, 0, 7000); /* they were before */
	assert_taken(&window, 6000, 7, false);
	assert_int_equal(window.count, 0);
}

static void the_window_is_a_ring(void **state)
{
	static struct tl_window window;
	unsigned int parts = 0;

	(void)state;
	for (unsigned int round = 0; round < 3; round++) {
		for (parts = 0; !tl_window_is_full(&window); parts++)
			tl_window_add(&window, 1, 1);
		tl_window_acknowledge(&window, 6, round);
		assert_taken(&window, round, parts - 6, false);
		tl_window_acknowledge(&window, 0, round);
		assert_taken(&window, round, 6, false);
	}
	assert_in_range(parts, TL_WINDOW_PARTS - 2, TL_WINDOW_PARTS);
	tl_window_add(&window, 100, 1);
	tl_window_clear(&window);
	assert_nothing_is_taken(&window, UINT64_MAX);
}

static void what_was_refused_is_settled_in_its_turn(void **state)
{
	static struct tl_window window;

	(void)state;
	tl_window_add(&window, 100, 3);
	tl_window_refuse(&window);
	tl_window_add(&window, 100, 4);
	tl_window_acknowledge(&window, 150, 1);
	assert_nothing_is_taken(&window, UINT64_MAX);
	tl_window_acknowledge(&window, 0, 1);
	assert_taken(&window, 1, 3, false);
	assert_taken(&window, 1, 1, true);
	assert_taken(&window, 1, 4, false);
}

/* --- a peer whose acknowledgements come when they are told to, and a format of an octet a record */

static struct {
	struct tl_exporter exporter;
	size_t unfinished, refused; /* the exporter's thread's */
	atomic_long unacknowledged; /* or -errno */
	atomic_uint taken, connections; /* the former: octets of the last connection */
} peer;

/* One record in the middle cannot be expressed. */
static int octet_add(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	(void)encoded;
	if (exporter->added == peer.refused)
		return -EMSGSIZE;
	peer.unfinished++;
	return 0;
}

static void octet_flush(struct tl_exporter *exporter)
{
	static const __u8 octets[RECORDS];

	if (peer.unfinished)
		tl_exporter_deliver(exporter, octets, peer.unfinished);
	peer.unfinished = 0;
}

static void octet_restart(struct tl_exporter *exporter)
{
	(void)exporter;
	peer.unfinished = 0;
}

static const struct tl_format octet_format = {.add = octet_add, .flush = octet_flush, .restart = octet_restart};

static int peer_connect(struct tl_exporter *exporter)
{
	(void)exporter;
	atomic_store(&peer.taken, 0);
	atomic_fetch_add(&peer.connections, 1);
	return 0;
}

static ssize_t peer_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	(void)exporter;
	(void)bytes;
	atomic_fetch_add(&peer.taken, (unsigned int)length);
	return (ssize_t)length;
}

static void peer_disconnect(struct tl_exporter *exporter)
{
	(void)exporter;
	atomic_store(&peer.unacknowledged, LONG_MAX / 2);
}

static long peer_unacknowledged(struct tl_exporter *exporter)
{
	(void)exporter;
	return atomic_load(&peer.unacknowledged);
}

static const struct tl_transport peer_transport = {
	.scheme = "peer:",
	.format = &octet_format,
	.on_error = TL_ON_ERROR_RESEND,
	.retry_seconds = 1,
	.connect = peer_connect,
	.write = peer_write,
	.disconnect = peer_disconnect,
	.unacknowledged = peer_unacknowledged,
};

/* Nothing is acknowledged yet; `refused`: this record cannot be expressed, from 0 on. */
static void begin(size_t refused)
{
	static char uri[] = "peer:";
	struct tl_encoder *encoder = tl_encoder_create();

	assert_non_null(encoder);
	memset(&peer, 0, sizeof(peer));
	peer.refused = refused;
	peer.unacknowledged = LONG_MAX / 2;
	peer.exporter.transport = &peer_transport;
	peer.exporter.uri = uri;
	peer.exporter.on_error = TL_ON_ERROR_RESEND;
	tl_queue_init(&peer.exporter.queue);
	queue_records(&peer.exporter.queue, encoder, RECORDS);
	tl_encoder_free(encoder);
	assert_int_equal(tl_exporter_start(&peer.exporter), 0);
}

static void wait_for_taken(unsigned int connections, unsigned int octets)
{
	for (int i = 0; i < WAIT_MS / 10 && (peer.connections < connections || peer.taken < octets); i++)
		moment();
	assert_int_equal(peer.connections, connections);
	assert_int_equal(peer.taken, octets);
}

static struct tl_account account(void)
{
	struct tl_account now;

	tl_queue_read(&peer.exporter.queue, &now);
	return now;
}

/* What became of the records. */
static struct tl_account end(void)
{
	struct tl_account last;

	tl_queue_end(&peer.exporter.queue);
	assert_true(tl_queue_wait_for_end(&peer.exporter.queue, tl_clock_ms() + WAIT_MS));
	pthread_join(peer.exporter.thread, NULL);
	peer.exporter.is_running = false;
	last = account();
	tl_buffer_free(&peer.exporter.out);
	tl_queue_fini(&peer.exporter.queue);
	return last;
}

/* Of a test that failed. */
static int end_thread(void **state)
{
	(void)state;
	if (peer.exporter.is_running) {
		peer.unacknowledged = 0;
		end();
	}
	return 0;
}

/* A peer that has not kept up acknowledges what was written long before, and has not read it yet. */
static void the_second_begins_with_the_acknowledgement(void **state)
{
	__u64 acknowledged_at, written_at;

	(void)state;
	begin(RECORDS);
	wait_for_taken(1, RECORDS);
	for (written_at = tl_clock_ms(); tl_clock_ms() < written_at + 1200;)
		moment();
	assert_int_equal(account().sent.records, 0);
	acknowledged_at = tl_clock_ms();
	peer.unacknowledged = 0;
	for (int i = 0; i < WAIT_MS && !account().sent.records; i++)
		moment();
	assert_true(tl_clock_ms() >= acknowledged_at + 1000);
	assert_int_equal(account().sent.records, RECORDS);
	end();
}

static void what_was_written_before_a_refused_record_comes_again(void **state)
{
	struct tl_account last;

	(void)state;
	begin(12);
	wait_for_taken(1, RECORDS - 1);
	peer.unacknowledged = -ECONNRESET;
	wait_for_taken(2, RECORDS - 1);
	assert_int_equal(account().sent.records + account().dropped.records, 0);
	peer.unacknowledged = 0;
	last = end();
	assert_int_equal(last.sent.records, RECORDS - 1);
	assert_int_equal(last.dropped.records, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_acknowledged_or_fresh_stays_in_the_window),
		cmocka_unit_test(the_window_is_a_ring),
		cmocka_unit_test(what_was_refused_is_settled_in_its_turn),
		cmocka_unit_test_teardown(the_second_begins_with_the_acknowledgement, end_thread),
		cmocka_unit_test_teardown(what_was_written_before_a_refused_record_comes_again, end_thread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
