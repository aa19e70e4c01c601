/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The connection of an exporter that writes a stream of octets, over TCP or to a Unix socket; never waits for longer than a
 * moment.
 */
#ifndef TAPLESS_EXPORT_CONNECTION_H
#define TAPLESS_EXPORT_CONNECTION_H

#include <netdb.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/un.h>

#include "transport.h"

#define TL_CONNECTION_PATIENCE_MS 10000

struct tl_connection {
	struct addrinfo *list; /* the peer's addresses */
	struct addrinfo *address; /* that is tried, NULL: the first one is next */
	struct addrinfo unix_place;
	struct sockaddr_un unix_address;
	int socket; /* -1: none */
	int protocol; /* 0: TCP, or what the address has */
};

void tl_connection_init(struct tl_connection *connection);

/* Where it will go, as tl_address_resolve(). 0 or -errno after an error that has been printed. */
int tl_connection_to_host(struct tl_connection *connection, const char *uri, const char *address,
			  const char *default_port);
int tl_connection_to_path(struct tl_connection *connection, const char *uri, const char *path);

/* The rest is as in struct tl_transport. */
int tl_connection_connect(struct tl_connection *connection);
ssize_t tl_connection_write(struct tl_connection *connection, const __u8 *bytes, size_t length);
int tl_connection_check(struct tl_connection *connection); /* 0, or -errno: the connection has ended */
long tl_connection_unacknowledged(struct tl_connection *connection);
long tl_connection_in_flight(const struct tl_connection *connection); /* the same without tl_connection_check() */
void tl_connection_disconnect(struct tl_connection *connection);
void tl_connection_close(struct tl_connection *connection);

/* The same of the exporter's connection, which its transport has told where to find. */
int tl_stream_connect(struct tl_exporter *exporter);
ssize_t tl_stream_write(struct tl_exporter *exporter, const __u8 *bytes, size_t length);
int tl_stream_tick(struct tl_exporter *exporter);
void tl_stream_disconnect(struct tl_exporter *exporter);
long tl_stream_unacknowledged(struct tl_exporter *exporter);

/* For the row of a transport that is nothing but that; `type` has a member `connection`. */
#define TL_STREAM(type)                                                                                                \
	.size = sizeof(type), .connection = offsetof(type, connection), .on_error = TL_ON_ERROR_RESEND,                \
	.patience_ms = TL_CONNECTION_PATIENCE_MS, .connect = tl_stream_connect, .write = tl_stream_write,              \
	.tick = tl_stream_tick, .disconnect = tl_stream_disconnect, .unacknowledged = tl_stream_unacknowledged

#endif
