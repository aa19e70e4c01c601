// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "ledger.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/octets.h"
#include "bpffs.h"

__u64 tl_ledger_key(const char *uri, unsigned int earlier)
{
	return tl_octets_mix(TL_OCTETS_MIX + earlier, uri, strlen(uri));
}

static int by_uri(const void *left, const void *right)
{
	const struct tl_ledger_entry *a = left, *b = right;
	int order = strcmp(a->account.uri, b->account.uri);

	return order || a->key == b->key ? order : a->key < b->key ? -1 : 1;
}

int tl_ledger_read(int map, struct tl_ledger_entry entries[TL_LEDGER_MAX])
{
	const __u64 *last = NULL;
	int count = 0;

	while (count < TL_LEDGER_MAX && !bpf_map_get_next_key(map, last, &entries[count].key)) {
		last = &entries[count].key;
		if (bpf_map_lookup_elem(map, last, &entries[count].account))
			return -errno;
		entries[count].account.uri[TL_ACCOUNT_URI - 1] = 0; /* the daemon's user can write there */
		count++;
	}
	qsort(entries, count, sizeof(*entries), by_uri);
	return count;
}

int tl_ledger_write(int map, __u64 key, const struct tl_account *account)
{
	return bpf_map_update_elem(map, &key, account, BPF_ANY) ? -errno : 0;
}

void tl_ledger_remove(int map, __u64 key)
{
	bpf_map_delete_elem(map, &key);
}

int tl_ledger_open(const char *instance)
{
	char path[320];
	int map;

	tl_bpffs_path(path, sizeof(path), instance, "exporters");
	map = bpf_obj_get(path);
	return map < 0 ? -errno : map;
}
