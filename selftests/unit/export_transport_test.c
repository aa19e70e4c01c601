// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Collectors over TCP and UDP that are slow, away, or restarted; on loopback. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include "export/exporter.h"
#include "export/reader.h"
#include "interop/samples.h"
#include "unit/export_support.h"
#include "lib/log.h"

static const struct tl_export_options live = {.observation_domain = 1, .active_timeout = 60, .idle_timeout = 15};

struct collector {
	int listener, peer;
	__u16 port;
	__u8 bytes[1 << 20];
	size_t used;
	unsigned int flows, problems;
	struct tl_reader *reader;
};

static void take_record(void *context, const struct tl_reader_record *record)
{
	((struct collector *)context)->flows += !record->template->scope_count;
}

static void take_problem(void *context, size_t offset, const char *what)
{
	print_message("at %zu: %s\n", offset, what);
	((struct collector *)context)->problems++;
}

/* Listens on a free port, or on one that it had before. */
static void collector_listen(struct collector *collector, int type, __u16 port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	socklen_t size = sizeof(address);
	const int on = 1;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	collector->listener = socket(AF_INET, type, 0);
	setsockopt(collector->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	assert_int_equal(bind(collector->listener, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(getsockname(collector->listener, (struct sockaddr *)&address, &size), 0);
	collector->port = ntohs(address.sin_port);
	if (type == SOCK_STREAM)
		assert_int_equal(listen(collector->listener, 1), 0);
}

static bool readable(int file, int milliseconds)
{
	struct pollfd ready = {.fd = file, .events = POLLIN};

	return poll(&ready, 1, milliseconds) > 0;
}

static void collector_accept(struct collector *collector)
{
	assert_true(readable(collector->listener, WAIT_MS));
	collector->peer = accept(collector->listener, NULL, NULL);
	assert_true(collector->peer >= 0);
	collector->used = 0;
	tl_reader_destroy(collector->reader);
	collector->reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, collector});
}

static void collector_parse(struct collector *collector)
{
	size_t length;

	while (collector->used >= 16 && (length = tl_reader_message_length(collector->bytes)) &&
	       length <= collector->used) {
		tl_reader_message(collector->reader, collector->bytes, length);
		collector->used -= length;
		memmove(collector->bytes, collector->bytes + length, collector->used);
	}
}

/* Reads until that many flows are there, or nothing comes any more, or the connection has ended. */
static void collector_read(struct collector *collector, unsigned int flows)
{
	int idle = 0;

	while (collector->flows < flows && idle < WAIT_MS / 10) {
		bool is_ready = readable(collector->peer, 10);
		ssize_t got = 0;

		if (is_ready)
			got = read(collector->peer, collector->bytes + collector->used,
				   sizeof(collector->bytes) - collector->used);
		if (is_ready && got <= 0)
			return;
		idle = got > 0 ? 0 : idle + 1;
		collector->used += got > 0 ? (size_t)got : 0;
		collector_parse(collector);
	}
}

static struct collector *collector_create(void)
{
	struct collector *collector = calloc(1, sizeof(*collector));

	assert_non_null(collector);
	collector->listener = collector->peer = -1;
	return collector;
}

static void collector_destroy(struct collector *collector)
{
	if (collector->peer >= 0)
		close(collector->peer);
	if (collector->listener >= 0)
		close(collector->listener);
	tl_reader_destroy(collector->reader);
	free(collector);
}

static void tcp_delivers_all_records(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	exporters = open_uri(&live, "ipfix+tcp://127.0.0.1:%u", collector->port);
	collector_accept(collector);
	send_records(exporters, 1000);
	collector_read(collector, 1000);
	assert_int_equal(collector->flows, 1000);
	assert_int_equal(collector->problems, 0);
	wait_for_account(exporters, 1000, 0);
	assert_int_equal(account_of(exporters).waiting.records, 0);
	assert_int_equal(close_all(exporters, 1), 0);
	collector_destroy(collector);
}

static void tcp_waits_for_a_collector_that_comes_later(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	close(collector->listener); /* the port is free again */
	exporters = open_uri(&live, "ipfix+tcp://localhost:%u?retry=1", collector->port);
	send_records(exporters, 100);
	assert_int_equal(account_of(exporters).waiting.records, 100);
	collector_listen(collector, SOCK_STREAM, collector->port);
	collector_accept(collector);
	collector_read(collector, 100);
	assert_int_equal(collector->flows, 100);
	assert_int_equal(collector->problems, 0);
	assert_int_equal(close_all(exporters, 1), 0);
	collector_destroy(collector);
}

static void tcp_begins_anew_after_a_collector_was_restarted(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	exporters = open_uri(&live, "ipfix+tcp://127.0.0.1:%u?retry=1", collector->port);
	collector_accept(collector);
	send_records(exporters, 20);
	collector_read(collector, 20);
	wait_for_account(exporters, 20, 0); /* else they would come again */
	close(collector->peer);
	collector->flows = 0;
	send_records(exporters, 30);
	collector_accept(collector);
	collector_read(collector, 30);
	assert_int_equal(collector->flows, 30); /* templates came again: no problem told */
	assert_int_equal(collector->problems, 0);
	wait_for_account(exporters, 50, 0);
	assert_int_equal(close_all(exporters, 1), 0);
	collector_destroy(collector);
}

static __u64 now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec * 1000 + (__u64)now.tv_nsec / 1000000;
}

