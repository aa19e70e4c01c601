// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "status_exporters.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "status_text.h"

/* One of the three words of an amount, with its sign. */
struct residual {
	long long records, packets, octets;
};

static struct residual residual_of(const struct tl_account *account)
{
	struct tl_amount left = account->joined;

	tl_amount_subtract(&left, &account->base);
	tl_amount_subtract(&left, &account->sent);
	tl_amount_subtract(&left, &account->waiting);
	tl_amount_subtract(&left, &account->dropped);
	return (struct residual){(long long)left.records, (long long)left.packets, (long long)left.octets};
}

static bool holds(const struct tl_account *account)
{
	struct residual residual = residual_of(account);

	return !residual.records && !residual.packets && !residual.octets;
}

void tl_exporter_report_take(struct tl_exporter_report *report, const char *instance)
{
	int map = tl_ledger_open(instance);

	report->count = map < 0 ? 0 : tl_ledger_read(map, report->entries);
	if (report->count < 0)
		report->count = 0;
	if (map >= 0)
		close(map);
}

bool tl_exporter_report_holds(const struct tl_exporter_report *report)
{
	for (int i = 0; i < report->count; i++)
		if (!holds(&report->entries[i].account))
			return false;
	return true;
}

static void print_amount(const char *name, const struct tl_amount *amount)
{
	printf("    %-12s %19llu %20llu %20llu\n", name, amount->records, amount->packets, amount->octets);
}

void tl_exporter_report_print(const struct tl_exporter_report *report)
{
	printf("\nexporters                     records              packets               octets\n");
	for (int i = 0; i < report->count; i++) {
		const struct tl_account *account = &report->entries[i].account;
		struct residual residual = residual_of(account);
		time_t since = (time_t)(account->since / 1000000000);
		struct tl_amount joined = account->joined;
		char text[32] = "";
		struct tm local;

		tl_amount_subtract(&joined, &account->base);
		if (localtime_r(&since, &local))
			strftime(text, sizeof(text), "%F %T", &local);
		printf("  %s   since %s\n", tl_status_clean(account->uri), text);
		print_amount("joined", &joined);
		print_amount("sent", &account->sent);
		print_amount("waiting", &account->waiting);
		print_amount("dropped", &account->dropped);
		if (account->not_carried.records)
			printf("    - not carried %17llu %20llu %20llu   of the dropped: nothing for this "
			       "destination\n",
			       account->not_carried.records, account->not_carried.packets, account->not_carried.octets);
		printf("    %-12s %19lld %20lld %20lld   %s\n", "residual", residual.records, residual.packets,
		       residual.octets, holds(account) ? "exact" : "BROKEN");
	}
}

static void json_amount(const char *name, const struct tl_amount *amount)
{
	printf(",\"%s\":{\"records\":%llu,\"packets\":%llu,\"octets\":%llu}", name, amount->records, amount->packets,
	       amount->octets);
}

void tl_exporter_report_print_json(const struct tl_exporter_report *report)
{
	printf("\"exporters\":[");
	for (int i = 0; i < report->count; i++) {
		const struct tl_account *account = &report->entries[i].account;
		struct residual residual = residual_of(account);
		struct tl_amount joined = account->joined;

		tl_amount_subtract(&joined, &account->base);
		printf("%s{\"uri\":", i ? "," : "");
		tl_status_json_text(account->uri);
		printf(",\"since\":%llu", account->since / 1000000);
		json_amount("joined", &joined);
		json_amount("sent", &account->sent);
		json_amount("waiting", &account->waiting);
		json_amount("dropped", &account->dropped);
		json_amount("notCarried", &account->not_carried);
		printf(",\"residual\":{\"records\":%lld,\"packets\":%lld,\"octets\":%lld},\"holds\":%s}",
		       residual.records, residual.packets, residual.octets, holds(account) ? "true" : "false");
	}
	printf("]");
}
