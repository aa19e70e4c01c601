// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "facts.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "text.h"

#define TEXT_SIZE 128
#define YOUNG	  10000000000ull /* nanoseconds: names stand at the beginning of a connection */

struct entry {
	struct tl_facts facts; /* its key is the hash's */
	UT_hash_handle hh;
};

/* Names of networks and cities are kept once, and never given back: there are not that many. */
struct text {
	UT_hash_handle hh;
	char text[];
};

struct tl_facts_cache {
	const struct tl_source *source;
	struct tl_enrichers enrichers;
	struct entry *entries;
	struct text *texts;
	unsigned int refresh;
};

struct tl_facts_cache *tl_facts_open(const struct tl_source *source, const struct tl_enrichers *enrichers)
{
	struct tl_facts_cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return NULL;
	cache->source = source;
	cache->enrichers = *enrichers;
	return cache;
}

/* The client's data carry the name, but who is the client may be a guess: look at both. */
static void find_name(char name[TL_NAME_SIZE], const struct tl_facts_cache *cache, const struct tl_tally_row *row,
		      enum tl_name_kind kind)
{
	for (unsigned int from = 0; from < 2; from++) {
		for (unsigned int i = 0; i < row->side[from].place_count; i++) {
			struct tl_flow_key key = tl_tally_key(row, from, &row->side[from].places[i]);

			if (tl_source_name(cache->source, &key, kind, name))
				return;
		}
	}
	name[0] = '\0';
}

static const char *keep_text(struct tl_facts_cache *cache, const char *raw)
{
	struct text *text = NULL;
	char clean[TEXT_SIZE];

	tl_text_clean(clean, sizeof(clean), raw);
	if (!clean[0])
		return "";
	HASH_FIND_STR(cache->texts, clean, text);
	if (text)
		return text->text;
	text = calloc(1, sizeof(*text) + strlen(clean) + 1);
	if (!text)
		return "";
	strcpy(text->text, clean);
	HASH_ADD_KEYPTR(hh, cache->texts, text->text, strlen(text->text), text);
	if (text->hh.tbl)
		return text->text;
	free(text);
	return "";
}

/* "servers, New York" */
static const char *keep_network(struct tl_facts_cache *cache, const struct tl_record_network *network)
{
	char text[TEXT_SIZE];

	snprintf(text, sizeof(text), "%s%s%s", network->label, network->label[0] && network->site[0] ? ", " : "",
		 network->site);
	return keep_text(cache, text[0] ? text : network->customer);
}

static void copy_place(struct tl_facts_cache *cache, struct tl_facts_place *to, const struct tl_record_place *from,
		       const struct tl_record_network *network)
{
	tl_text_clean(to->country, sizeof(to->country), from->country);
	to->as_number = from->as_number;
	to->as_name = from->as_number ? keep_text(cache, from->as_name) : "";
	to->city = keep_text(cache, from->city);
	to->own = keep_network(cache, network);
}

static void copy_application(struct tl_facts *facts, const struct tl_record_application *application)
{
	char name[TL_FACTS_APPLICATION - 1];

	tl_text_clean(name, sizeof(name), application->name);
	strcpy(facts->application, name);
	if (application->basis == TL_BASIS_PORT)
		strcat(facts->application, "?");
}

/* By the enrichers of `tapless run`, which fill records. */
static void enrich(struct tl_facts_cache *cache, struct tl_facts *facts, const struct tl_tally_row *row)
{
	static struct tl_record record; /* large */
	char clean[2 * TL_NAME_SIZE];

	memset(&record, 0, sizeof(record));
	record.key = tl_tally_key(row, facts->client, &row->side[facts->client].places[0]);
	if (cache->source && (record.key.protocol == IPPROTO_TCP || record.key.protocol == IPPROTO_UDP)) {
		find_name(record.server_name, cache, row, TL_NAME_TLS_SNI);
		find_name(record.http_host, cache, row, TL_NAME_HTTP_HOST);
	}
	tl_places_enrich(cache->enrichers.places, &record);
	tl_networks_enrich(cache->enrichers.networks, &record);
	tl_applications_name(cache->enrichers.applications, &record);
	copy_place(cache, &facts->place[0], &record.source_place, &record.source_network);
	copy_place(cache, &facts->place[1], &record.destination_place, &record.destination_network);
	copy_application(facts, &record.application);
	tl_text_clean(clean, sizeof(clean), record.server_name[0] ? record.server_name : record.http_host);
	free(facts->name);
	facts->name = clean[0] ? strdup(clean) : NULL;
}

static struct entry *find(struct tl_facts_cache *cache, const struct tl_flow_key *key)
{
	struct entry *entry = NULL;

	HASH_FIND(hh, cache->entries, key, sizeof(*key), entry);
	if (entry)
		return entry;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return NULL;
	entry->facts.key = *key;
	HASH_ADD(hh, cache->entries, facts.key, sizeof(entry->facts.key), entry);
	if (!entry->hh.tbl) {
		free(entry);
		return NULL;
	}
	return entry;
}

const struct tl_facts *tl_facts_of(struct tl_facts_cache *cache, const struct tl_tally_row *row, __u64 now)
{
	unsigned int client = tl_tally_client(row);
	struct entry *entry = find(cache, &row->key);
	struct tl_facts *facts = entry ? &entry->facts : NULL;

	if (!facts)
		return NULL;
	facts->seen = cache->refresh;
	if (facts->client == client &&
	    (facts->asked_at == now || facts->asked_at > tl_tally_first_seen(row) + (facts->name ? 0 : YOUNG)))
		return facts;
	facts->client = client;
	facts->asked_at = now;
	enrich(cache, facts, row);
	return facts;
}

static void forget(struct tl_facts_cache *cache, struct entry *entry)
{
	HASH_DEL(cache->entries, entry);
	free(entry->facts.name);
	free(entry);
}

void tl_facts_refreshed(struct tl_facts_cache *cache)
{
	struct entry *entry, *next;

	HASH_ITER (hh, cache->entries, entry, next)
		if (cache->refresh - entry->facts.seen > 1)
			forget(cache, entry);
	cache->refresh++;
}

void tl_facts_close(struct tl_facts_cache *cache)
{
	struct entry *entry, *next_entry;
	struct text *text, *next_text;

	if (!cache)
		return;
	HASH_ITER (hh, cache->entries, entry, next_entry)
		forget(cache, entry);
	HASH_ITER (hh, cache->texts, text, next_text) {
		HASH_DEL(cache->texts, text);
		free(text);
	}
	free(cache);
}
