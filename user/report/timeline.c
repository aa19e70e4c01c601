// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section of an investigation: transactions and flows, one after the other. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/octets.h"
#include "host.h"
#include "pursuit.h"

#define MOMENTS_MOST 10000 /* shown; up to twice as many are held, 1 to 2 KB each */

struct moment {
	__u64 start, end, packets, octets;
	__u64 order; /* of transactions at the same time */
	__u8 hosts[2][16];
	__u16 ports[2], status;
	__u8 protocol;
	bool counts, has_status;
	char *name, *method, *target, *system, *program, *application;
};

struct timeline {
	struct tl_inquiry inquiry;
	struct moment *moments;
	unsigned int count, room;
	__u64 left_out; /* later ones */
	bool failed;
};

static const __u16 fields[] = {
	TL_NAME_FIELDS,
	TL_FORWARD(httpRequestMethod),
	TL_FORWARD(httpRequestTarget),
	TL_FORWARD(httpStatusCode),
	TL_FORWARD(applicationName),
	TL_FORWARD(userAgentSystem),
	TL_FORWARD(userAgentSystemVersion),
	TL_FORWARD(userAgentApplication),
	TL_FORWARD(userAgentApplicationVersion),
	TL_FORWARD(httpResponseTime),
	TL_FORWARD(tcpSynSystem),
	TL_FORWARD(dnsQname),
	TL_FORWARD(dnsQtype),
	TL_FORWARD(dnsResponseCode),
	TL_FORWARD(dnsAnswerIPv4Address),
	TL_FORWARD(dnsAnswerIPv6Address),
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	((struct timeline *)state)->inquiry = *inquiry;
	return true;
}

static void free_moment(struct moment *moment)
{
	free(moment->name);
	free(moment->method);
	free(moment->target);
	free(moment->system);
	free(moment->program);
	free(moment->application);
}

static void end(void *state)
{
	struct timeline *timeline = state;

	for (unsigned int i = 0; i < timeline->count; i++)
		free_moment(&timeline->moments[i]);
	free(timeline->moments);
}

static int by_time(const void *a, const void *b)
{
	const struct moment *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->order < right->order ? -1 : left->order > right->order;
}

/* The earliest stay. */
static void thin_out(struct timeline *timeline)
{
	if (timeline->count)
		qsort(timeline->moments, timeline->count, sizeof(*timeline->moments), by_time);
	for (; timeline->count > MOMENTS_MOST; timeline->left_out++)
		free_moment(&timeline->moments[--timeline->count]);
}

static struct moment *add(struct timeline *timeline)
{
	struct moment *moments;

	if (timeline->count == 2 * MOMENTS_MOST)
		thin_out(timeline);
	if (timeline->count == timeline->room) {
		unsigned int room = timeline->room ? 2 * timeline->room : 256;

		moments = realloc(timeline->moments, room * sizeof(*moments));
		if (!moments) {
			timeline->failed = true;
			return NULL;
		}
		timeline->moments = moments;
		timeline->room = room;
	}
	timeline->moments[timeline->count] = (struct moment){0};
	return &timeline->moments[timeline->count++];
}

static char *text_of(const struct tl_entry *entry, unsigned int field)
{
	char text[TL_ENTRY_TEXT];

	return tl_entry_text(entry, field, text) ? strdup(text) : NULL;
}

static char *versioned(const struct tl_entry *entry, unsigned int name, unsigned int version)
{
	char text[TL_ENTRY_TEXT];

	return tl_pursuit_versioned(entry, name, version, text) ? strdup(text) : NULL;
}

