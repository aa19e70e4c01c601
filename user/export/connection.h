/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The connection of an exporter that writes a stream of octets, over TCP or to a Unix socket; never waits for longer than a moment. */
#ifndef TAPLESS_EXPORT_CONNECTION_H
#define TAPLESS_EXPORT_CONNECTION_H

#include <netdb.h>
#include <sys/types.h>
#include <sys/un.h>

#include <linux/types.h>

#define TL_CONNECTION_PATIENCE_MS 10000

struct tl_connection {
	struct addrinfo *list; /* the peer's addresses */
	struct addrinfo *address; /* that is tried, NULL: the first one is next */
	struct addrinfo unix_place;
	struct sockaddr_un unix_address;
	int socket; /* -1: none */
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

#endif
