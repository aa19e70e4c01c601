// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section of an investigation: every name seen for the addresses, who said it, and what else lives there. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "distinct.h"
#include "frequent.h"
#include "host.h"
#include "pursuit.h"
#include "ranking.h"

enum basis { BASIS_SNI, BASIS_HOST, BASIS_DNS, BASIS_CERTIFICATE, BASIS__COUNT };

static const char *const bases[BASIS__COUNT] = {"TLS server name", "HTTP Host", "DNS answer", "certificate"};

struct name_counts {
	struct tl_sightings seen;
	__u8 host[16], client[16]; /* the latest one that is not among those asked about */
	__u8 basis; /* enum basis */
	bool by_them; /* asked for by the other host of the inquiry */
	struct tl_distinct others;
	char name[TL_ENTRY_TEXT];
};

struct neighbours {
	struct tl_inquiry inquiry;
	struct tl_frequent *names;
};

static const __u16 fields[] = {
	TL_FORWARD(tlsSni),
	TL_FORWARD(quicSni),
	TL_FORWARD(httpRequestHost),
	TL_FORWARD(tlsSubjectCn),
	TL_FORWARD(dnsQname),
	TL_FORWARD(dnsAnswerIPv4Address),
	TL_FORWARD(dnsAnswerIPv6Address),
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	struct neighbours *neighbours = state;

	neighbours->inquiry = *inquiry;
	neighbours->names = tl_frequent_create(TL_PURSUIT_HELD, sizeof(struct name_counts));
	return neighbours->names;
}

static void end(void *state)
{
	tl_frequent_destroy(((struct neighbours *)state)->names);
}

static void take_name(struct neighbours *neighbours, const struct tl_entry *entry, const __u8 host[16],
		      enum basis basis, const char *name)
{
	char key[17 + TL_ENTRY_TEXT];
	struct name_counts *counts;
	size_t length = strlen(name);

	if (length && name[length - 1] == '.') /* of DNS: that of the root */
		length--;
	if (!length)
		return;
	memcpy(key, host, 16);
	key[16] = (char)basis;
	for (size_t i = 0; i < length; i++)
		key[17 + i] = (char)tolower((unsigned char)name[i]);
	counts = tl_frequent_take(neighbours->names, key, (unsigned int)(17 + length), 1);
	if (!counts)
		return;
	tl_sightings_add(&counts->seen, entry);
	counts->basis = (__u8)basis;
	memcpy(counts->host, host, 16);
	memcpy(counts->name, key + 17, length);
	if (tl_pursuit_host(&neighbours->inquiry, entry->hosts[0]) >= 0) {
		counts->by_them = true;
		return;
	}
	memcpy(counts->client, entry->hosts[0], 16);
	tl_distinct_take(&counts->others, entry->hosts[0], 16);
}

/* The address that a query was answered with, if it is one of those asked about. */
static void take_answer(struct neighbours *neighbours, const struct tl_entry *entry)
{
	static const __u8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
	const struct tl_datum *ipv4 = tl_row_get(entry->row, TL_FORWARD(dnsAnswerIPv4Address));
	const struct tl_datum *ipv6 = tl_row_get(entry->row, TL_FORWARD(dnsAnswerIPv6Address));
	char name[TL_ENTRY_TEXT];
	__u8 host[16];

	if (!tl_entry_text(entry, TL_FORWARD(dnsQname), name))
		return;
	if (ipv4 && ipv4->length == 4) {
		memcpy(host, mapped, sizeof(mapped));
		memcpy(host + sizeof(mapped), ipv4->octets, 4);
	} else if (ipv6 && ipv6->length == 16) {
		memcpy(host, ipv6->octets, 16);
	} else {
		return;
	}
	if (tl_pursuit_host(&neighbours->inquiry, host) >= 0)
		take_name(neighbours, entry, host, BASIS_DNS, name);
}