/* A query of DNS in the same columns: type, name, response code, and what came. */
static void take_query(struct moment *moment, const struct tl_entry *entry)
{
	static const struct {
		__u16 type;
		const char *name;
	} types[] = {{1, "A"},	 {2, "NS"},   {5, "CNAME"}, {12, "PTR"},
		     {15, "MX"}, {16, "TXT"}, {28, "AAAA"}, {65, "HTTPS"}};
	const struct tl_datum *answer = tl_row_get(entry->row, TL_FORWARD(dnsAnswerIPv4Address));
	__u64 type = tl_entry_number(entry, TL_FORWARD(dnsQtype), 0);
	char text[INET6_ADDRSTRLEN + 8] = "", address[INET6_ADDRSTRLEN] = "";

	if (!moment->name)
		moment->name = text_of(entry, TL_FORWARD(dnsQname));
	if (!tl_row_get(entry->row, TL_FORWARD(dnsQname)))
		return;
	snprintf(text, sizeof(text), "type %llu", (unsigned long long)type);
	for (unsigned int i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == type)
			snprintf(text, sizeof(text), "%s", types[i].name);
	moment->method = strdup(text);
	moment->has_status = tl_row_get(entry->row, TL_FORWARD(dnsResponseCode));
	moment->status = (__u16)tl_entry_number(entry, TL_FORWARD(dnsResponseCode), 0);
	if (answer && answer->length == 4)
		inet_ntop(AF_INET, answer->octets, address, sizeof(address));
	answer = tl_row_get(entry->row, TL_FORWARD(dnsAnswerIPv6Address));
	if (!address[0] && answer && answer->length == 16)
		inet_ntop(AF_INET6, answer->octets, address, sizeof(address));
	snprintf(text, sizeof(text), "→ %s", address);
	moment->target = address[0] ? strdup(text) : NULL;
}

static void take_texts(struct moment *moment, const struct tl_entry *entry)
{
	char name[TL_ENTRY_TEXT];
	unsigned int field;

	moment->name = tl_entry_name(entry, name, &field) ? strdup(name) : NULL;
	moment->application = text_of(entry, TL_FORWARD(applicationName));
	moment->system = versioned(entry, TL_FORWARD(userAgentSystem), TL_FORWARD(userAgentSystemVersion));
	moment->program = versioned(entry, TL_FORWARD(userAgentApplication), TL_FORWARD(userAgentApplicationVersion));
	if (!moment->system && tl_entry_text(entry, TL_FORWARD(tcpSynSystem), name)) {
		strncat(name, " (SYN)", sizeof(name) - strlen(name) - 1);
		moment->system = strdup(name);
	}
	if (tl_row_get(entry->row, TL_FORWARD(httpRequestMethod))) {
		moment->method = text_of(entry, TL_FORWARD(httpRequestMethod));
		moment->target = text_of(entry, TL_FORWARD(httpRequestTarget));
		moment->has_status = tl_row_get(entry->row, TL_FORWARD(httpStatusCode));
		moment->status = (__u16)tl_entry_number(entry, TL_FORWARD(httpStatusCode), 0);
	} else {
		take_query(moment, entry);
	}
	if (!moment->name && tl_entry_server(entry, name))
		moment->name = strdup(name);
}

/* A query that was answered with the address asked about is chapter of the story, whoever answered. */
static bool is_wanted(const struct tl_inquiry *inquiry, const struct tl_entry *entry)
{
	const struct tl_datum *answer = tl_row_get(entry->row, TL_FORWARD(dnsAnswerIPv4Address));

	if (tl_pursuit_is_between(inquiry, entry))
		return true;
	if (inquiry->host_count < 2 || !entry->has_hosts || tl_pursuit_host(inquiry, entry->hosts[0]) < 0)
		return false;
	for (unsigned int i = 0; i < inquiry->host_count; i++) {
		if (answer && answer->length == 4 && !memcmp(answer->octets, inquiry->hosts[i] + 12, 4))
			return true;
	}
	answer = tl_row_get(entry->row, TL_FORWARD(dnsAnswerIPv6Address));
	return answer && answer->length == 16 && tl_pursuit_host(inquiry, answer->octets) >= 0;
}

static void take(void *state, const struct tl_entry *entry)
{
	struct timeline *timeline = state;
	struct moment *moment;

	if (!is_wanted(&timeline->inquiry, entry))
		return;
	moment = add(timeline);
	if (!moment)
		return;
	moment->start = entry->start;
	moment->end = entry->end;
	moment->packets = tl_entry_packets(entry);
	moment->octets = tl_entry_octets(entry);
	moment->order = tl_entry_number(entry, TL_FORWARD(transactionNumber), 0);
	moment->protocol = entry->protocol;
	moment->counts = entry->counts;
	memcpy(moment->hosts, entry->hosts, sizeof(moment->hosts));
	memcpy(moment->ports, entry->ports, sizeof(moment->ports));
	take_texts(moment, entry);
}

