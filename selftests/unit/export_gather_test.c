// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Messages that go out together: each is lost or sent by itself, and the account says which. */
#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "export/clock.h"
#include "export/encoder.h"
#include "export/reader.h"
#include "export/transport.h"
#include "lib/octets.h"
#include "queued_records.h"

#define RECORDS 200
#define LIMIT	1200

static const struct tl_export_options options = {.capture = true};

/* --- a device that loses some messages */

static struct device {
	unsigned int messages, records_lost, writes;
	size_t most; /* octets that were there at once */
	bool loses;
	struct tl_reader *reader;
	unsigned int records;
} device;

static void take_record(void *context, const struct tl_reader_record *record)
{
	struct device *to = context;

	to->records += !record->template->scope_count;
}

static void take_problem(void *context, size_t offset, const char *what)
{
	(void)context;
	fail_msg("at %zu: %s", offset, what);
}

/* Each third message with records, once templates are known, is lost; what would have been in it is counted. */
static ssize_t device_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	size_t message = tl_ipfix_message_length(bytes, length);
	unsigned int before = device.records;

	(void)exporter;
	device.writes++;
	if (before) /* those before are of options, all at once */
		device.most = length > device.most ? length : device.most;
	assert_int_equal(tl_reader_message(device.reader, bytes, message), 0);
	if (!device.loses || device.records == before || ++device.messages % 3)
		return (ssize_t)message;
	device.records_lost += device.records - before;
	return -EIO;
}

static const struct tl_transport device_transport = {
	.scheme = "device:",
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_DROP,
	.write = device_write,
};

static void open_device(struct tl_ipfix_exporter *ipfix, size_t gathers, bool loses)
{
	static char uri[] = "device:";

	memset(&device, 0, sizeof(device));
	device.loses = loses;
	device.reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, &device});
	assert_non_null(device.reader);
	ipfix->exporter.transport = &device_transport;
	ipfix->exporter.uri = uri;
	ipfix->exporter.options = options;
	ipfix->exporter.on_error = TL_ON_ERROR_DROP;
	ipfix->exporter.gathers = gathers;
	tl_queue_init(&ipfix->exporter.queue);
	assert_int_equal(tl_ipfix_open(ipfix, LIMIT, TL_FIRST_TEMPLATE), 0);
}

/* What became of the records that were queued. */
static struct tl_account send_all(size_t gathers, bool loses)
{
	struct tl_ipfix_exporter *ipfix = calloc(1, sizeof(*ipfix));
	struct tl_encoder *encoder = tl_encoder_create();
	struct tl_account account;

	assert_non_null(ipfix);
	assert_non_null(encoder);
	open_device(ipfix, gathers, loses);
	queue_records(&ipfix->exporter.queue, encoder, RECORDS);
	assert_int_equal(tl_exporter_start(&ipfix->exporter), 0);
	tl_queue_end(&ipfix->exporter.queue);
	assert_true(tl_queue_wait_for_end(&ipfix->exporter.queue, tl_clock_ms() + WAIT_MS));
	pthread_join(ipfix->exporter.thread, NULL);
	tl_queue_read(&ipfix->exporter.queue, &account);
	tl_ipfix_close(ipfix);
	tl_buffer_free(&ipfix->exporter.out);
	tl_queue_fini(&ipfix->exporter.queue);
	tl_encoder_free(encoder);
	tl_reader_destroy(device.reader);
	free(ipfix);
	return account;
}

static void each_message_is_lost_by_itself(void **state)
{
	(void)state;
	for (size_t gathers = 0; gathers < 16 * LIMIT; gathers += 5 * LIMIT) {
		struct tl_account account = send_all(gathers, true);

		assert_true(device.messages > 10);
		assert_int_equal(account.waiting.records, 0);
		assert_int_equal(account.dropped.records, device.records_lost);
		assert_int_equal(account.sent.records + account.dropped.records, device.records);
	}
}

static void writes_wait_for_as_much_as_may_go_together(void **state)
{
	struct tl_account account = send_all(7 * LIMIT, false);

	(void)state;
	assert_int_equal(account.sent.records, device.records);
	assert_in_range(device.most, 7 * LIMIT, 9 * LIMIT);
	send_all(0, false);
	assert_in_range(device.most, LIMIT / 2, 2 * LIMIT);
}

/* --- UDP */

static int open_collector(unsigned int *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int collector = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), room = 8 << 20;
	socklen_t size = sizeof(address);

	assert_true(collector >= 0);
	setsockopt(collector, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	assert_int_equal(bind(collector, (struct sockaddr *)&address, size), 0);
	assert_int_equal(getsockname(collector, (struct sockaddr *)&address, &size), 0);
	*port = ntohs(address.sin_port);
	return collector;
}

static void datagrams_sent_together_are_messages_each(void **state)
{
	struct tl_exporters *exporters;
	__u8 message[2048];
	unsigned int port;
	int collector = open_collector(&port);
	ssize_t length;

	(void)state;
	memset(&device, 0, sizeof(device));
	device.reader = tl_reader_create(&(struct tl_reader_visitor){take_record, take_problem, &device});
	exporters = open_uri(&options, "ipfix+udp://127.0.0.1:%u", port);
	send_records(exporters, RECORDS);
	assert_int_equal(close_all(exporters, 10), 0);
	while ((length = recv(collector, message, sizeof(message), MSG_DONTWAIT)) > 0) {
		assert_int_equal(length, tl_octets_get(message + 2, 2));
		assert_int_equal(tl_reader_message(device.reader, message, (size_t)length), 0);
	}
	assert_int_equal(device.records, RECORDS);
	tl_reader_destroy(device.reader);
	close(collector);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_message_is_lost_by_itself),
		cmocka_unit_test(writes_wait_for_as_much_as_may_go_together),
		cmocka_unit_test(datagrams_sent_together_are_messages_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
