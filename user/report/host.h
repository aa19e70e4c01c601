/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Addresses of hosts in 16 octets, IPv4 mapped (::ffff:a.b.c.d). */
#ifndef TAPLESS_REPORT_HOST_H
#define TAPLESS_REPORT_HOST_H

#include <stdbool.h>

#include <linux/types.h>
#include <arpa/inet.h>

void tl_host_print(char text[INET6_ADDRSTRLEN], const __u8 host[16]);

/* False if it is no address. */
bool tl_host_parse(__u8 host[16], const char *text);

/* Not of the public Internet (RFC 6890): private, shared, link-local, unique local, loopback, for documentation. */
bool tl_host_is_own(const __u8 host[16]);

/* Multicast, broadcast: nobody of whom an answer is due. */
bool tl_host_is_group(const __u8 host[16]);

#endif