static void take(void *state, const struct tl_entry *entry)
{
	struct neighbours *neighbours = state;
	char name[TL_ENTRY_TEXT];
	unsigned int field;

	if (!entry->has_hosts)
		return;
	take_answer(neighbours, entry);
	if (tl_pursuit_host(&neighbours->inquiry, entry->hosts[1]) < 0)
		return;
	if (tl_entry_name(entry, name, &field))
		take_name(neighbours, entry, entry->hosts[1],
			  field == TL_FORWARD(httpRequestHost) ? BASIS_HOST : BASIS_SNI, name);
	if (tl_entry_text(entry, TL_FORWARD(tlsSubjectCn), name))
		take_name(neighbours, entry, entry->hosts[1], BASIS_CERTIFICATE, name);
}

/* "192.0.2.3", "192.0.2.3 and about 4 others" */
static void print_others(char *text, size_t size, const struct name_counts *counts)
{
	unsigned int count = tl_distinct_count(&counts->others);
	char address[INET6_ADDRSTRLEN];

	text[0] = '\0';
	if (!count)
		return;
	tl_host_print(address, counts->client);
	if (count == 1)
		snprintf(text, size, "%s", address);
	else
		snprintf(text, size, "%s and about %u more", address, count - 1);
}

static void put_name(struct tl_table *table, const struct name_counts *counts)
{
	char address[INET6_ADDRSTRLEN], others[96];

	tl_host_print(address, counts->host);
	print_others(others, sizeof(others), counts);
	tl_table_text(table, counts->name);
	tl_table_text(table, address);
	tl_table_text(table, bases[counts->basis]);
	tl_table_text(table, counts->by_them ? "yes" : "no");
	tl_table_text(table, others);
	tl_table_number(table, counts->seen.count);
	tl_table_number(table, counts->seen.first);
	tl_table_number(table, counts->seen.last);
}

static void tell(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "name", .title = "Name", .least = 24, .most = 60},
		{.key = "address", .title = "Address", .least = 13, .most = 39, .rank = 3},
		{.key = "basis", .title = "said by", .least = 9, .most = 15},
		{.key = "byThem", .title = "by them", .least = 5, .most = 17},
		{.key = "byOthers", .title = "by others", .least = 9, .most = 40},
		{.key = "times", .title = "Times", .kind = TL_CELL_COUNT},
		{.key = "first", .title = "First", .kind = TL_CELL_TIME, .rank = 1},
		{.key = "last", .title = "Last", .kind = TL_CELL_TIME, .rank = 2},
	};
	struct neighbours *neighbours = state;
	const struct tl_frequent_entry *sorted = tl_frequent_sort(neighbours->names, NULL);
	unsigned int count = sorted ? tl_frequent_count(neighbours->names) : 0, shown = 0;
	struct tl_table *table;

	if (!count) {
		tl_chapter_say(chapter, TL_TONE_NOTE, "No name was seen for these addresses.");
		return;
	}
	table = tl_chapter_table(chapter, "names", NULL, columns, sizeof(columns) / sizeof(columns[0]));
	if (table)
		table->is_list = true;
	/* first what they asked for themselves, then what only others did: what else lives there */
	for (unsigned int theirs = 2; theirs-- > 0;)
		for (unsigned int i = 0; i < count && shown < 2 * TL_PURSUIT_SHOWN; i++) {
			const struct name_counts *counts = sorted[i].counts;

			if (counts->by_them != theirs)
				continue;
			put_name(table, counts);
			shown++;
		}
	tl_chapter_say(chapter, TL_TONE_NOTE,
		       "What they did not ask for, and others did, is what else lives on the address.");
	tl_ranking_limits(chapter, neighbours->names, shown, "names");
}

const struct tl_section tl_section_neighbours = {
	"names",
	"Names seen for these addresses",
	TL_FIELDS(fields),
	sizeof(struct neighbours),
	begin,
	take,
	NULL,
	tell,
	end,
};
