// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "grouping.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"

static bool is_known(const struct tl_facts_place *place)
{
	return place->country[0] || place->as_number;
}

/* One of the two is mostly a private address: the other is the place worth a column. */
static unsigned int flow_key(struct tl_group_key *keys, const struct tl_tally_row *row, const struct tl_facts *facts)
{
	keys[0] = (struct tl_group_key){&row->key, sizeof(row->key), is_known(&facts->place[1])};
	return 1;
}

static unsigned int application_key(struct tl_group_key *keys, const struct tl_tally_row *row,
				    const struct tl_facts *facts)
{
	(void)row;
	keys[0] = (struct tl_group_key){facts->application, strlen(facts->application), 1};
	return 1;
}

static unsigned int name_key(struct tl_group_key *keys, const struct tl_tally_row *row, const struct tl_facts *facts)
{
	(void)row;
	keys[0] = (struct tl_group_key){facts->name, facts->name ? strlen(facts->name) : 0, 1};
	return 1;
}

/* Of both ends; once if they are alike. */
static unsigned int both(struct tl_group_key *keys, struct tl_group_key client, struct tl_group_key server)
{
	client.end = 0;
	server.end = 1;
	keys[0] = server;
	if (!client.size || (client.size == server.size && !memcmp(client.octets, server.octets, client.size)))
		return 1;
	keys[server.size ? 1 : 0] = client;
	return server.size ? 2 : 1;
}

static unsigned int host_keys(struct tl_group_key *keys, const struct tl_tally_row *row, const struct tl_facts *facts)
{
	const __u8 *ends[] = {row->key.source_address, row->key.destination_address};

	return both(keys, (struct tl_group_key){ends[facts->client], sizeof(row->key.source_address), 0},
		    (struct tl_group_key){ends[!facts->client], sizeof(row->key.source_address), 1});
}

static struct tl_group_key system_of(const struct tl_facts_place *place)
{
	return (struct tl_group_key){.octets = &place->as_number, .size = place->as_number ? sizeof(__u32) : 0};
}

static unsigned int system_keys(struct tl_group_key *keys, const struct tl_tally_row *row, const struct tl_facts *facts)
{
	(void)row;
	return both(keys, system_of(&facts->place[0]), system_of(&facts->place[1]));
}

static struct tl_group_key country_of(const struct tl_facts_place *place)
{
	return (struct tl_group_key){.octets = place->country, .size = strlen(place->country)};
}

static unsigned int country_keys(struct tl_group_key *keys, const struct tl_tally_row *row,
				 const struct tl_facts *facts)
{
	(void)row;
	return both(keys, country_of(&facts->place[0]), country_of(&facts->place[1]));
}

static struct tl_group_key key_of_text(const char *text)
{
	return (struct tl_group_key){.octets = text, .size = strlen(text)};
}

static unsigned int city_keys(struct tl_group_key *keys, const struct tl_tally_row *row, const struct tl_facts *facts)
{
	(void)row;
	return both(keys, key_of_text(facts->place[0].city), key_of_text(facts->place[1].city));
}

static unsigned int own_keys(struct tl_group_key *keys, const struct tl_tally_row *row, const struct tl_facts *facts)
{
	(void)row;
	return both(keys, key_of_text(facts->place[0].own), key_of_text(facts->place[1].own));
}

/* Those that counted it: at both of them if each counts for itself. */
static unsigned int interface_keys(struct tl_group_key *keys, const struct tl_tally_row *row,
				   const struct tl_facts *facts)
{
	unsigned int count = 0;

	(void)facts;
	for (unsigned int side = 0; side < 2; side++) {
		for (unsigned int i = 0; i < row->side[side].place_count; i++) {
			const __u32 *ifindex = &row->side[side].places[i].ifindex;
			unsigned int same = 0;

			while (same < count && *(const __u32 *)keys[same].octets != *ifindex)
				same++;
			if (same == count)
				keys[count++] = (struct tl_group_key){ifindex, sizeof(*ifindex), side};
		}
	}
	return count;
}

#define TOTALS                                                                                                         \
	TL_COLUMN_PACKET_RATE, TL_COLUMN_BIT_RATE, TL_COLUMN_SHARE, TL_COLUMN_PACKETS, TL_COLUMN_BYTES, TL_COLUMN_AGE, \
		TL_COLUMN__MAX
#define COLUMNS(...) ((const unsigned char[]){__VA_ARGS__, TOTALS})

