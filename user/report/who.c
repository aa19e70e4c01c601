// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section of an investigation: who the hosts are, as far as the records tell. */
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "pursuit.h"

struct person {
	struct tl_sightings seen;
	__u64 as_client, as_server, octets[2]; /* sent, received */
	char country[TL_ENTRY_TEXT], system[TL_ENTRY_TEXT], mac[24];
};

struct who {
	struct tl_inquiry inquiry;
	struct person persons[2];
};

static const __u16 fields[] = {
	TL_FORWARD(sourceIPCountry),	    TL_FORWARD(destinationIPCountry),  TL_FORWARD(bgpSourceAsNumber),
	TL_FORWARD(bgpDestinationAsNumber), TL_FORWARD(sourceAsName),	       TL_FORWARD(destinationAsName),
	TL_FORWARD(sourceMacAddress),	    TL_FORWARD(destinationMacAddress),
};

/* Where to look for each side. */
static const struct {
	unsigned int country, as_number, as_name, mac;
} sides[2] = {
	{TL_FORWARD(sourceIPCountry), TL_FORWARD(bgpSourceAsNumber), TL_FORWARD(sourceAsName),
	 TL_FORWARD(sourceMacAddress)},
	{TL_FORWARD(destinationIPCountry), TL_FORWARD(bgpDestinationAsNumber), TL_FORWARD(destinationAsName),
	 TL_FORWARD(destinationMacAddress)},
};

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	((struct who *)state)->inquiry = *inquiry;
	return true;
}

static void end(void *state)
{
	(void)state;
}

static void take_place(struct person *person, const struct tl_entry *entry, unsigned int side)
{
	const struct tl_datum *mac = tl_row_get(entry->row, sides[side].mac);
	__u64 number = tl_entry_number(entry, sides[side].as_number, 0);
	char name[TL_ENTRY_TEXT];

	if (!person->country[0])
		tl_entry_text(entry, sides[side].country, person->country);
	if (number && !person->system[0]) {
		tl_entry_text(entry, sides[side].as_name, name);
		snprintf(person->system, sizeof(person->system), "AS%llu %.200s", (unsigned long long)number, name);
	}
	if (mac && mac->length == 6 && !person->mac[0])
		snprintf(person->mac, sizeof(person->mac), "%02x:%02x:%02x:%02x:%02x:%02x", mac->octets[0],
			 mac->octets[1], mac->octets[2], mac->octets[3], mac->octets[4], mac->octets[5]);
}

static void take(void *state, const struct tl_entry *entry)
{
	struct who *who = state;

	for (unsigned int side = 0; entry->has_hosts && side < 2; side++) {
		int which = tl_pursuit_host(&who->inquiry, entry->hosts[side]);
		struct person *person;

		if (which < 0)
			continue;
		person = &who->persons[which];
		tl_sightings_add(&person->seen, entry);
		person->as_client += entry->ends && !side;
		person->as_server += entry->ends && side;
		person->octets[0] += entry->octets[side];
		person->octets[1] += entry->octets[!side];
		take_place(person, entry, side);
	}
}

static void tell(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = {
		{.key = "host", .title = "Host", .least = 15, .most = 39},
		{.key = "first", .title = "First seen", .kind = TL_CELL_TIME},
		{.key = "last", .title = "Last seen", .kind = TL_CELL_TIME, .rank = 5},
		{.key = "flowsAsClient", .title = "as client", .kind = TL_CELL_COUNT, .rank = 3},
		{.key = "flowsAsServer", .title = "as server", .kind = TL_CELL_COUNT, .rank = 4},
		{.key = "octetsSent", .title = "Sent", .kind = TL_CELL_OCTETS, .rank = 1},
		{.key = "octetsReceived", .title = "Received", .kind = TL_CELL_OCTETS, .rank = 2},
		{.key = "country", .title = "Country", .least = 2, .most = 8},
		{.key = "system", .title = "Autonomous system", .least = 10, .most = 50, .rank = 6},
		{.key = "mac", .title = "MAC in this network", .rank = 7},
	};
	const struct who *who = state;
	struct tl_table *table =
		tl_chapter_table(chapter, "hosts", NULL, columns, sizeof(columns) / sizeof(columns[0]));
	char address[INET6_ADDRSTRLEN];

	if (table)
		table->is_list = true;
	for (unsigned int i = 0; i < who->inquiry.host_count; i++) {
		const struct person *person = &who->persons[i];

		tl_host_print(address, who->inquiry.hosts[i]);
		tl_table_text(table, address);
		for (unsigned int last = 0; last < 2; last++) {
			if (person->seen.count)
				tl_table_number(table, last ? person->seen.last : person->seen.first);
			else
				tl_table_none(table);
		}
		tl_table_number(table, person->as_client);
		tl_table_number(table, person->as_server);
		tl_table_number(table, person->octets[0]);
		tl_table_number(table, person->octets[1]);
		tl_table_text(table, person->country);
		tl_table_text(table, person->system);
		tl_table_text(table, person->mac);
		if (!person->seen.count)
			tl_chapter_say(chapter, TL_TONE_NOTE, "%s was not seen in this time.", address);
	}
	tl_chapter_say(chapter, TL_TONE_NOTE,
		       "Flows as client and as server, and bytes: all of this time, not only those with each other.");
}

const struct tl_section tl_section_who = {
	"who", "Who they are", TL_FIELDS(fields), sizeof(struct who), begin, take, tell, end,
};
