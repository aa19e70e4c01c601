/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How a socket for datagrams comes to its way: its own address, its group's interface, and the collector's address that has one. */
#ifndef TAPLESS_EXPORT_UDP_SOCKET_H
#define TAPLESS_EXPORT_UDP_SOCKET_H

#include <netdb.h>

#include "udp.h"

/* Do the parameters go with the address? NULL, or what is wrong. */
const char *tl_udp_misfit(const struct sockaddr *address, const struct tl_export_options *options);

/* What the parameters want of a socket before it is connected. 0 or -errno, printed but for -EAFNOSUPPORT: another address may do. */
int tl_udp_prepare(int socket, const struct tl_exporter *exporter, int family);

/* Opens udp->socket to the first of the addresses that it can be connected to. Its family, or -errno, printed. */
int tl_udp_connect(struct tl_udp *udp, const struct tl_exporter *exporter, const struct addrinfo *list);

#endif
