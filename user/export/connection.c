// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "connection.h"

#include <errno.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../lib/log.h"
#include "address.h"

void tl_connection_init(struct tl_connection *connection)
{
	memset(connection, 0, sizeof(*connection));
	connection->socket = -1;
}

int tl_connection_to_host(struct tl_connection *connection, const char *uri, const char *address,
			  const char *default_port)
{
	return tl_address_resolve(uri, address, default_port, SOCK_STREAM, &connection->list);
}

int tl_connection_to_path(struct tl_connection *connection, const char *uri, const char *path)
{
	struct sockaddr_un *address = &connection->unix_address;

	if (!path[0]) {
		tl_error("%s: the path of the socket is missing", uri);
		return -EINVAL;
	}
	if (strlen(path) >= sizeof(address->sun_path)) {
		tl_error("%s: the path of a socket has at most %zu octets", uri, sizeof(address->sun_path) - 1);
		return -EINVAL;
	}
	address->sun_family = AF_UNIX;
	strcpy(address->sun_path, path);
	connection->unix_place = (struct addrinfo){
		.ai_family = AF_UNIX, .ai_addr = (struct sockaddr *)address, .ai_addrlen = sizeof(*address)};
	connection->list = &connection->unix_place;
	return 0;
}

void tl_connection_disconnect(struct tl_connection *connection)
{
	if (connection->socket >= 0)
		close(connection->socket);
	connection->socket = -1;
}

static int begin_connecting(struct tl_connection *connection)
{
	const struct addrinfo *address = connection->address;

	connection->socket =
		socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, connection->protocol);
	if (connection->socket < 0)
		return -errno;
	if (!connect(connection->socket, address->ai_addr, address->ai_addrlen) || errno == EINPROGRESS)
		return -EAGAIN;
	return errno == EAGAIN ? -EBUSY : -errno; /* a Unix socket whose backlog is full: nothing is under way */
}

static int check_connecting(const struct tl_connection *connection)
{
	socklen_t size = sizeof(int);
	int error = 0;

	if (!tl_exporter_wait_writable(connection->socket))
		return -EAGAIN;
	getsockopt(connection->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	return -error;
}

/* One address of the host after the other; failed is who has tried them all. */
int tl_connection_connect(struct tl_connection *connection)
{
	int error;

	if (!connection->address)
		connection->address = connection->list;
	error = connection->socket < 0 ? begin_connecting(connection) : check_connecting(connection);
	if (error == -EAGAIN)
		return error;
	connection->address = error ? connection->address->ai_next : NULL;
	if (error)
		tl_connection_disconnect(connection);
	return error && connection->address ? -EAGAIN : error;
}

/* Collectors send nothing: what can be read is the end of the connection, better seen before records are written into it. */
int tl_connection_check(struct tl_connection *connection)
{
	__u8 ignored[256];
	ssize_t got;

	do {
		got = recv(connection->socket, ignored, sizeof(ignored), MSG_DONTWAIT);
	} while (got > 0);
	if (!got)
		return -ECONNRESET;
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

ssize_t tl_connection_write(struct tl_connection *connection, const __u8 *bytes, size_t length)
{
	int error = tl_connection_check(connection);
	ssize_t sent;

	if (error)
		return error;
	sent = send(connection->socket, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (sent >= 0)
		return sent;
	if (errno != EAGAIN)
		return errno == EINTR ? -EAGAIN : -errno;
	tl_exporter_wait_writable(connection->socket);
	return -EAGAIN;
}

/* Of a Unix socket: the memory of what the peer has not read, which is more than its octets. */
long tl_connection_in_flight(const struct tl_connection *connection)
{
	int octets = 0;

	return ioctl(connection->socket, SIOCOUTQ, &octets) ? -errno : octets;
}

long tl_connection_unacknowledged(struct tl_connection *connection)
{
	int error = tl_connection_check(connection);

	return error ? error : tl_connection_in_flight(connection);
}

void tl_connection_close(struct tl_connection *connection)
{
	tl_connection_disconnect(connection);
	if (connection->list && connection->list != &connection->unix_place)
		freeaddrinfo(connection->list);
	connection->list = NULL;
}

static struct tl_connection *connection_of(struct tl_exporter *exporter)
{
	return (void *)((char *)exporter + exporter->transport->connection);
}

int tl_stream_connect(struct tl_exporter *exporter)
{
	return tl_connection_connect(connection_of(exporter));
}

ssize_t tl_stream_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length)
{
	return tl_connection_write(connection_of(exporter), bytes, length);
}

int tl_stream_tick(struct tl_exporter *exporter)
{
	return tl_connection_check(connection_of(exporter));
}

void tl_stream_disconnect(struct tl_exporter *exporter)
{
	tl_connection_disconnect(connection_of(exporter));
}

long tl_stream_unacknowledged(struct tl_exporter *exporter)
{
	return tl_connection_unacknowledged(connection_of(exporter));
}
