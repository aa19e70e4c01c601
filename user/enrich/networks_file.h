/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From the text of a file of networks to a table of them. */
#ifndef TAPLESS_ENRICH_NETWORKS_FILE_H
#define TAPLESS_ENRICH_NETWORKS_FILE_H

#include <stddef.h>

#include "../flow/record.h"

#define TL_NETWORKS_MOST     262144
#define TL_NETWORK_IPV4_BITS 96 /* in front of an IPv4 address, RFC 4291 2.5.5.2 */

struct tl_network {
	__u8 address[16]; /* IPv4 mapped */
	unsigned int bits; /* of 128 */
	unsigned int line;
	struct tl_record_network names;
};

struct tl_network_table {
	struct tl_network *rows;
	size_t count, room;
};

#define TL_NETWORKS_REASON 256

/* 0, or -1 and in `reason` what is wrong, with the number of its line. The table is the caller's to free either way. */
int tl_networks_parse(struct tl_network_table *table, const char *text, char reason[TL_NETWORKS_REASON]);

void tl_networks_free_table(struct tl_network_table *table);

#endif
