// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section: the hosts that sent and received most, each with the name that it was last asked for by. */
#include <stdio.h>
#include <string.h>

#include "../query/naming.h"
#include "host.h"
#include "ranking.h"
#include "section.h"

#define NAME_SIZE 64

struct host_counts {
	__u64 flows, packets;
	__u64 octets[2]; /* sent, received */
	__u64 named; /* when the name was asked for */
	char name[NAME_SIZE], network[NAME_SIZE / 2];
};

struct hosts {
	struct tl_frequent *hosts;
	__u64 octets; /* of all flows, once */
	struct tl_naming *naming;
};

static const __u16 fields[] = {TL_NAME_FIELDS, TL_FORWARD(sourceNetwork), TL_FORWARD(destinationNetwork)};

static const struct tl_column columns[] = {
	{.key = "host", .title = "Host", .least = 15, .most = 39},
	{.key = "name", .title = "Name asked for", .least = 14, .most = 40, .rank = 1},
	{.key = "network", .title = "Own network", .least = 8, .most = 20, .rank = 3},
	{.key = "flows", .title = "Flows", .kind = TL_CELL_COUNT},
	{.key = "packets", .title = "Packets", .kind = TL_CELL_COUNT, .rank = 2},
	{.key = "octetsSent", .title = "Sent", .kind = TL_CELL_OCTETS},
	{.key = "octetsReceived", .title = "Received", .kind = TL_CELL_OCTETS},
	{.key = "octetShare", .title = "of all", .kind = TL_CELL_SHARE, .has_bar = true},
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	struct hosts *hosts = state;

	hosts->naming = inquiry->naming;
	hosts->hosts = tl_frequent_create(TL_RANKING_HELD, sizeof(struct host_counts));
	return hosts->hosts;
}

static void end(void *state)
{
	tl_frequent_destroy(((struct hosts *)state)->hosts);
}

static struct host_counts *take_host(struct hosts *hosts, const struct tl_entry *entry, unsigned int side)
{
	struct host_counts *counts = tl_frequent_take(hosts->hosts, entry->hosts[side], 16, tl_entry_octets(entry));
	char network[TL_ENTRY_TEXT];

	if (!counts)
		return NULL;
	counts->flows += entry->ends;
	counts->packets += tl_entry_packets(entry);
	counts->octets[0] += entry->octets[side];
	counts->octets[1] += entry->octets[!side];
	if (tl_entry_text(entry, side ? TL_FORWARD(destinationNetwork) : TL_FORWARD(sourceNetwork), network))
		snprintf(counts->network, sizeof(counts->network), "%.*s", (int)sizeof(counts->network) - 1, network);
	return counts;
}

static void take(void *state, const struct tl_entry *entry)
{
	struct host_counts *server;
	char name[TL_ENTRY_TEXT];
	struct hosts *hosts = state;

	if (!entry->has_hosts)
		return;
	hosts->octets += tl_entry_octets(entry);
	take_host(hosts, entry, 0);
	if (!memcmp(entry->hosts[0], entry->hosts[1], 16))
		return;
	server = take_host(hosts, entry, 1);
	if (!server || entry->end < server->named || !tl_entry_server(entry, name))
		return;
	server->named = entry->end;
	snprintf(server->name, sizeof(server->name), "%.*s", NAME_SIZE - 1, name);
}

static void add_counts(void *counts, const void *more)
{
	struct host_counts *host = counts;
	const struct host_counts *other = more;

	host->flows += other->flows;
	host->packets += other->packets;
	host->octets[0] += other->octets[0];
	host->octets[1] += other->octets[1];
	if (other->named > host->named) {
		host->named = other->named;
		memcpy(host->name, other->name, sizeof(host->name));
	}
	if (!host->network[0])
		memcpy(host->network, other->network, sizeof(host->network));
}

static void add(void *state, void *other)
{
	struct hosts *hosts = state, *more = other;

	hosts->octets += more->octets;
	tl_frequent_add(hosts->hosts, more->hosts, add_counts);
}

/* Of those that are shown, and that no client has asked for by a name. */
static void look_up(struct hosts *hosts, const struct tl_frequent_entry *sorted, unsigned int count)
{
	__u8 addresses[TL_RANKING_SHOWN][16];
	unsigned int nameless = 0;

	for (unsigned int i = 0; i < count && i < TL_RANKING_SHOWN; i++)
		if (!((const struct host_counts *)sorted[i].counts)->name[0])
			memcpy(addresses[nameless++], sorted[i].key, 16);
	tl_naming_fetch(hosts->naming, (const __u8(*)[16])addresses, nameless);
}

static void tell(void *state, struct tl_chapter *chapter)
{
	struct hosts *hosts = state;
	const struct tl_frequent_entry *sorted = tl_frequent_sort(hosts->hosts, NULL);
	unsigned int count = sorted ? tl_frequent_count(hosts->hosts) : 0;
	struct tl_table *table;
	char text[INET6_ADDRSTRLEN];

	if (!count)
		return;
	look_up(hosts, sorted, count);
	table = tl_chapter_table(chapter, "hosts", NULL, columns, sizeof(columns) / sizeof(columns[0]));
	for (unsigned int i = 0; i < count && i < TL_RANKING_SHOWN; i++) {
		struct host_counts *counts = sorted[i].counts;

		tl_host_print(text, sorted[i].key);
		tl_table_text(table, text);
		if (!counts->name[0])
			tl_naming_address(hosts->naming, sorted[i].key, counts->name, sizeof(counts->name));
		tl_table_text(table, counts->name);
		tl_table_text(table, counts->network);
		tl_table_number(table, counts->flows);
		tl_table_number(table, counts->packets);
		tl_table_number(table, counts->octets[0]);
		tl_table_number(table, counts->octets[1]);
		if (hosts->octets)
			tl_table_real(table, (double)(counts->octets[0] + counts->octets[1]) / (double)hosts->octets);
		else
			tl_table_none(table);
	}
	tl_chapter_say(chapter, TL_TONE_NOTE, "Both ends of a flow count: the shares add up to 200%%.");
	tl_ranking_limits(chapter, hosts->hosts, TL_RANKING_SHOWN, "hosts");
}

const struct tl_section tl_section_hosts = {
	"hosts", "Hosts", TL_FIELDS(fields), sizeof(struct hosts), begin, take, add, tell, end,
};
