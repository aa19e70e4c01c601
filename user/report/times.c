// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section: how long the network and the servers take, by application and by server. */
#include <stdio.h>
#include <string.h>

#include "distribution.h"
#include "host.h"
#include "ranking.h"
#include "section.h"

#define APPLICATIONS_HELD 512
#define SERVERS_HELD	  1024

struct time_counts {
	struct tl_distribution network, server;
	__u64 named; /* when the name was asked for */
	char name[64];
};

struct times {
	struct tl_frequent *applications;
	struct tl_frequent *servers; /* address, port, protocol */
};

struct server_key {
	__u8 host[16];
	__u16 port;
	__u8 protocol, padding;
};

static const __u16 fields[] = {
	TL_FORWARD(applicationName),  TL_FORWARD(applicationProtocol),	 TL_NAME_FIELDS,
	TL_FORWARD(npnRoundTripTime), TL_FORWARD(npmServerResponseTime), TL_REVERSE(responses),
	TL_FORWARD(httpResponseTime), TL_FORWARD(dnsResponseTime),
};

#define TIME_COLUMNS(key_, title_)                                                                                     \
	{                                                                                                              \
		{.key = (key_), .title = (title_), .least = 14, .most = 48},                                           \
			{.key = "roundTrips", .title = "Trips", .kind = TL_CELL_COUNT, .rank = 3},                     \
			{.key = "networkMedian", .title = "Network ½", .kind = TL_CELL_MICROSECONDS},                  \
			{.key = "network95", .title = "95%", .kind = TL_CELL_MICROSECONDS, .rank = 1},                 \
			{.key = "responses", .title = "Answers", .kind = TL_CELL_COUNT, .rank = 2},                    \
			{.key = "serverMedian", .title = "Server ½", .kind = TL_CELL_MICROSECONDS},                    \
		{                                                                                                      \
			.key = "server95", .title = "95%", .kind = TL_CELL_MICROSECONDS, .has_bar = true               \
		}                                                                                                      \
	}

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	struct times *times = state;

	(void)inquiry;
	times->applications = tl_frequent_create(APPLICATIONS_HELD, sizeof(struct time_counts));
	times->servers = tl_frequent_create(SERVERS_HELD, sizeof(struct time_counts));
	return times->applications && times->servers;
}

static void end(void *state)
{
	struct times *times = state;

	tl_frequent_destroy(times->applications);
	tl_frequent_destroy(times->servers);
}

struct measured {
	__u32 network, response;
	__u32 responses; /* the response time is the average of so many; 0: none */
};

static struct measured measure(const struct tl_entry *entry)
{
	struct measured measured = {0};
	bool is_last = entry->ends ||
		       !entry->counts; /* those of a flow before it say the same of handshake and first answer */
	__u64 time = tl_entry_number(entry, TL_FORWARD(httpResponseTime),
				     tl_entry_number(entry, TL_FORWARD(dnsResponseTime), 0));

	/* that of the transaction is exact; of a flow with many, its records say each */
	if (is_last)
		measured.network = (__u32)tl_entry_number(entry, TL_FORWARD(npnRoundTripTime), 0);
	if (time) {
		measured.response = (__u32)time;
		measured.responses = is_last;
	} else if (tl_row_get(entry->row, TL_FORWARD(npmServerResponseTime))) {
		measured.response = (__u32)tl_entry_number(entry, TL_FORWARD(npmServerResponseTime), 0);
		time = tl_entry_number(entry, TL_REVERSE(responses), 1);
		measured.responses = time < 1000000 ? (__u32)time : 1000000;
	}
	return measured;
}

static struct time_counts *take_times(struct tl_frequent *frequent, const void *key, unsigned int length,
				      const struct measured *measured)
{
	struct time_counts *counts =
		tl_frequent_take(frequent, key, length, (measured->network != 0) + measured->responses);

	if (!counts)
		return NULL;
	if (measured->network)
		tl_distribution_take(&counts->network, measured->network, 1);
	if (measured->responses)
		tl_distribution_take(&counts->server, measured->response, measured->responses);
	return counts;
}

