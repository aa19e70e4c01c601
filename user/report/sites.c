// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section of an investigation: which sites were really visited, and which URLs. */
#include <stdio.h>
#include <string.h>

#include "frequent.h"
#include "pursuit.h"
#include "ranking.h"

struct site_counts {
	struct tl_sightings seen;
	__u64 flows, requests, octets;
	char application[48];
};

struct address_counts { /* of a URL */
	struct tl_sightings seen;
	__u64 status;
	char method[24], name[128];
};

struct sites {
	struct tl_inquiry inquiry;
	struct tl_frequent *sites, *addresses;
};

static const __u16 fields[] = {
	TL_FORWARD(tlsSni),
	TL_FORWARD(quicSni),
	TL_FORWARD(httpRequestHost),
	TL_FORWARD(httpRequestMethod),
	TL_FORWARD(httpRequestTarget),
	TL_FORWARD(httpStatusCode),
	TL_FORWARD(applicationName),
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	struct sites *sites = state;

	sites->inquiry = *inquiry;
	sites->sites = tl_frequent_create(TL_PURSUIT_HELD, sizeof(struct site_counts));
	sites->addresses = tl_frequent_create(TL_PURSUIT_HELD, sizeof(struct address_counts));
	return sites->sites && sites->addresses;
}

static void end(void *state)
{
	struct sites *sites = state;

	tl_frequent_destroy(sites->sites);
	tl_frequent_destroy(sites->addresses);
}

static void take_address(struct sites *sites, const struct tl_entry *entry, const char *name)
{
	char target[TL_ENTRY_TEXT], key[2 * TL_ENTRY_TEXT], method[TL_ENTRY_TEXT];
	struct address_counts *counts;

	if (!tl_entry_text(entry, TL_FORWARD(httpRequestTarget), target))
		return;
	tl_entry_text(entry, TL_FORWARD(httpRequestMethod), method);
	snprintf(key, sizeof(key), "%s%s", target[0] == '/' ? name : "", target);
	counts = tl_frequent_take(sites->addresses, key, (unsigned int)strlen(key), 1);
	if (!counts)
		return;
	tl_sightings_add(&counts->seen, entry);
	counts->status = tl_entry_number(entry, TL_FORWARD(httpStatusCode), counts->status);
	snprintf(counts->method, sizeof(counts->method), "%.23s", method);
}

static void take(void *state, const struct tl_entry *entry)
{
	char name[TL_ENTRY_TEXT], application[TL_ENTRY_TEXT];
	struct site_counts *counts;
	struct sites *sites = state;
	unsigned int field;

	/* of one host: what it asked for itself; what others asked it for is told of its names */
	if (!tl_pursuit_is_between(&sites->inquiry, entry) || !tl_entry_name(entry, name, &field) ||
	    (sites->inquiry.host_count == 1 && tl_pursuit_host(&sites->inquiry, entry->hosts[0]) < 0))
		return;
	counts = tl_frequent_take(sites->sites, name, (unsigned int)strlen(name), 1);
	if (!counts)
		return;
	tl_sightings_add(&counts->seen, entry);
	counts->flows += entry->ends;
	counts->requests += tl_row_get(entry->row, TL_FORWARD(httpRequestMethod)) != NULL;
	counts->octets += tl_entry_octets(entry);
	if (tl_entry_text(entry, TL_FORWARD(applicationName), application))
		snprintf(counts->application, sizeof(counts->application), "%.47s", application);
	take_address(sites, entry, name);
}

static void tell_sites(struct sites *sites, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "site", .title = "Site", .least = 24, .most = 60},
		{.key = "application", .title = "Application", .least = 6, .most = 16},
		{.key = "flows", .title = "Flows", .kind = TL_CELL_COUNT, .rank = 3},
		{.key = "requests", .title = "Requests", .kind = TL_CELL_COUNT},
		{.key = "octets", .title = "Bytes", .kind = TL_CELL_OCTETS},
		{.key = "first", .title = "First", .kind = TL_CELL_TIME, .rank = 1},
		{.key = "last", .title = "Last", .kind = TL_CELL_TIME, .rank = 2},
	};
	const struct tl_frequent_entry *sorted = tl_frequent_sort(sites->sites, NULL);
	unsigned int count = sorted ? tl_frequent_count(sites->sites) : 0;
	struct tl_table *table =
		tl_chapter_table(chapter, "sites", NULL, columns, sizeof(columns) / sizeof(columns[0]));
	char name[TL_ENTRY_TEXT + 1];

	for (unsigned int i = 0; i < count && i < TL_PURSUIT_SHOWN; i++) {
		const struct site_counts *counts = sorted[i].counts;

		snprintf(name, sizeof(name), "%.*s", (int)sorted[i].key_length, (const char *)sorted[i].key);
		tl_table_text(table, name);
		tl_table_text(table, counts->application);
		tl_table_number(table, counts->flows);
		tl_table_number(table, counts->requests);
		tl_table_number(table, counts->octets);
		tl_table_number(table, counts->seen.first);
		tl_table_number(table, counts->seen.last);
	}
	if (count > TL_PURSUIT_SHOWN)
		tl_chapter_say(chapter, TL_TONE_NOTE, "%u more sites are not shown.", count - TL_PURSUIT_SHOWN);
}

static void tell_addresses(struct sites *sites, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "method", .title = "Method", .least = 6, .most = 8},
		{.key = "url", .title = "URL", .least = 44, .most = 120},
		{.key = "status", .title = "Status", .kind = TL_CELL_EXACT},
		{.key = "times", .title = "Times", .kind = TL_CELL_COUNT},
		{.key = "first", .title = "First", .kind = TL_CELL_TIME, .rank = 1},
		{.key = "last", .title = "Last", .kind = TL_CELL_TIME, .rank = 2},
	};
	const struct tl_frequent_entry *sorted = tl_frequent_sort(sites->addresses, NULL);
	unsigned int count = sorted ? tl_frequent_count(sites->addresses) : 0;
	char text[2 * TL_ENTRY_TEXT];
	struct tl_table *table =
		count ? tl_chapter_table(chapter, "urls", "URLs", columns, sizeof(columns) / sizeof(columns[0])) : NULL;

	for (unsigned int i = 0; i < count && i < TL_PURSUIT_SHOWN; i++) {
		const struct address_counts *counts = sorted[i].counts;

		snprintf(text, sizeof(text), "%.*s", (int)sorted[i].key_length, (const char *)sorted[i].key);
		tl_table_text(table, counts->method);
		tl_table_text(table, text);
		if (counts->status)
			tl_table_number(table, counts->status);
		else
			tl_table_none(table);
		tl_table_number(table, counts->seen.count);
		tl_table_number(table, counts->seen.first);
		tl_table_number(table, counts->seen.last);
	}
	if (count > TL_PURSUIT_SHOWN)
		tl_chapter_say(chapter, TL_TONE_NOTE, "%u more URLs are not shown; the timeline has them.",
			       count - TL_PURSUIT_SHOWN);
}

static void tell(void *state, struct tl_chapter *chapter)
{
	struct sites *sites = state;

	if (!tl_frequent_count(sites->sites)) {
		tl_chapter_say(chapter, TL_TONE_NOTE, "No site was named: neither by HTTP nor by TLS.");
		return;
	}
	tell_sites(sites, chapter);
	tell_addresses(sites, chapter);
}

const struct tl_section tl_section_sites = {
	"sites", "Sites that were really visited", TL_FIELDS(fields), sizeof(struct sites), begin, take, NULL, tell,
	end,
};
