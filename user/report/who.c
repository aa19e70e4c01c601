// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Section of an investigation: who the hosts are, as far as the records tell. */
#include <stdio.h>
#include <string.h>

#include "../enrich/whois.h"
#include "../query/naming.h"
#include "../view/text.h"
#include "host.h"
#include "pursuit.h"

#define WHOIS_MS 5000

struct person {
	struct tl_sightings seen;
	__u64 as_client, as_server, octets[2]; /* sent, received */
	char country[TL_ENTRY_TEXT], system[TL_ENTRY_TEXT], mac[96];
	char network[TL_ENTRY_TEXT]; /* one's own */
};

struct who {
	struct tl_inquiry inquiry;
	struct person persons[2];
};

/* What is told of a host; of each, the field of the source and that of the destination. */
enum { COUNTRY, AS_NUMBER, AS_NAME, MAC, NETWORK, SITE, CUSTOMER };

static const __u16 fields[] = {
	TL_FORWARD(sourceIPCountry),   TL_FORWARD(destinationIPCountry),
	TL_FORWARD(bgpSourceAsNumber), TL_FORWARD(bgpDestinationAsNumber),
	TL_FORWARD(sourceAsName),      TL_FORWARD(destinationAsName),
	TL_FORWARD(sourceMacAddress),  TL_FORWARD(destinationMacAddress),
	TL_FORWARD(sourceNetwork),     TL_FORWARD(destinationNetwork),
	TL_FORWARD(sourceSite),	       TL_FORWARD(destinationSite),
	TL_FORWARD(sourceCustomer),    TL_FORWARD(destinationCustomer),
};

static unsigned int field_of(unsigned int what, unsigned int side)
{
	return fields[2 * what + side];
}

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	((struct who *)state)->inquiry = *inquiry;
	return true;
}

static void end(void *state)
{
	(void)state;
}

/* "servers, New York, ACME" */
static void take_network(struct person *person, const struct tl_entry *entry, unsigned int side)
{
	char text[TL_ENTRY_TEXT];

	for (unsigned int label = NETWORK; label <= CUSTOMER; label++) {
		size_t used = strlen(person->network);

		if (tl_entry_text(entry, field_of(label, side), text))
			snprintf(person->network + used, sizeof(person->network) - used, "%s%.80s", used ? ", " : "",
				 text);
	}
}

static void take_mac(struct person *person, const __u8 *mac, const struct tl_naming *naming)
{
	const char *vendor = tl_naming_vendor(naming, mac);

	snprintf(person->mac, sizeof(person->mac), "%02x:%02x:%02x:%02x:%02x:%02x%s%.60s", mac[0], mac[1], mac[2],
		 mac[3], mac[4], mac[5], vendor ? " " : "", vendor ? vendor : "");
}

static void take_place(struct person *person, const struct tl_entry *entry, unsigned int side,
		       const struct tl_naming *naming)
{
	const struct tl_datum *mac = tl_row_get(entry->row, field_of(MAC, side));
	__u64 number = tl_entry_number(entry, field_of(AS_NUMBER, side), 0);
	char name[TL_ENTRY_TEXT];

	if (!person->country[0])
		tl_entry_text(entry, field_of(COUNTRY, side), person->country);
	if (number && !person->system[0]) {
		tl_entry_text(entry, field_of(AS_NAME, side), name);
		snprintf(person->system, sizeof(person->system), "AS%llu %.200s", (unsigned long long)number, name);
	}
	if (mac && mac->length == 6 && !person->mac[0])
		take_mac(person, mac->octets, naming);
	if (!person->network[0])
		take_network(person, entry, side);
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
		take_place(person, entry, side, who->inquiry.naming);
	}
}

/* --lookup: what others say of the addresses now, which is not what was so then. */
static void tell_registrations(const struct who *who, struct tl_chapter *chapter)
{
	const struct tl_inquiry *inquiry = &who->inquiry;
	char address[INET6_ADDRSTRLEN], name[TL_ENTRY_TEXT], said[3][96];
	struct tl_whois found;

	if (!tl_naming_looks_up(inquiry->naming))
		return;
	tl_naming_fetch(inquiry->naming, inquiry->hosts, inquiry->host_count);
	for (unsigned int i = 0; i < inquiry->host_count; i++) {
		tl_host_print(address, inquiry->hosts[i]);
		tl_naming_address(inquiry->naming, inquiry->hosts[i], name, sizeof(name));
		tl_chapter_say(chapter, TL_TONE_NOTE, "Reverse DNS now: %s is %.200s.", address,
			       name[0] ? name : "without a name");
		if (!tl_whois_ask(inquiry->hosts[i], WHOIS_MS, &found))
			continue;
		tl_text_clean(said[0], sizeof(said[0]), found.organization);
		tl_text_clean(said[1], sizeof(said[1]), found.name);
		tl_text_clean(said[2], sizeof(said[2]), found.network);
		tl_chapter_say(chapter, TL_TONE_NOTE, "whois now: %s is registered for %s (%s, %s, %.2s).", address,
			       said[0], said[1], said[2], found.country);
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
		{.key = "network", .title = "Own network", .least = 8, .most = 40, .rank = 8},
		{.key = "mac", .title = "MAC in this network", .most = 60, .rank = 7},
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
		tl_table_text(table, person->network);
		tl_table_text(table, person->mac);
		if (!person->seen.count)
			tl_chapter_say(chapter, TL_TONE_NOTE, "%s was not seen in this time.", address);
	}
	tell_registrations(who, chapter);
	tl_chapter_say(chapter, TL_TONE_NOTE,
		       "Flows as client and as server, and bytes: all of this time, not only those with each other.");
}

const struct tl_section tl_section_who = {
	"who", "Who they are", TL_FIELDS(fields), sizeof(struct who), begin, take, NULL, tell, end,
};
