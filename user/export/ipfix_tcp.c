// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * IPFIX over TCP (RFC 7011 10.4). Records that may have been lost with a connection (window.h) go out again, under the templates
 * and sequence numbers of the new one.
 */
#include <errno.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "address.h"
#include "transport.h"

#define MESSAGE_LIMIT 16384
#define PATIENCE_MS   10000

struct tcp {
	struct tl_ipfix_exporter ipfix;
	struct addrinfo *list, *address;
	int socket; /* -1: none */
};

static void tcp_disconnect(struct tl_exporter *exporter)
{
	struct tcp *tcp = (struct tcp *)exporter;

	if (tcp->socket >= 0)
		close(tcp->socket);
	tcp->socket = -1;
}

static int begin_connecting(struct tcp *tcp)
{
	const struct addrinfo *address = tcp->address;

	tcp->socket = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (tcp->socket < 0)
		return -errno;
	if (connect(tcp->socket, address->ai_addr, address->ai_addrlen) && errno != EINPROGRESS)
		return -errno;
	return -EAGAIN;
}

static int check_connecting(const struct tcp *tcp)
{
	socklen_t size = sizeof(int);
	int error = 0;

	if (!tl_exporter_wait_writable(tcp->socket))
		return -EAGAIN;
	getsockopt(tcp->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	return -error;
}

/* One address of the host after the other; failed is who has tried them all. */
static int tcp_connect(struct tl_exporter *exporter)
{
	struct tcp *tcp = (struct tcp *)exporter;
	int error;

	if (!tcp->address)
		tcp->address = tcp->list;
	error = tcp->socket < 0 ? begin_connecting(tcp) : check_connecting(tcp);
	if (error == -EAGAIN)
		return error;
	tcp->address = error ? tcp->address->ai_next : NULL;
	if (error)
		tcp_disconnect(exporter);
	return error && tcp->address ? -EAGAIN : error;
}

/* Collectors send nothing: what can be read is the end of the connection, better seen before records are written into it. */
static int peer_error(struct tl_exporter *exporter)
{
	const struct tcp *tcp = (struct tcp *)exporter;
	__u8 ignored[256];
	ssize_t got;

	do {
		got = recv(tcp->socket, ignored, sizeof(ignored), MSG_DONTWAIT);
	} while (got > 0);
	if (!got)
		return -ECONNRESET;
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

static ssize_t tcp_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	const struct tcp *tcp = (struct tcp *)exporter;
	int error = peer_error(exporter);
	ssize_t sent;

	if (error)
		return error;
	sent = send(tcp->socket, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent >= 0)
		return sent;
	if (errno != EAGAIN)
		return errno == EINTR ? -EAGAIN : -errno;
	tl_exporter_wait_writable(tcp->socket);
	return -EAGAIN;
}

static long tcp_unacknowledged(struct tl_exporter *exporter)
{
	const struct tcp *tcp = (struct tcp *)exporter;
	int error = peer_error(exporter), octets = 0;

	if (!error && ioctl(tcp->socket, SIOCOUTQ, &octets))
		error = -errno;
	return error ? error : octets;
}

static int tcp_open(struct tl_exporter *exporter, const char *address)
{
	struct tcp *tcp = (struct tcp *)exporter;
	int error;

	tcp->socket = -1;
	error = tl_ipfix_open(&tcp->ipfix, MESSAGE_LIMIT, TL_FIRST_TEMPLATE);
	return error ? error : tl_address_resolve(exporter->uri, address, SOCK_STREAM, &tcp->list);
}

static int tcp_close(struct tl_exporter *exporter)
{
	struct tcp *tcp = (struct tcp *)exporter;

	tcp_disconnect(exporter);
	tl_ipfix_close(&tcp->ipfix);
	if (tcp->list)
		freeaddrinfo(tcp->list);
	return 0;
}

const struct tl_transport tl_transport_tcp = {
	.scheme = "ipfix+tcp://",
	.form = "ipfix+tcp://HOST[:4739]",
	.size = sizeof(struct tcp),
	.format = &tl_format_ipfix,
	.on_error = TL_ON_ERROR_RESEND,
	.patience_ms = PATIENCE_MS,
	.open = tcp_open,
	.connect = tcp_connect,
	.write = tcp_write,
	.tick = peer_error,
	.disconnect = tcp_disconnect,
	.unacknowledged = tcp_unacknowledged,
	.close = tcp_close,
};