/* Its kernel takes a connection, and records, for one that has told that it ends. */
static void tcp_sends_again_what_nobody_read_at_a_collector_s_end(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;
	__u64 accepted;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	exporters = open_uri(&live, "ipfix+tcp://127.0.0.1:%u?retry=1", collector->port);
	collector_accept(collector);
	send_records(exporters, 20);
	collector_read(collector, 20);
	wait_for_account(exporters, 20, 0);
	close(collector->peer);
	assert_true(readable(collector->listener, WAIT_MS));
	send_records(exporters, 30);
	assert_false(readable(-1, 2000)); /* it takes its time */
	close(collector->listener);
	assert_int_equal(account_of(exporters).sent.records, 20);
	collector_listen(collector, SOCK_STREAM, collector->port);
	collector->flows = 0;
	collector_accept(collector);
	accepted = now_ms();
	collector_read(collector, 30);
	assert_int_equal(collector->flows, 30);
	wait_for_account(exporters, 50, 0);
	assert_true(now_ms() - accepted < 4500); /* the old one has ended: this one is believed as any other */
	assert_int_equal(close_all(exporters, 1), 0);
	collector_destroy(collector);
}

/* RFC 7011 10.4.4 */
static void attempts_are_a_minute_apart(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	exporters = open_uri(&live, "ipfix+tcp://127.0.0.1:%u", collector->port);
	collector_accept(collector);
	close(collector->peer);
	collector->peer = -1;
	assert_false(readable(collector->listener, 3000)); /* of 60 s */
	send_records(exporters, 3);
	assert_int_equal(close_all(exporters, 0), -ETIMEDOUT); /* nor is another one made at the end */
	assert_false(readable(collector->listener, 0));
	collector_destroy(collector);
}

/* From one attempt to the next, not from the loss of a connection on. */
static void attempts_are_as_far_apart_as_wanted(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;
	__u64 first, lost;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	first = now_ms();
	exporters = open_uri(&live, "ipfix+tcp://127.0.0.1:%u?retry=3", collector->port);
	collector_accept(collector);
	close(collector->peer);
	collector_accept(collector);
	assert_true(now_ms() - first >= 3000);
	while (now_ms() - first < 6500)
		moment();
	lost = now_ms();
	close(collector->peer);
	collector_accept(collector);
	assert_true(now_ms() - lost < 3000);
	assert_int_equal(close_all(exporters, 1), 0);
	collector_destroy(collector);
}

/* 100 sweeps of 1000 records, nobody reads. */
static void sweep_records(struct tl_exporters *exporters)
{
	struct tl_boundary boundary = {.position = 0};
	struct tl_record record;

	for (unsigned int i = 0; i < 100000; i++) {
		sample_record(&record, i);
		assert_int_equal(tl_exporters_record(exporters, &record, boundary.position + 50), 0);
		boundary.joined.records++;
		if (i % 1000 != 999)
			continue;
		boundary.position += 100;
		tl_exporters_reach(exporters, &boundary);
	}
}

