// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "udp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../lib/log.h"
#include "address.h"
#include "clock.h"

#define DEFAULT_TEMPLATE_SECONDS 600
#define TEMPLATE_MESSAGES	 4096 /* or after so many messages */
#define DEFAULT_PATH_MTU	 1400 /* leaves room for tunnels on the way */
#define IPV4_AND_UDP_HEADERS	 28
#define IPV6_AND_UDP_HEADERS	 48
#define SEND_BUFFER		 (1 << 20)
#define BURST_MESSAGES		 8
#define BURST_PAUSE		 500000 /* nanoseconds: some 14,000 messages a second, 170,000 records */

/* An ICMP "port unreachable" that an earlier message caused is told by the next call, which then has sent nothing. */
static int send_once_more(struct tl_udp *udp, const __u8 *bytes, size_t length)
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
static void pace(struct tl_udp *udp)
{
	const struct timespec pause = {.tv_nsec = BURST_PAUSE};

	if (++udp->burst < BURST_MESSAGES)
		return;
	udp->burst = 0;
	nanosleep(&pause, NULL);
}

ssize_t tl_udp_write(struct tl_udp *udp, const struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	int error;

	length = exporter->transport->format->message_length(bytes, length);
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

static int connect_any(struct tl_udp *udp, const char *uri, const struct addrinfo *list)
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
	tl_error("%s: no way to the collector: %s", uri, strerror(-error));
	return error;
}

int tl_udp_open(struct tl_udp *udp, const struct tl_exporter *exporter, const char *address, const char *port)
{
	unsigned int mtu = exporter->options.path_mtu ? exporter->options.path_mtu : DEFAULT_PATH_MTU;
	struct addrinfo *list;
	int family, error;

	udp->socket = -1;
	udp->announced = tl_clock_ms();
	error = tl_address_resolve(exporter->uri, address, port, SOCK_DGRAM, &list);
	if (error)
		return error;
	family = connect_any(udp, exporter->uri, list);
	freeaddrinfo(list);
	if (family < 0)
		return family;
	if (mtu < TL_LEAST_PATH_MTU)
		mtu = TL_LEAST_PATH_MTU;
	return (int)mtu - (family == AF_INET6 ? IPV6_AND_UDP_HEADERS : IPV4_AND_UDP_HEADERS);
}

/* What the last messages met. */
static bool was_refused(struct tl_udp *udp)
{
	socklen_t size = sizeof(int);
	int error = 0;

	getsockopt(udp->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	return udp->refused || error == ECONNREFUSED;
}

bool tl_udp_templates_due(struct tl_udp *udp, const struct tl_exporter *exporter, __u64 messages)
{
	unsigned int seconds = exporter->options.template_seconds;

	if (!seconds)
		seconds = DEFAULT_TEMPLATE_SECONDS;
	if (!was_refused(udp) && tl_clock_ms() - udp->announced < seconds * 1000ull &&
	    messages - udp->messages_then < TEMPLATE_MESSAGES)
		return false;
	udp->refused = false;
	udp->announced = tl_clock_ms();
	udp->messages_then = messages;
	return true;
}

void tl_udp_close(struct tl_udp *udp)
{
	if (udp->socket >= 0)
		close(udp->socket);
}
