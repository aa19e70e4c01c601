// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "accounts.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "../kernel/ledger.h"
#include "../lib/log.h"

static __u64 key_of(const struct tl_exporters *exporters, unsigned int number)
{
	const char *uri = tl_exporters_uri(exporters, number);
	unsigned int earlier = 0;

	for (unsigned int i = 0; i < number; i++)
		earlier += !strcmp(tl_exporters_uri(exporters, i), uri);
	return tl_ledger_key(uri, earlier);
}

static const struct tl_account *find(const struct tl_ledger_entry *entries, int count, __u64 key)
{
	for (int i = 0; i < count; i++)
		if (entries[i].key == key)
			return &entries[i].account;
	return NULL;
}

/* What was joined, counted as an exporter counts it. */
static struct tl_amount joined_as(const struct tl_boundary *joined, bool uniflow)
{
	struct tl_amount amount = joined->joined;

	if (uniflow)
		amount.records += joined->reverse_records;
	return amount;
}

static struct tl_account begin_account(const struct tl_exporters *exporters, unsigned int number,
				       const struct tl_boundary *joined)
{
	bool uniflow = tl_exporters_uniflow(exporters, number);
	struct tl_account account = {.uniflow = uniflow, .base = joined_as(joined, uniflow), .reached = *joined};
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	account.since = now.tv_sec * 1000000000ull + now.tv_nsec;
	strncpy(account.uri, tl_exporters_uri(exporters, number), sizeof(account.uri) - 1);
	account.joined = account.base;
	return account;
}

static void remove_others(const struct tl_accounts *accounts, unsigned int number, struct tl_ledger_entry *entries,
			  int count)
{
	for (int i = 0; i < count; i++) {
		bool stays = false;

		for (unsigned int j = 0; j < number; j++)
			stays = stays || accounts->keys[j] == entries[i].key;
		if (stays)
			continue;
		tl_info("%s is no exporter any more; it had %llu records sent, %llu dropped", entries[i].account.uri,
			entries[i].account.sent.records, entries[i].account.dropped.records);
		tl_ledger_remove(accounts->map, entries[i].key);
	}
}

/* Where the exporter that is farthest behind stood; `committed`, if none has been here. */
static struct tl_boundary least_reached(const struct tl_ledger_entry *entries, int count, __u64 committed)
{
	struct tl_boundary least = {.position = committed};

	for (int i = 0; i < count; i++)
		if (!i || entries[i].account.reached.position < least.position)
			least = entries[i].account.reached;
	return least;
}

/* An account in other units, of biflows or uniflows, cannot be gone on with. */
static bool goes_on(const struct tl_account *earlier, bool uniflow)
{
	return earlier && earlier->uniflow == uniflow;
}

void tl_accounts_open(struct tl_accounts *accounts, int map, struct tl_exporters *exporters, __u64 committed,
		      struct tl_boundary *joined)
{
	static struct tl_ledger_entry entries[TL_LEDGER_MAX];
	int count = map < 0 ? 0 : tl_ledger_read(map, entries);
	unsigned int number = tl_exporters_count(exporters);

	memset(accounts, 0, sizeof(*accounts));
	accounts->map = map;
	*joined = least_reached(entries, count, committed);
	for (unsigned int i = 0; i < number; i++) {
		const struct tl_account *earlier;

		accounts->keys[i] = key_of(exporters, i);
		earlier = find(entries, count, accounts->keys[i]);
		accounts->kept[i] = goes_on(earlier, tl_exporters_uniflow(exporters, i))
					    ? *earlier
					    : begin_account(exporters, i, joined);
		tl_exporters_resume(exporters, i, &accounts->kept[i]);
		if (accounts->kept[i].reached.position > accounts->resume)
			accounts->resume = accounts->kept[i].reached.position;
	}
	if (map >= 0)
		remove_others(accounts, number, entries, count);
}

/* False: nothing is written, and so nothing may be given back. */
static bool keep(struct tl_accounts *accounts, unsigned int number, const struct tl_account *account)
{
	int error;

	if (accounts->map < 0 || !memcmp(account, &accounts->kept[number], sizeof(*account)))
		return true;
	error = tl_ledger_write(accounts->map, accounts->keys[number], account);
	if (error)
		tl_error("%s: cannot keep its account: %s", account->uri, strerror(-error));
	else
		accounts->kept[number] = *account;
	return !error;
}

__u64 tl_accounts_keep(struct tl_accounts *accounts, const struct tl_exporters *exporters,
		       const struct tl_boundary *joined)
{
	__u64 least = UINT64_MAX;

	if (joined->position < accounts->resume) /* still among what one of them has handed over in an earlier life */
		return 0;
	for (unsigned int i = 0; i < tl_exporters_count(exporters); i++) {
		struct tl_account account;

		tl_exporters_account(exporters, i, &account);
		account.joined = joined_as(joined, account.uniflow);
		if (!keep(accounts, i, &account))
			return 0;
		if (account.reached.position < least)
			least = account.reached.position;
	}
	return least;
}