const struct tl_grouping_style tl_groupings[TL_GROUPING__MAX] = {
	[TL_GROUPING_FLOW] = {"flow", "flows", flow_key,
			      COLUMNS(TL_COLUMN_CLIENT, TL_COLUMN_SERVER, TL_COLUMN_APPLICATION, TL_COLUMN_PORT,
				      TL_COLUMN_OWN, TL_COLUMN_COUNTRY, TL_COLUMN_CITY, TL_COLUMN_NETWORK,
				      TL_COLUMN_INTERFACE)},
	[TL_GROUPING_APPLICATION] = {"application", "applications", application_key,
				     COLUMNS(TL_COLUMN_APPLICATION, TL_COLUMN_FLOWS)},
	[TL_GROUPING_HOST] = {"host", "hosts", host_keys,
			      COLUMNS(TL_COLUMN_HOST, TL_COLUMN_OWN, TL_COLUMN_COUNTRY, TL_COLUMN_CITY,
				      TL_COLUMN_NETWORK, TL_COLUMN_FLOWS)},
	[TL_GROUPING_NAME] = {"name", "names", name_key,
			      COLUMNS(TL_COLUMN_NAME, TL_COLUMN_COUNTRY, TL_COLUMN_CITY, TL_COLUMN_NETWORK,
				      TL_COLUMN_FLOWS)},
	[TL_GROUPING_SYSTEM] = {"autonomous system", "autonomous systems", system_keys,
				COLUMNS(TL_COLUMN_NETWORK, TL_COLUMN_COUNTRY, TL_COLUMN_FLOWS)},
	[TL_GROUPING_COUNTRY] = {"country", "countries", country_keys, COLUMNS(TL_COLUMN_COUNTRY, TL_COLUMN_FLOWS)},
	[TL_GROUPING_CITY] = {"city", "cities", city_keys, COLUMNS(TL_COLUMN_CITY, TL_COLUMN_COUNTRY, TL_COLUMN_FLOWS)},
	[TL_GROUPING_OWN] = {"own network", "own networks", own_keys, COLUMNS(TL_COLUMN_OWN, TL_COLUMN_FLOWS)},
	[TL_GROUPING_INTERFACE] = {"interface", "interfaces", interface_keys,
				   COLUMNS(TL_COLUMN_INTERFACE, TL_COLUMN_FLOWS)},
};

void tl_lines_clear(struct tl_lines *lines)
{
	HASH_CLEAR(hh, lines->by_key);
	lines->count = 0;
}

void tl_lines_free(struct tl_lines *lines)
{
	tl_lines_clear(lines);
	free(lines->all);
	memset(lines, 0, sizeof(*lines));
}

/* Most connections have two groups at most; interfaces, of which they may have more, are few. */
int tl_lines_reserve(struct tl_lines *lines, unsigned int connections)
{
	unsigned int room = 2 * connections + 4096;
	struct tl_line *all;

	tl_lines_clear(lines);
	if (room <= lines->room)
		return 0;
	all = reallocarray(lines->all, room, sizeof(*all));
	if (!all)
		return -ENOMEM;
	lines->all = all;
	lines->room = room;
	return 0;
}

static struct tl_line *find(struct tl_lines *lines, enum tl_grouping grouping, const struct tl_group_key *key)
{
	struct tl_line *line = NULL;

	/* each flow is a line of its own; no look-up for those that are most */
	if (grouping != TL_GROUPING_FLOW)
		HASH_FIND(hh, lines->by_key, key->octets, key->size, line);
	if (line || lines->count == lines->room)
		return line;
	line = &lines->all[lines->count];
	memset(line, 0, sizeof(*line));
	line->key = *key;
	if (grouping != TL_GROUPING_FLOW) {
		HASH_ADD_KEYPTR(hh, lines->by_key, line->key.octets, line->key.size, line);
		if (!line->hh.tbl)
			return NULL;
	}
	lines->count++;
	return line;
}

static void add(struct tl_line *line, const struct tl_tally_row *row, const struct tl_facts *facts)
{
	__u64 first_seen = tl_tally_first_seen(row);

	if (!line->row) {
		line->row = row;
		line->facts = facts;
	}
	line->flows++;
	line->packets += row->packets;
	line->octets += row->octets;
	line->packet_rate += row->packet_rate;
	line->bit_rate += row->bit_rate;
	if (first_seen && (!line->first_seen || first_seen < line->first_seen))
		line->first_seen = first_seen;
}

void tl_lines_add(struct tl_lines *lines, enum tl_grouping grouping, const struct tl_tally_row *row,
		  const struct tl_facts *facts)
{
	struct tl_group_key keys[TL_GROUPS_OF_A_FLOW];
	unsigned int count = tl_groupings[grouping].keys(keys, row, facts);

	for (unsigned int i = 0; i < count; i++) {
		struct tl_line *line = find(lines, grouping, &keys[i]);

		if (line)
			add(line, row, facts);
	}
}

struct tl_line tl_line_of_flow(const struct tl_tally_row *row, const struct tl_facts *facts)
{
	struct tl_line line = {};

	flow_key(&line.key, row, facts);
	add(&line, row, facts);
	return line;
}

bool tl_is_in_group(enum tl_grouping grouping, const void *octets, unsigned int size, const struct tl_tally_row *row,
		    const struct tl_facts *facts)
{
	struct tl_group_key keys[TL_GROUPS_OF_A_FLOW];
	unsigned int count = tl_groupings[grouping].keys(keys, row, facts);

	for (unsigned int i = 0; i < count; i++)
		if (keys[i].size == size && (!size || !memcmp(keys[i].octets, octets, size)))
			return true;
	return false;
}
