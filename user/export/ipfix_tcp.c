// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX over TCP (RFC 7011 10.4). Encoded records wait in a queue; messages are made of them when the peer takes octets, so that
 * after a reconnect they go out again under the templates and sequence numbers of the new session.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/log.h"
#include "address.h"
#include "buffer.h"
#include "clock.h"
#include "queue.h"
#include "session.h"
#include "transport.h"

#define MESSAGE_LIMIT	    16384
#define FIRST_RETRY_MS	    1000
#define LAST_RETRY_MS	    60000
#define CAPTURE_PATIENCE_MS 10000 /* how long a capture waits for a peer that takes nothing */

enum state {
	STATE_AWAY, /* until retry_at */
	STATE_CONNECTING,
	STATE_CONNECTED,
};

struct tcp {
	struct tl_exporter exporter;
	struct addrinfo *list, *next_address;
	int socket;
	enum state state;
	__u64 retry_at;
	unsigned int retry_ms;
	bool away_told;

	struct tl_queue queue;
	size_t added; /* entries of the queue that are in `out` or in the session's message */
	struct tl_buffer out; /* whole messages */
	size_t written;
	size_t in_flight; /* entries of the queue that are in `out` */
	struct tl_session session;
};

static int deliver(void *context, const struct tl_delivery *delivery)
{
	struct tcp *tcp = context;

	tl_buffer_put(&tcp->out, delivery->bytes, delivery->length);
	tcp->in_flight = tcp->added;
	return tcp->out.failed ? -ENOMEM : 0;
}

static void disconnect(struct tcp *tcp, int error)
{
	if (tcp->socket >= 0)
		close(tcp->socket);
	tcp->socket = -1;
	tcp->state = STATE_AWAY;
	tl_buffer_clear(&tcp->out);
	tcp->written = tcp->in_flight = tcp->added = 0;
	tl_queue_rewind(&tcp->queue);
	tl_session_restart(&tcp->session);
	tcp->next_address = tcp->next_address ? tcp->next_address->ai_next : NULL;
	tcp->retry_at = tl_clock_ms() + (tcp->next_address ? 0 : tcp->retry_ms);
	if (tcp->next_address)
		return;
	if (!tcp->away_told)
		tl_warning("%s: no connection: %s; records wait in a queue, trying again in %u s", tcp->exporter.uri,
			   strerror(-error), tcp->retry_ms / 1000);
	tcp->away_told = true;
	tcp->retry_ms = tcp->retry_ms * 2 > LAST_RETRY_MS ? LAST_RETRY_MS : tcp->retry_ms * 2;
}

static void start_connecting(struct tcp *tcp)
{
	const struct addrinfo *address;

	if (!tcp->next_address)
		tcp->next_address = tcp->list;
	address = tcp->next_address;
	tcp->socket = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (tcp->socket < 0) {
		disconnect(tcp, -errno);
		return;
	}
	tcp->state = STATE_CONNECTING;
	if (connect(tcp->socket, address->ai_addr, address->ai_addrlen) && errno != EINPROGRESS)
		disconnect(tcp, -errno);
}

static void check_connecting(struct tcp *tcp)
{
	struct pollfd ready = {.fd = tcp->socket, .events = POLLOUT};
	socklen_t size = sizeof(int);
	int error = 0;

	if (poll(&ready, 1, 0) <= 0)
		return;
	getsockopt(tcp->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error) {
		disconnect(tcp, -error);
		return;
	}
	tcp->state = STATE_CONNECTED;
	tcp->retry_ms = FIRST_RETRY_MS;
	if (tcp->away_told)
		tl_info("%s: connected", tcp->exporter.uri);
	tcp->away_told = false;
}

static void work_on_connection(struct tcp *tcp)
{
	if (tcp->state == STATE_AWAY && tl_clock_ms() >= tcp->retry_at)
		start_connecting(tcp);
	if (tcp->state == STATE_CONNECTING)
		check_connecting(tcp);
}

