/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A collector's place: HOST, HOST:PORT, [IPv6], [IPv6]:PORT. */
#ifndef TAPLESS_EXPORT_ADDRESS_H
#define TAPLESS_EXPORT_ADDRESS_H

#include <netdb.h>
#include <stdbool.h>

#define TL_IPFIX_PORT	  "4739"
#define TL_IPFIX_TLS_PORT "4740"
#define TL_HOST_SIZE	  256

/* A number from 1 to 65535. */
bool tl_address_is_port(const char *text);

/*
 * Looks the host up, at `default_port` (NULL: there must be one) if none is named; *list is for freeaddrinfo(). -EINVAL or
 * -EHOSTUNREACH after an error that has been printed and names the
 * word of the URI that is wrong.
 */
int tl_address_resolve(const char *uri, const char *address, const char *default_port, int socket_type,
		       struct addrinfo **list);

/* The host of an address that was resolved. */
void tl_address_host(const char *address, char host[TL_HOST_SIZE]);

#endif
