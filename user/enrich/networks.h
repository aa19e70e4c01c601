/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * One's own networks by name (--networks FILE). A line is a network and what it is called, `-` for nothing; names with blanks stand
 * in quotes, and # begins a comment:
 *
 *     # network       label      site                  customer
 *     10.0.0.0/8      office     Berlin
 *     10.1.2.0/24     servers    "Frankfurt am Main"   ACME
 *     2001:db8::/32   lab        -                     ACME
 *
 * Of networks in each other the smallest is an address's own; it takes over nothing of the others.
 */
#ifndef TAPLESS_ENRICH_NETWORKS_H
#define TAPLESS_ENRICH_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>

#include "../flow/record.h"

struct tl_networks;

/* NULL after an error that has been printed, with file and line. */
struct tl_networks *tl_networks_open(const char *path);

/*
 * Reads the file anew if it was replaced; keeps what was read before, with a warning, if the new one is bad. One that was changed a
 * moment ago may not be whole yet and waits for the next time, unless `at_once`.
 */
void tl_networks_reload(struct tl_networks *networks, bool at_once);

/* Sets source_network and destination_network of an IP record. networks NULL: does nothing. */
void tl_networks_enrich(const struct tl_networks *networks, struct tl_record *record);

/* The smallest one that has the address (IPv4 mapped), or NULL. Valid until the next reload. */
const struct tl_record_network *tl_networks_find(const struct tl_networks *networks, const __u8 address[16]);

size_t tl_networks_count(const struct tl_networks *networks);

void tl_networks_close(struct tl_networks *networks); /* NULL is fine */

#endif