/* Collectors send nothing: what can be read is the end of the connection, better seen before records are written into it. */
static int peer_error(struct tcp *tcp)
{
	__u8 ignored[256];
	ssize_t got;

	do {
		got = recv(tcp->socket, ignored, sizeof(ignored), MSG_DONTWAIT);
	} while (got > 0);
	if (!got)
		return -ECONNRESET;
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

/* 0: `out` is written and its records have left the queue; -EAGAIN; another -errno: disconnected. */
static int write_out(struct tcp *tcp)
{
	struct tl_amount amount;
	int error = tcp->out.used ? peer_error(tcp) : 0;

	while (!error && tcp->written < tcp->out.used) {
		ssize_t sent = send(tcp->socket, tcp->out.bytes + tcp->written, tcp->out.used - tcp->written,
				    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (sent >= 0)
			tcp->written += sent;
		else if (errno == EAGAIN)
			return -EAGAIN;
		else if (errno != EINTR)
			error = -errno;
	}
	if (error) {
		disconnect(tcp, error);
		return error;
	}
	tl_buffer_clear(&tcp->out);
	tcp->written = 0;
	tl_queue_pop(&tcp->queue, tcp->in_flight, &amount);
	tcp->added -= tcp->in_flight;
	tcp->in_flight = 0;
	tl_exporter_sent(&tcp->exporter, &amount);
	return 0;
}

/* Puts records into messages until one is full. */
static void fill_message(struct tcp *tcp)
{
	struct tl_queue_entry *entry;

	while (!tcp->out.used && (entry = tl_queue_take(&tcp->queue))) {
		if (tl_session_add(&tcp->session, (const struct tl_encoded *)entry->bytes)) {
			tl_exporter_dropped(&tcp->exporter, &entry->amount);
			tl_amount_subtract(&tcp->queue.amount, &entry->amount);
			memset(&entry->amount, 0, sizeof(entry->amount));
		}
		tcp->added++;
	}
}

/* Writes what the peer takes; `all`: the message that is not full yet, too. */
static void pump(struct tcp *tcp, bool all)
{
	while (tcp->state == STATE_CONNECTED) {
		if (write_out(tcp))
			break;
		fill_message(tcp);
		if (!tcp->out.used && all)
			tl_session_flush(&tcp->session);
		if (!tcp->out.used)
			break;
	}
	tl_exporter_waits(&tcp->exporter, &tcp->queue.amount);
}

static int tcp_open(struct tl_exporter *exporter, const char *address)
{
	struct tcp *tcp = (struct tcp *)exporter;
	int error;

	tcp->socket = -1;
	tcp->retry_ms = FIRST_RETRY_MS;
	error = tl_session_open(&tcp->session, &exporter->options, MESSAGE_LIMIT, TL_FIRST_TEMPLATE, deliver, tcp);
	if (!error)
		error = tl_address_resolve(exporter->uri, address, SOCK_STREAM, &tcp->list);
	if (!error)
		work_on_connection(tcp);
	return error;
}

/* Waits for the socket, or for the time of the next try; at most until the deadline. */
static void wait_for_peer(struct tcp *tcp, __u64 deadline)
{
	struct pollfd ready = {.fd = tcp->socket, .events = POLLOUT}; /* no socket: poll() ignores -1 */
	__u64 now = tl_clock_ms(), until = deadline;

	if (tcp->state == STATE_AWAY && tcp->retry_at < until)
		until = tcp->retry_at;
	poll(&ready, 1, until > now ? (int)(until - now) : 0);
	work_on_connection(tcp);
}

static void wait_for_room(struct tcp *tcp)
{
	__u64 deadline = tl_clock_ms() + CAPTURE_PATIENCE_MS;

	while (tcp->queue.amount.records >= TL_QUEUE_RECORDS / 2 && tl_clock_ms() < deadline) {
		wait_for_peer(tcp, deadline);
		pump(tcp, false);
	}
}

static void tcp_record(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct tcp *tcp = (struct tcp *)exporter;
	size_t length = offsetof(struct tl_encoded, bytes) + encoded->length;

	if (exporter->options.capture)
		wait_for_room(tcp);
	if (!tl_queue_add(&tcp->queue, &encoded->amount, encoded, length))
		tl_exporter_dropped(exporter, &encoded->amount);
	pump(tcp, false);
}

static void tcp_tick(struct tl_exporter *exporter)
{
	struct tcp *tcp = (struct tcp *)exporter;

	work_on_connection(tcp);
	if (tcp->state == STATE_CONNECTED && !tcp->out.used) {
		int error = peer_error(tcp);

		if (error)
			disconnect(tcp, error);
	}
	pump(tcp, true);
}

static int finish(struct tcp *tcp, unsigned int seconds)
{
	__u64 deadline = tl_clock_ms() + seconds * 1000ull;

	pump(tcp, true);
	while (tcp->queue.amount.records && tl_clock_ms() < deadline) {
		wait_for_peer(tcp, deadline);
		pump(tcp, true);
	}
	if (!tcp->queue.amount.records)
		return 0;
	tl_error("%s: the collector did not take %llu records in time; they are dropped", tcp->exporter.uri,
		 tcp->queue.amount.records);
	tl_exporter_dropped(&tcp->exporter, &tcp->queue.amount);
	return -ETIMEDOUT;
}

static int tcp_close(struct tl_exporter *exporter, unsigned int seconds)
{
	struct tcp *tcp = (struct tcp *)exporter;
	int error = finish(tcp, seconds);

	if (tcp->socket >= 0)
		close(tcp->socket);
	tl_queue_clear(&tcp->queue);
	tl_buffer_free(&tcp->out);
	tl_session_close(&tcp->session);
	if (tcp->list)
		freeaddrinfo(tcp->list);
	return error;
}

const struct tl_transport tl_transport_tcp = {
	.scheme = "ipfix+tcp://",
	.form = "ipfix+tcp://HOST[:4739]",
	.size = sizeof(struct tcp),
	.open = tcp_open,
	.record = tcp_record,
	.tick = tcp_tick,
	.close = tcp_close,
};
