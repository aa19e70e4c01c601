/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Names of addresses by reverse DNS (PTR records), asked for now. It tells resolvers, and whoever runs the addresses' networks,
 * what one looks at: only with --lookup, in `query` and `report`, never in the meter.
 */
#ifndef TAPLESS_ENRICH_LOOKUP_H
#define TAPLESS_ENRICH_LOOKUP_H

#include <linux/types.h>

struct tl_lookups;

/*
 * `servers`: "192.0.2.53:53,…" instead of those of /etc/resolv.conf; NULL: these. `milliseconds`: how long one tl_lookups_fetch() may
 * take. NULL after an error that has been printed.
 */
struct tl_lookups *tl_lookups_open(const char *servers, unsigned int milliseconds);

/* Asks for all of them at once, 16 octets each (IPv4 mapped), but for those asked for before. What has no answer in time has no name. */
void tl_lookups_fetch(struct tl_lookups *lookups, const __u8 (*addresses)[16], unsigned int count);

/* NULL: no name, or it was not asked for. As it came from the network: who prints it cleans it. */
const char *tl_lookups_name(const struct tl_lookups *lookups, const __u8 address[16]);

void tl_lookups_close(struct tl_lookups *lookups); /* NULL is fine */

#endif
