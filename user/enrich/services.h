/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names of ports for tables that people read, by /etc/services (package netbase). Records have no such names: the port says it all. */
#ifndef TAPLESS_ENRICH_SERVICES_H
#define TAPLESS_ENRICH_SERVICES_H

#include <linux/types.h>

struct tl_services;

/* `path` NULL: /etc/services. A file that cannot be read has no names in it. NULL without memory. */
struct tl_services *tl_services_open(const char *path);

/* "https" for 443 of TCP (IP protocol 6); NULL if it has no name. */
const char *tl_services_name(const struct tl_services *services, __u8 protocol, __u16 port);

void tl_services_close(struct tl_services *services); /* NULL is fine */

#endif