/* What the exporter has in hand may be more than the connection holds: it is read while the exporter ends. */
static void *read_to_the_end(void *collector)
{
	collector_read(collector, ~0u);
	return NULL;
}

static void tcp_is_moved_on_when_nobody_reads(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;
	struct tl_account account;
	pthread_t reader;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	exporters = open_uri(&live, "ipfix+tcp://127.0.0.1:%u", collector->port);
	collector_accept(collector);
	sweep_records(exporters);
	for (int i = 0; i < WAIT_MS && !account_of(exporters).sent.records; i++)
		moment(); /* the kernel has taken some */
	for (int i = 0; i < WAIT_MS && account_of(exporters).reached.position < 8000; i++) {
		tl_exporters_move_on(exporters, 8000, false); /* what has waited for a second */
		moment();
	}
	account = account_of(exporters);
	assert_true(account.sent.records > 0 && account.waiting.records > 0 && account.dropped.records > 0);
	assert_int_equal(total(exporters), 100000);
	assert_int_equal(account.reached.position, 8000);
	assert_int_equal(account.reached.joined.records, 80000);
	assert_int_equal(account.sent_there.records + account.dropped_there.records, 80000);
	assert_int_equal(pthread_create(&reader, NULL, read_to_the_end, collector), 0);
	assert_int_equal(close_all(exporters, 60), 0);
	assert_int_equal(pthread_join(reader, NULL), 0);
	/* what the thread had in hand when it was moved on has arrived all the same, and counts as sent */
	assert_in_range(collector->flows, account.sent.records + account.waiting.records, 100000 - 1);
	assert_int_equal(collector->problems, 0);
	collector_destroy(collector);
}

static void tcp_gives_up_at_the_end(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;

	(void)state;
	collector_listen(collector, SOCK_STREAM, 0);
	close(collector->listener);
	collector->listener = -1;
	exporters = open_uri(&live, "ipfix+tcp://127.0.0.1:%u", collector->port);
	send_records(exporters, 3);
	assert_int_equal(close_all(exporters, 0), -ETIMEDOUT);
	collector_destroy(collector);
}

static void udp_survives_an_absent_collector(void **state)
{
	struct collector *collector = collector_create();
	struct tl_exporters *exporters;
	ssize_t got;

	(void)state;
	collector_listen(collector, SOCK_DGRAM, 0);
	close(collector->listener);
	exporters = open_uri(&live, "ipfix+udp://127.0.0.1:%u", collector->port);
	for (int i = 0; i < 5; i++) {
		send_records(exporters, 10);
		for (int waited = 0; waited < WAIT_MS && account_of(exporters).waiting.records; waited++)
			moment();
	}
	assert_int_equal(total(exporters), 50);
	collector_listen(collector, SOCK_DGRAM, collector->port);
	collector->reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, collector});
	send_records(exporters, 20); /* it had been refused: templates again */
	while (readable(collector->listener, 500)) {
		got = read(collector->listener, collector->bytes, sizeof(collector->bytes));
		assert_in_range(got, 16, 1400 - 28);
		tl_reader_message(collector->reader, collector->bytes, (size_t)got);
	}
	assert_int_equal(collector->problems, 0);
	assert_in_range(collector->flows, 20, 30);
	assert_int_equal(total(exporters), 70);
	assert_int_equal(close_all(exporters, 0), 0);
	collector_destroy(collector);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp_delivers_all_records),
		cmocka_unit_test(tcp_waits_for_a_collector_that_comes_later),
		cmocka_unit_test(tcp_begins_anew_after_a_collector_was_restarted),
		cmocka_unit_test(tcp_sends_again_what_nobody_read_at_a_collector_s_end),
		cmocka_unit_test(attempts_are_a_minute_apart),
		cmocka_unit_test(attempts_are_as_far_apart_as_wanted),
		cmocka_unit_test(tcp_is_moved_on_when_nobody_reads),
		cmocka_unit_test(tcp_gives_up_at_the_end),
		cmocka_unit_test(udp_survives_an_absent_collector),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
