// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section of an investigation: operating systems and programs, by what user agents and servers say and what SYNs look like. */
#include <stdio.h>
#include <string.h>

#include "frequent.h"
#include "host.h"
#include "pursuit.h"
#include "ranking.h"

enum basis { BASIS_AGENT, BASIS_SYN, BASIS_SERVER };

static const char *const bases[] = {"user agent", "TCP SYN", "server's own word"};

struct client_counts {
	struct tl_sightings seen;
	__u8 host[16];
	__u8 basis; /* enum basis */
	char system[96], program[96], raw[TL_ENTRY_TEXT];
};

struct clients {
	struct tl_inquiry inquiry;
	struct tl_frequent *clients;
};

static const __u16 fields[] = {
	TL_FORWARD(userAgentSystem),	    TL_FORWARD(userAgentSystemVersion),
	TL_FORWARD(userAgentApplication),   TL_FORWARD(userAgentApplicationVersion),
	TL_FORWARD(httpUserAgent),	    TL_FORWARD(tcpSynSystem),
	TL_FORWARD(tcpSynSystemConfidence), TL_FORWARD(httpServer),
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	struct clients *clients = state;

	clients->inquiry = *inquiry;
	clients->clients = tl_frequent_create(TL_PURSUIT_HELD, sizeof(struct client_counts));
	return clients->clients;
}

static void end(void *state)
{
	tl_frequent_destroy(((struct clients *)state)->clients);
}

static void take_client(struct clients *clients, const struct tl_entry *entry, const struct client_counts *what)
{
	char key[16 + 1 + 2 * 96 + TL_ENTRY_TEXT];
	struct client_counts *counts;
	struct tl_sightings seen;
	int length;

	memcpy(key, what->host, 16);
	length = 16 + snprintf(key + 16, sizeof(key) - 16, "%c%s\t%s\t%s", '0' + what->basis, what->system,
			       what->program, what->raw);
	counts = tl_frequent_take(clients->clients, key, (unsigned int)length, 1);
	if (!counts)
		return;
	seen = counts->seen;
	*counts = *what;
	tl_sightings_add(&seen, entry);
	counts->seen = seen;
}

static void take_agent(struct clients *clients, const struct tl_entry *entry)
{
	struct client_counts what = {.basis = BASIS_AGENT};
	char text[TL_ENTRY_TEXT];
	bool any;

	memcpy(what.host, entry->hosts[0], 16);
	any = tl_entry_text(entry, TL_FORWARD(httpUserAgent), what.raw);
	if (tl_pursuit_versioned(entry, TL_FORWARD(userAgentSystem), TL_FORWARD(userAgentSystemVersion), text)) {
		any = true;
		snprintf(what.system, sizeof(what.system), "%.95s", text);
	}
	if (tl_pursuit_versioned(entry, TL_FORWARD(userAgentApplication), TL_FORWARD(userAgentApplicationVersion),
				 text)) {
		any = true;
		snprintf(what.program, sizeof(what.program), "%.95s", text);
	}
	if (any)
		take_client(clients, entry, &what);
}

static void take_syn(struct clients *clients, const struct tl_entry *entry)
{
	struct client_counts what = {.basis = BASIS_SYN};
	char text[TL_ENTRY_TEXT];

	if (!tl_entry_text(entry, TL_FORWARD(tcpSynSystem), text))
		return;
	memcpy(what.host, entry->hosts[0], 16);
	snprintf(what.system, sizeof(what.system), "%.80s (sure to %llu%%)", text,
		 (unsigned long long)tl_entry_number(entry, TL_FORWARD(tcpSynSystemConfidence), 0));
	take_client(clients, entry, &what);
}

static void take_server(struct clients *clients, const struct tl_entry *entry)
{
	struct client_counts what = {.basis = BASIS_SERVER};
	char text[TL_ENTRY_TEXT];

	if (!tl_entry_text(entry, TL_FORWARD(httpServer), text))
		return;
	memcpy(what.host, entry->hosts[1], 16);
	snprintf(what.program, sizeof(what.program), "%.95s", text);
	take_client(clients, entry, &what);
}

static void take(void *state, const struct tl_entry *entry)
{
	struct clients *clients = state;

	if (!entry->has_hosts)
		return;
	if (tl_pursuit_host(&clients->inquiry, entry->hosts[0]) >= 0) {
		take_agent(clients, entry);
		take_syn(clients, entry);
	}
	if (tl_pursuit_host(&clients->inquiry, entry->hosts[1]) >= 0)
		take_server(clients, entry);
}

static void put_client(struct tl_table *table, const struct client_counts *counts)
{
	char address[INET6_ADDRSTRLEN];

	tl_host_print(address, counts->host);
	tl_table_text(table, address);
	tl_table_text(table, counts->system);
	tl_table_text(table, counts->program);
	tl_table_text(table, bases[counts->basis]);
	tl_table_number(table, counts->seen.count);
	tl_table_number(table, counts->seen.first);
	tl_table_number(table, counts->seen.last);
	tl_table_text(table, counts->raw);
}

static void tell(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "host", .title = "Host", .least = 13, .most = 39},
		{.key = "system", .title = "Operating system", .least = 16, .most = 32},
		{.key = "program", .title = "Browser, program", .least = 16, .most = 32},
		{.key = "basis", .title = "told by", .least = 7, .most = 17},
		{.key = "times", .title = "Times", .kind = TL_CELL_COUNT},
		{.key = "first", .title = "First", .kind = TL_CELL_TIME, .rank = 1},
		{.key = "last", .title = "Last", .kind = TL_CELL_TIME, .rank = 2},
		{.key = "agent", .title = "in its own words", .least = 20, .most = 120, .rank = 3},
	};
	struct clients *clients = state;
	const struct tl_frequent_entry *sorted = tl_frequent_sort(clients->clients, NULL);
	unsigned int count = sorted ? tl_frequent_count(clients->clients) : 0;
	struct tl_table *table;

	if (!count) {
		tl_chapter_say(chapter, TL_TONE_NOTE,
			       "No record tells: user agents are seen in HTTP without TLS, and TCP stacks in SYNs.");
		return;
	}
	table = tl_chapter_table(chapter, "clients", NULL, columns, sizeof(columns) / sizeof(columns[0]));
	if (table)
		table->is_list = true;
	for (unsigned int i = 0; i < count && i < TL_PURSUIT_SHOWN; i++)
		put_client(table, sorted[i].counts);
	if (count > TL_PURSUIT_SHOWN)
		tl_chapter_say(chapter, TL_TONE_NOTE, "%u more are not shown.", count - TL_PURSUIT_SHOWN);
}

const struct tl_section tl_section_clients = {
	"clients", "Operating systems and programs", TL_FIELDS(fields), sizeof(struct clients), begin, take, NULL, tell,
	end,
};
