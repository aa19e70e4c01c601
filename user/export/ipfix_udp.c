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
#include "session.h"
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
	struct tl_exporter exporter;
	int socket;
	unsigned int burst; /* messages since the last pause */
	bool failing; /* the last send failed, and it has been said */
	bool refused; /* the collector was away: it knows no templates when it comes back */
	__u64 announced; /* tl_clock_ms() */
	__u64 messages_then;
	struct tl_session session;
};

/* An ICMP "port unreachable" that an earlier message caused is told by the next call, which then has sent nothing. */
static int send_once_more(struct udp *udp, const struct tl_delivery *delivery)
{
	for (int tries = 0; tries < 3; tries++) {
		if (send(udp->socket, delivery->bytes, delivery->length, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
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

static int deliver(void *context, const struct tl_delivery *delivery)
{
	struct udp *udp = context;
	int error = send_once_more(udp, delivery);

	if (!error) {
		if (udp->failing)
			tl_info("%s: sending again", udp->exporter.uri);
		udp->failing = false;
		tl_exporter_sent(&udp->exporter, &delivery->amount);
		pace(udp);
		return 0;
	}
	if (!udp->failing)
		tl_warning("%s: cannot send: %s; records are dropped and counted until it works", udp->exporter.uri,
			   strerror(-error));
	udp->failing = true;
	tl_exporter_dropped(&udp->exporter, &delivery->amount);
	return error;
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
	tl_error("%s: no way to the collector: %s", udp->exporter.uri, strerror(-error));
	return error;
}

static int udp_open(struct tl_exporter *exporter, const char *address)
{
	struct udp *udp = (struct udp *)exporter;
	unsigned int mtu = exporter->options.path_mtu ? exporter->options.path_mtu : DEFAULT_PATH_MTU;
	struct addrinfo *list;
	int family, error;

	udp->socket = -1;
	error = tl_address_resolve(exporter->uri, address, SOCK_DGRAM, &list);
	if (error)
		return error;
	family = connect_any(udp, list);
	freeaddrinfo(list);
	if (family < 0)
		return family;
	if (mtu < LEAST_PATH_MTU)
		mtu = LEAST_PATH_MTU;
	udp->announced = tl_clock_ms();
	return tl_session_open(&udp->session, &exporter->options,
			       mtu - (family == AF_INET6 ? IPV6_AND_UDP_HEADERS : IPV4_AND_UDP_HEADERS),
			       TL_FIRST_TEMPLATE, deliver, udp);
}

static void udp_record(struct tl_exporter *exporter, const struct tl_encoded *encoded)
{
	struct udp *udp = (struct udp *)exporter;

	if (tl_session_add(&udp->session, encoded))
		tl_exporter_dropped(exporter, &encoded->amount);
	tl_exporter_waits(exporter, &udp->session.amount);
}

static void announce_again(struct udp *udp)
{
	udp->refused = false;
	udp->announced = tl_clock_ms();
	udp->messages_then = udp->session.messages;
	tl_session_announce_again(&udp->session);
}

static void udp_tick(struct tl_exporter *exporter)
{
	struct udp *udp = (struct udp *)exporter;
	unsigned int seconds = exporter->options.template_seconds;

	if (!seconds)
		seconds = DEFAULT_TEMPLATE_SECONDS;
	tl_session_flush(&udp->session);
	if (udp->refused || tl_clock_ms() - udp->announced >= seconds * 1000ull ||
	    udp->session.messages - udp->messages_then >= TEMPLATE_MESSAGES)
		announce_again(udp);
	tl_exporter_waits(exporter, &udp->session.amount);
}

static int udp_close(struct tl_exporter *exporter, unsigned int seconds)
{
	struct udp *udp = (struct udp *)exporter;

	(void)seconds; /* nothing to wait for */
	if (udp->socket < 0)
		return 0;
	tl_session_flush(&udp->session);
	tl_session_close(&udp->session);
	close(udp->socket);
	return 0;
}

const struct tl_transport tl_transport_udp = {
	.scheme = "ipfix+udp://",
	.form = "ipfix+udp://HOST[:4739]",
	.size = sizeof(struct udp),
	.open = udp_open,
	.record = udp_record,
	.tick = udp_tick,
	.close = udp_close,
};
