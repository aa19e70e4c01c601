/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which services were there before the time that is asked for: a bounded set of (address, protocol, port). */
#ifndef TAPLESS_REPORT_SERVICES_H
#define TAPLESS_REPORT_SERVICES_H

#include "entry.h"

#define TL_SERVICES_MOST 1000000

struct tl_service {
	__u8 host[16];
	__u16 port;
	__u8 protocol, padding;
};

struct tl_known_services;

/* Is it of a service of an own host (RFC 6890) that answered, on a port below the ephemeral ones? *service is then which. */
bool tl_service_of(const struct tl_entry *entry, struct tl_service *service);

/* All that it takes, few: the time before is longer than that asked for. */
extern const __u16 tl_service_fields[];
extern const unsigned int tl_service_field_count;

struct tl_known_services *tl_known_services_create(void); /* NULL without memory */
void tl_known_services_take(struct tl_known_services *services, const struct tl_entry *entry);
bool tl_known_services_has(const struct tl_known_services *services, const struct tl_service *service);
bool tl_known_services_is_full(const struct tl_known_services *services); /* some were left out */
__u64 tl_known_services_rows(const struct tl_known_services *services); /* looked at */
void tl_known_services_destroy(struct tl_known_services *services); /* NULL is fine */

#endif
