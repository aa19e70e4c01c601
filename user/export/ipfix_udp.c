// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* IPFIX over UDP (RFC 7011 10.3): no connection, so templates are told again and again. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../lib/log.h"
#include "address.h"
#include "clock.h"
#include "transport.h"

#define DEFAULT_TEMPLATE_SECONDS 600
#define TEMPLATE_MESSAGES	 4096 /* or after so many messages */
#define DEFAULT_PATH_MTU	 1400 /* leaves room for tunnels on the way */
#define LEAST_PATH_MTU		 256
#define IPV4_AND_UDP_HEADERS	 28
#define IPV6_AND_UDP_HEADERS	 48
#define SEND_BUFFER		 (1 << 20)
#define BURST_MESSAGES		 8
#define BURST_PAUSE		 500000 /* nanoseconds: some 14,000 messages a second, 170,000 records */

struct udp {
	struct tl_ipfix_exporter ipfix;
	int socket;
	unsigned int burst; /* messages since the last pause */
	bool refused; /* the collector was away: it knows no templates when it comes back */
	__u64 announced; /* tl_clock_ms() */
	__u64 messages_then;
};

/* An ICMP "port unreachable" that an earlier message caused is told by the next call, which then has sent nothing. */
static int send_once_more(struct udp *udp, const __u8 *bytes, size_t length)
{
	for (int tries = 0; tries < 3; tries++) {
		if (send(udp->socket, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
			return 0;
		if (errno != ECONNREFUSED && errno != EINTR)
			return -errno;
		udp->refused = udp->refused || errno == ECONNREFUSED;
	}
	return -ECONNREFUSED;
}

/* A sweep's records come all at once; a collector's socket buffer holds some hundred messages, and nobody tells of more. */
static void pace(struct udp *udp)
{
	const struct timespec pause = {.tv_nsec = BURST_PAUSE};

	if (++udp->burst < BURST_MESSAGES)
		return;
	udp->burst = 0;
	nanosleep(&pause, NULL);
}

static ssize_t udp_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	struct udp *udp = (struct udp *)exporter;
	int error;

	length = tl_ipfix_message_length(bytes);
	error = send_once_more(udp, bytes, length);
	if (error == -EAGAIN) { /* the device is slower */
		tl_exporter_wait_writable(udp->socket);
		return -EAGAIN;
	}
	if (error)
		return error;
	pace(udp);
	return (ssize_t)length;
}

static int connect_any(struct udp *udp, const struct addrinfo *list)
{
	const int size = SEND_BUFFER;
	int error = -EADDRNOTAVAIL;

	for (const struct addrinfo *at = list; at; at = at->ai_next) {
		udp->socket = socket(at->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (udp->socket < 0) {
			error = -errno;
			continue;
		}
		setsockopt(udp->socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)); /* less is fine */
		if (!connect(udp->socket, at->ai_addr, at->ai_addrlen))
			return at->ai_family;
		error = -errno;
		close(udp->socket);
		udp->socket = -1;
	}
	tl_error("%s: no way to the collector: %s", udp->ipfix.exporter.uri, strerror(-error));
	return error;
}

static int udp_open(struct tl_exporter *exporter, const char *address)
{
	struct udp *udp = (struct udp *)exporter;
	unsigned int mtu = exporter->options.path_mtu ? exporter->options.path_mtu : DEFAULT_PATH_MTU;
	struct addrinfo *list;
	int family, error;

	udp->socket = -1;
	error = tl_address_resolve(exporter->uri, address, TL_IPFIX_PORT, SOCK_DGRAM, &list);
	if (error)
		return error;
	family = connect_any(udp, list);
	freeaddrinfo(list);
	if (family < 0)
		return family;
	if (mtu < LEAST_PATH_MTU)
		mtu = LEAST_PATH_MTU;
	udp->announced = tl_clock_ms();
	return tl_ipfix_open(&udp->ipfix, mtu - (family == AF_INET6 ? IPV6_AND_UDP_HEADERS : IPV4_AND_UDP_HEADERS),
			     TL_FIRST_TEMPLATE);
}

/* What the last messages met. */
static bool was_refused(struct udp *udp)
{
	socklen_t size = sizeof(int);
	int error = 0;

	getsockopt(udp->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	return udp->refused || error == ECONNREFUSED;
}

static int udp_tick(struct tl_exporter *exporter)
{
	struct udp *udp = (struct udp *)exporter;
	struct tl_session *session = &udp->ipfix.session;
	unsigned int seconds = exporter->options.template_seconds;

	if (!seconds)
		seconds = DEFAULT_TEMPLATE_SECONDS;
	if (!was_refused(udp) && tl_clock_ms() - udp->announced < seconds * 1000ull &&
	    session->messages - udp->messages_then < TEMPLATE_MESSAGES)
		return 0;
	udp->refused = false;
	udp->announced = tl_clock_ms();
	udp->messages_then = session->messages;
	tl_session_announce_again(session);
	return 0;
}

static int udp_close(struct tl_exporter *exporter)
{
	struct udp *udp = (struct udp *)exporter;

	if (udp->socket >= 0)
		close(udp->socket);
	tl_ipfix_close(&udp->ipfix);
	return 0;
}

const struct tl_transport tl_transport_udp = {
	.scheme = "ipfix+udp://",
	.form = "ipfix+udp://HOST[:4739]",
	.size = sizeof(struct udp),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_DROP,
	.patience_ms = 10000,
	.open = udp_open,
	.write = udp_write,
	.tick = udp_tick,
	.close = udp_close,
};