static void take(void *state, const struct tl_entry *entry)
{
	struct server_key key = {.port = entry->ports[1], .protocol = entry->protocol};
	struct measured measured = measure(entry);
	struct times *times = state;
	struct time_counts *server;
	char text[TL_ENTRY_TEXT];

	if (!measured.network && !measured.responses)
		return;
	if (tl_entry_text(entry, TL_FORWARD(applicationName), text) ||
	    tl_entry_text(entry, TL_FORWARD(applicationProtocol), text))
		take_times(times->applications, text, (unsigned int)strlen(text), &measured);
	if (!entry->has_hosts)
		return;
	memcpy(key.host, entry->hosts[1], sizeof(key.host));
	server = take_times(times->servers, &key, sizeof(key), &measured);
	if (!server || entry->end < server->named || !tl_entry_server(entry, text))
		return;
	server->named = entry->end;
	snprintf(server->name, sizeof(server->name), "%.63s", text);
}

static void add_counts(void *counts, const void *more)
{
	struct time_counts *times = counts;
	const struct time_counts *others = more;

	tl_distribution_add(&times->network, &others->network);
	tl_distribution_add(&times->server, &others->server);
	if (others->named <= times->named)
		return;
	times->named = others->named;
	memcpy(times->name, others->name, sizeof(times->name));
}

static void add(void *state, void *other)
{
	struct times *times = state, *more = other;

	tl_frequent_add(times->applications, more->applications, add_counts);
	tl_frequent_add(times->servers, more->servers, add_counts);
}

static void put_times(struct tl_table *table, const struct tl_distribution *distribution)
{
	tl_table_number(table, distribution->count);
	for (unsigned int i = 0; i < 2; i++) {
		if (distribution->count)
			tl_table_number(table, tl_distribution_quantile(distribution, i ? 0.95 : 0.5));
		else
			tl_table_none(table);
	}
}

static void print_application(char *text, size_t size, const struct tl_frequent_entry *entry)
{
	snprintf(text, size, "%.*s", (int)entry->key_length, (const char *)entry->key);
}

static void print_server(char *text, size_t size, const struct tl_frequent_entry *entry)
{
	const struct time_counts *counts = entry->counts;
	char address[INET6_ADDRSTRLEN];
	struct server_key key;

	memcpy(&key, entry->key, sizeof(key));
	tl_host_print(address, key.host);
	snprintf(text, size, strchr(address, ':') ? "[%s]:%u %s" : "%s:%u %s", address, key.port, counts->name);
}

static void tell_table(struct tl_chapter *chapter, struct tl_frequent *frequent, const char *key, const char *title,
		       const struct tl_column *columns,
		       void (*print)(char *text, size_t size, const struct tl_frequent_entry *entry))
{
	const struct tl_frequent_entry *sorted = tl_frequent_sort(frequent, NULL);
	unsigned int count = sorted ? tl_frequent_count(frequent) : 0;
	struct tl_table *table = count ? tl_chapter_table(chapter, key, title, columns, 7) : NULL;
	char text[TL_ENTRY_TEXT];

	for (unsigned int i = 0; i < count && i < TL_RANKING_SHOWN; i++) {
		const struct time_counts *counts = sorted[i].counts;

		print(text, sizeof(text), &sorted[i]);
		tl_table_text(table, text);
		put_times(table, &counts->network);
		put_times(table, &counts->server);
	}
}

static void tell(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column applications[] = TIME_COLUMNS("application", "Application");
	static const struct tl_column servers[] = TIME_COLUMNS("server", "Server");
	struct times *times = state;

	if (!tl_frequent_count(times->applications) && !tl_frequent_count(times->servers)) {
		tl_chapter_say(chapter, TL_TONE_NOTE, "No times were measured (--metrics on measures them).");
		return;
	}
	tell_table(chapter, times->applications, "applicationTimes", "By application", applications, print_application);
	tell_table(chapter, times->servers, "serverTimes", "By server, most answers first", servers, print_server);
	tl_chapter_say(
		chapter, TL_TONE_NOTE,
		"½: half took at most that long (median); 95%%: so many of a hundred did. Network: round trip of "
		"the TCP "
		"handshake. Server: from the request to the first octet of the answer. Within 3%%.");
}

const struct tl_section tl_section_times = {
	"times", "Network and server response times", TL_FIELDS(fields), sizeof(struct times), begin, take, add, tell,
	end,
};
