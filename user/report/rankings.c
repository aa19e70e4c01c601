// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Sections that rank: applications, names, countries, autonomous systems. */
#include <stdio.h>
#include <string.h>

#include "ranking.h"
#include "section.h"

static bool begin(void *state, const struct tl_inquiry *inquiry)
{
	(void)inquiry;
	return tl_ranking_begin(state);
}

static void end(void *state)
{
	tl_ranking_end(state);
}

/* The application, or else the protocol. */
static void take_application(void *state, const struct tl_entry *entry)
{
	char text[TL_ENTRY_TEXT];

	if (!entry->counts)
		return;
	tl_ranking_all(state, entry);
	if (!tl_entry_text(entry, TL_FORWARD(applicationName), text) &&
	    !tl_entry_text(entry, TL_FORWARD(applicationProtocol), text))
		snprintf(text, sizeof(text), "unknown");
	tl_ranking_take(state, text, entry);
}

static void tell_applications(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = TL_RANKING_COLUMNS("application", "Application tag");

	tl_ranking_tell(state, chapter, "applications", columns, "applications");
}

static const __u16 application_fields[] = {TL_FORWARD(applicationName), TL_FORWARD(applicationProtocol)};

const struct tl_section tl_section_applications = {
	"applications",
	"Applications",
	TL_FIELDS(application_fields),
	sizeof(struct tl_ranking),
	begin,
	take_application,
	tl_ranking_add,
	tell_applications,
	end,
};

/* What was asked for by name, or learned before; names of DNS as such, for the traffic is that of the question. */
static void take_name(void *state, const struct tl_entry *entry)
{
	char text[TL_ENTRY_TEXT], key[TL_ENTRY_TEXT];
	unsigned int field;

	tl_ranking_all(state, entry);
	if (!tl_entry_name(entry, text, &field) && tl_entry_text(entry, TL_FORWARD(dnsQname), text)) {
		snprintf(key, sizeof(key), "%.249s (DNS)", text);
		tl_ranking_take(state, key, entry);
	} else if (tl_entry_server(entry, text)) {
		tl_ranking_take(state, text, entry);
	}
}

static void tell_names(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = TL_RANKING_COLUMNS("name", "Name");

	tl_chapter_say(chapter, TL_TONE_NOTE,
		       "Servers by the name that clients asked for (TLS and QUIC server name, HTTP Host, or "
		       "what they had asked DNS for before), and names asked of DNS.");
	tl_ranking_tell(state, chapter, "names", columns, "names");
}

static const __u16 name_fields[] = {TL_NAME_FIELDS, TL_FORWARD(dnsQname)};

const struct tl_section tl_section_names = {
	"names",    "Names", TL_FIELDS(name_fields), sizeof(struct tl_ranking), begin, take_name, tl_ranking_add,
	tell_names, end,
};

/* A flow inside one country counts once for it. */
static void take_country(void *state, const struct tl_entry *entry)
{
	char source[TL_ENTRY_TEXT], destination[TL_ENTRY_TEXT];

	if (!entry->counts)
		return;
	tl_ranking_all(state, entry);
	if (tl_entry_text(entry, TL_FORWARD(sourceIPCountry), source))
		tl_ranking_take(state, source, entry);
	if (tl_entry_text(entry, TL_FORWARD(destinationIPCountry), destination) && strcmp(source, destination))
		tl_ranking_take(state, destination, entry);
}

static void tell_countries(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = TL_RANKING_COLUMNS("country", "Country");

	tl_ranking_tell(state, chapter, "countries", columns, "countries");
}

static const __u16 country_fields[] = {TL_FORWARD(sourceIPCountry), TL_FORWARD(destinationIPCountry)};

const struct tl_section tl_section_countries = {
	"countries",
	"Countries",
	TL_FIELDS(country_fields),
	sizeof(struct tl_ranking),
	begin,
	take_country,
	tl_ranking_add,
	tell_countries,
	end,
};

static bool system_of(const struct tl_entry *entry, unsigned int number, unsigned int name, char key[TL_ENTRY_TEXT])
{
	__u64 as_number = tl_entry_number(entry, number, 0);
	char text[TL_ENTRY_TEXT];

	key[0] = '\0';
	if (!as_number)
		return false;
	tl_entry_text(entry, name, text);
	snprintf(key, TL_ENTRY_TEXT, "AS%llu %.200s", (unsigned long long)as_number, text);
	return true;
}

static void take_system(void *state, const struct tl_entry *entry)
{
	char source[TL_ENTRY_TEXT], destination[TL_ENTRY_TEXT];

	if (!entry->counts)
		return;
	tl_ranking_all(state, entry);
	if (system_of(entry, TL_FORWARD(bgpSourceAsNumber), TL_FORWARD(sourceAsName), source))
		tl_ranking_take(state, source, entry);
	if (system_of(entry, TL_FORWARD(bgpDestinationAsNumber), TL_FORWARD(destinationAsName), destination) &&
	    strcmp(source, destination))
		tl_ranking_take(state, destination, entry);
}

static void tell_systems(void *state, struct tl_chapter *chapter)
{
	static const struct tl_column columns[] = TL_RANKING_COLUMNS("system", "Autonomous system");

	tl_ranking_tell(state, chapter, "systems", columns, "autonomous systems");
}

static const __u16 system_fields[] = {TL_FORWARD(bgpSourceAsNumber), TL_FORWARD(sourceAsName),
				      TL_FORWARD(bgpDestinationAsNumber), TL_FORWARD(destinationAsName)};

const struct tl_section tl_section_systems = {
	"systems", "Autonomous systems", TL_FIELDS(system_fields), sizeof(struct tl_ranking),
	begin,	   take_system,		 tl_ranking_add,	   tell_systems,
	end,
};
