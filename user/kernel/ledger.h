/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The pinned map `exporters`: one account by exporter, by a hash of its URI. */
#ifndef TAPLESS_KERNEL_LEDGER_H
#define TAPLESS_KERNEL_LEDGER_H

#include <tapless/account.h>

#define TL_LEDGER_MAX 64

struct tl_ledger_entry {
	__u64 key;
	struct tl_account account;
};

/* `earlier`: how many exporters before it have the same URI. */
__u64 tl_ledger_key(const char *uri, unsigned int earlier);

/* All accounts, sorted by URI. Returns how many; -errno. */
int tl_ledger_read(int map, struct tl_ledger_entry entries[TL_LEDGER_MAX]);

int tl_ledger_write(int map, __u64 key, const struct tl_account *account); /* 0 or -errno */
void tl_ledger_remove(int map, __u64 key);

/* Descriptor of the map of an instance; -errno. */
int tl_ledger_open(const char *instance);

#endif
