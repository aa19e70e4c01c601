/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The exporters' accounts, kept pinned with the instance: what a daemon goes on with, and the order of things at a commit.
 *
 * An account is written with the position in the flow ring that it belongs to, and only then is the ring given back, up to the
 * least of these positions. Wherever a daemon dies in between, the next one counts what is replayed from there once: each
 * exporter passes over the records before its own position.
 */
#ifndef TAPLESS_METER_ACCOUNTS_H
#define TAPLESS_METER_ACCOUNTS_H

#include "../export/exporter.h"

struct tl_accounts {
	int map; /* -1: none, of a capture */
	__u64 keys[TL_EXPORTERS_MAX];
	struct tl_account kept[TL_EXPORTERS_MAX]; /* as they stand in the map */
	__u64 resume; /* the exporter that is farthest ahead has handed over up to there */
};

/*
 * Gives the exporters the accounts that the map has for them, or new ones that begin where the one farthest behind stands, and
 * removes those of exporters that are gone. `*joined` is that place, with what was joined before it; `committed` is where the
 * ring begins, for an instance without accounts.
 */
void tl_accounts_open(struct tl_accounts *accounts, int map, struct tl_exporters *exporters, __u64 committed,
		      struct tl_boundary *joined);

/* Writes the accounts that have changed. Returns up to where all exporters have handed over, UINT64_MAX if there is none. */
__u64 tl_accounts_keep(struct tl_accounts *accounts, const struct tl_exporters *exporters,
		       const struct tl_boundary *joined);

#endif
