/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * In which records of a sealed segment an address is source or destination: its table `host`, a list of ids for each
 * address.
 */
#ifndef TAPLESS_STORE_HOSTS_H
#define TAPLESS_STORE_HOSTS_H

#include "database.h"

/* Fills the table. 0 or -errno. */
int tl_hosts_make(sqlite3 *database);

struct tl_flow_ids {
	__u64 *ids; /* ascending */
	size_t count, room;
};

/* Adds the records of an address; afterwards tl_flow_ids_sort() brings them in order, each once. 0 or -errno. */
int tl_hosts_find(sqlite3 *database, __u64 address, struct tl_flow_ids *found);
void tl_flow_ids_sort(struct tl_flow_ids *found);

#endif