/* clang-format off */
#define TIMELINE_COLUMNS(time_kind)                                                                                    \
	{                                                                                                              \
		{.key = "time", .title = "Time", .kind = (time_kind)},                                                 \
		{.key = "lasted", .title = "Lasted", .kind = TL_CELL_LASTING, .rank = 4},                              \
		{.key = "source", .title = "From", .least = 13, .most = 39, .rank = 3},                                \
		{.key = "sourcePort", .title = "Port", .kind = TL_CELL_EXACT, .rank = 9},                              \
		{.key = "destination", .title = "To", .least = 13, .most = 39, .rank = 6},                             \
		{.key = "destinationPort", .title = "Port", .kind = TL_CELL_EXACT, .rank = 5},                         \
		{.key = "application", .title = "App", .least = 4, .most = 14, .rank = 10},                            \
		{.key = "packets", .title = "Pkts", .kind = TL_CELL_COUNT, .rank = 8},                                 \
		{.key = "octets", .title = "Bytes", .kind = TL_CELL_OCTETS, .rank = 7},                                \
		{.key = "method", .title = "Method", .least = 4, .most = 8},                                           \
		{.key = "status", .title = "Status", .kind = TL_CELL_EXACT},                                           \
		{.key = "host", .title = "Host", .least = 20, .most = 40},                                             \
		{.key = "url", .title = "URL", .least = 28, .most = 100},                                              \
		{.key = "system", .title = "OS", .least = 10, .most = 24, .rank = 2},                                   \
		{.key = "program", .title = "Browser", .least = 12, .most = 24, .rank = 1},                             \
	}
/* clang-format on */

static void put_text(struct tl_table *table, const char *text)
{
	tl_table_text(table, text ? text : "");
}

static void put_if(struct tl_table *table, bool is_present, __u64 number)
{
	if (is_present)
		tl_table_number(table, number);
	else
		tl_table_none(table);
}

static void put_moment(struct tl_table *table, const struct moment *moment)
{
	char address[INET6_ADDRSTRLEN];

	tl_table_number(table, moment->start);
	tl_table_number(table, moment->end - moment->start);
	for (unsigned int side = 0; side < 2; side++) {
		tl_host_print(address, moment->hosts[side]);
		tl_table_text(table, address);
		put_if(table, moment->ports[side], moment->ports[side]);
	}
	put_text(table, moment->application);
	put_if(table, moment->counts, moment->packets);
	put_if(table, moment->counts, moment->octets);
	put_text(table, moment->method);
	put_if(table, moment->has_status, moment->status);
	put_text(table, moment->name);
	put_text(table, moment->target);
	put_text(table, moment->system);
	put_text(table, moment->program);
}

static void tell(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column of_a_day[] = TIMELINE_COLUMNS(TL_CELL_CLOCK);
	static const struct tl_column of_days[] = TIMELINE_COLUMNS(TL_CELL_TIME);
	struct timeline *timeline = state;
	struct tl_table *table;
	bool is_short;

	thin_out(timeline);
	if (!timeline->count) {
		tl_chapter_say(chapter, TL_TONE_NOTE, "Nothing passed in this time.");
		return;
	}
	is_short = timeline->moments[timeline->count - 1].start - timeline->moments[0].start < 86400 * TL_SECOND;
	table = tl_chapter_table(chapter, "timeline", NULL, is_short ? of_a_day : of_days,
				 sizeof(of_days) / sizeof(of_days[0]));
	if (!table)
		return;
	table->is_list = true;
	for (unsigned int i = 0; i < timeline->count; i++)
		put_moment(table, &timeline->moments[i]);
	tl_chapter_say(
		chapter, TL_TONE_NOTE,
		"A row without packets is a further request on the connection of one above, which counts them all.");
	if (timeline->left_out)
		tl_chapter_say(chapter, TL_TONE_NOTE, "%llu later rows are left out: --from and --to choose others.",
			       (unsigned long long)timeline->left_out);
	if (timeline->failed)
		tl_chapter_say(chapter, TL_TONE_WARNING, "Memory ran out: rows are missing.");
}

const struct tl_section tl_section_timeline = {
	"timeline", "Timeline", TL_FIELDS(fields), sizeof(struct timeline), begin, take, NULL, tell, end,
};
