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
#include "../lib/octets.h"
#include "udp_socket.h"

#define DEFAULT_TEMPLATE_SECONDS 600
#define TEMPLATE_MESSAGES	 4096 /* or after so many messages */
#define DEFAULT_PATH_MTU	 1400 /* leaves room for tunnels on the way */
#define IPV4_AND_UDP_HEADERS	 28
#define IPV6_AND_UDP_HEADERS	 48
#define DEFAULT_RATE		 16000 /* messages a second, 170,000 records; some 14,000 in fact */
#define BURSTS			 500 /* a second, fewer where a rate has fewer messages: a pause costs more than eight messages do */

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
static void pace(struct tl_udp *udp, unsigned int messages)
{
	const struct timespec pause = {.tv_nsec = udp->pause};

	udp->burst += messages;
	if (udp->burst < udp->burst_most)
		return;
	udp->burst = 0;
	nanosleep(&pause, NULL);
}

void tl_udp_pace(struct tl_udp *udp)
{
	pace(udp, 1);
}

/* Those of these messages that may be sent before the next pause. */
static unsigned int lay_out(const struct tl_udp *udp, const struct tl_exporter *exporter, const __u8 *bytes,
			    size_t length, struct iovec parts[TL_GATHER_MOST])
{
	unsigned int most = udp->burst_most - udp->burst, count = 0;
	size_t at = 0;

	while (count < most && count < TL_GATHER_MOST && at < length) {
		size_t message = exporter->transport->format->message_length(bytes + at, length - at);

		parts[count++] = (struct iovec){.iov_base = (void *)(bytes + at), .iov_len = message};
		at += message;
	}
	return count;
}

/* How many messages went. Why the next one did not, the kernel tells only if that is the first one. */
static unsigned int send_together(const struct tl_udp *udp, struct iovec *parts, unsigned int count)
{
	struct mmsghdr messages[TL_GATHER_MOST];
	int sent;

	memset(messages, 0, count * sizeof(messages[0]));
	for (unsigned int i = 0; i < count; i++)
		messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
	sent = sendmmsg(udp->socket, messages, count, MSG_NOSIGNAL | MSG_DONTWAIT);
	return sent > 0 ? (unsigned int)sent : 0;
}

static size_t octets_of(const struct iovec *parts, unsigned int count)
{
	size_t octets = 0;

	for (unsigned int i = 0; i < count; i++)
		octets += parts[i].iov_len;
	return octets;
}

ssize_t tl_udp_write(struct tl_udp *udp, const struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	struct iovec parts[TL_GATHER_MOST];
	unsigned int count = lay_out(udp, exporter, bytes, length, parts), sent = 0;
	int error = 0;

	if (count > 1)
		sent = send_together(udp, parts, count);
	if (sent < count)
		error = send_once_more(udp, parts[sent].iov_base, parts[sent].iov_len);
	if (sent < count && !error) {
		sent++;
		udp->refused = udp->refused || count > 1; /* what it met has passed: nobody was there */
	}
	if (sent) { /* an error is met again */
		pace(udp, sent);
		return (ssize_t)octets_of(parts, sent);
	}
	if (error == -EAGAIN) /* the device is slower */
		tl_exporter_wait_writable(udp->socket);
	return error;
}

static void set_pace(struct tl_udp *udp, unsigned int rate)
{
	if (!rate)
		rate = DEFAULT_RATE;
	udp->burst_most = rate > BURSTS ? rate / BURSTS : 1;
	udp->pause = (long)(TL_SECOND / rate * udp->burst_most);
}

int tl_udp_open(struct tl_udp *udp, const struct tl_exporter *exporter, const char *address, const char *port)
{
	unsigned int mtu = exporter->options.path_mtu ? exporter->options.path_mtu : DEFAULT_PATH_MTU;
	struct addrinfo *list;
	const char *misfit;
	int family, error;

	udp->socket = -1;
	udp->announced = tl_clock_ms();
	set_pace(udp, exporter->options.rate);
	error = tl_address_resolve(exporter->uri, address, port, SOCK_DGRAM, &list);
	if (error)
		return error;
	misfit = tl_udp_misfit(list->ai_addr, &exporter->options);
	if (misfit)
		tl_error("%s: %s", exporter->uri, misfit);
	family = misfit ? -EINVAL : tl_udp_connect(udp, exporter, list);
	freeaddrinfo(list);
	if (family < 0)
		return family;
	if (mtu < TL_LEAST_PATH_MTU)
		mtu = TL_LEAST_PATH_MTU;
	udp->path_mtu = mtu;
	return (int)mtu - (family == AF_INET6 ? IPV6_AND_UDP_HEADERS : IPV4_AND_UDP_HEADERS);
}

size_t tl_udp_gathers(const struct tl_udp *udp, size_t limit)
{
	unsigned int burst = udp->burst_most < TL_GATHER_MOST ? udp->burst_most : TL_GATHER_MOST;

	return (burst - 1) * limit;
}

int tl_udp_renew(struct tl_udp *udp, const struct tl_exporter *exporter)
{
	struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};
	socklen_t size = sizeof(peer);
	int error, next;

	if (getpeername(udp->socket, (struct sockaddr *)&peer, &size))
		return -errno;
	next = socket(peer.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (next < 0)
		return -errno;
	error = tl_udp_prepare(next, exporter, peer.ss_family);
	if (!error && connect(next, (struct sockaddr *)&peer, size))
		error = -errno;
	if (error) {
		close(next);
		return error;
	}
	close(udp->socket);
	udp->socket = next;
	return 0;
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
