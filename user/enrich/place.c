// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "place.h"

#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "place_cache.h"
#include "place_database.h"

#define CACHE_ENTRIES  65536 /* 16 MB when full */
#define DATABASES_MOST 4 /* countries, systems, and two of cities */

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd

struct tl_places {
	struct tl_place_database *databases[DATABASES_MOST];
	unsigned int count;
	struct tl_place_cache *cache;
};

struct network {
	__u8 address[16];
	unsigned int bits;
};

#define MAPPED [10] = 0xff, 0xff

/* Addresses that say nothing about a place, from IANA's special-purpose registries (RFC 6890) and for multicast. */
static const struct network placeless[] = {
	{{MAPPED, 0}, 96 + 8}, /* this network */
	{{MAPPED, 10}, 96 + 8}, /* private, RFC 1918 */
	{{MAPPED, 100, 64}, 96 + 10}, /* shared between provider and customer, RFC 6598 */
	{{MAPPED, 127}, 96 + 8}, /* loopback */
	{{MAPPED, 169, 254}, 96 + 16}, /* link-local */
	{{MAPPED, 172, 16}, 96 + 12}, /* private */
	{{MAPPED, 192, 168}, 96 + 16}, /* private */
	{{MAPPED, 224}, 96 + 3}, /* multicast, reserved, broadcast */
	{{0}, 127}, /* unspecified, loopback */
	{{0xfc}, 7}, /* unique local, RFC 4193 */
	{{0xfe, 0x80}, 10}, /* link-local */
	{{0xff}, 8}, /* multicast */
};

static bool is_within(const __u8 address[16], const struct network *network)
{
	unsigned int whole = network->bits / 8;
	unsigned int rest = network->bits % 8;

	if (memcmp(address, network->address, whole) != 0)
		return false;
	return rest == 0 || (address[whole] ^ network->address[whole]) >> (8 - rest) == 0;
}

bool tl_place_is_nowhere(const __u8 address[16])
{
	for (size_t i = 0; i < sizeof(placeless) / sizeof(placeless[0]); i++)
		if (is_within(address, &placeless[i]))
			return true;
	return false;
}

static int add(struct tl_places *places, enum tl_place_fact fact, const char *path)
{
	struct tl_place_database *database;

	if (places->count == DATABASES_MOST) {
		tl_error("%s: too many databases of cities: one for IPv4, one for IPv6", path);
		return -1;
	}
	database = tl_place_database_open(fact, path);
	if (!database)
		return -1;
	places->databases[places->count++] = database;
	return 0;
}

struct tl_places *tl_places_open(const char *country_path, const char *as_path)
{
	struct tl_places *places = calloc(1, sizeof(*places));

	if (!places || !(places->cache = tl_place_cache_new(CACHE_ENTRIES))) {
		tl_error("databases of addresses: out of memory");
		tl_places_close(places);
		return NULL;
	}
	if ((!country_path || !add(places, TL_PLACE_COUNTRY, country_path)) &&
	    (!as_path || !add(places, TL_PLACE_AS, as_path)))
		return places;
	tl_places_close(places);
	return NULL;
}

int tl_places_add_city(struct tl_places *places, const char *path)
{
	tl_place_cache_clear(places->cache);
	return add(places, TL_PLACE_CITY, path);
}

void tl_places_close(struct tl_places *places)
{
	if (!places)
		return;
	for (unsigned int i = 0; i < places->count; i++)
		tl_place_database_close(places->databases[i]);
	tl_place_cache_free(places->cache);
	free(places);
}

void tl_places_reload(struct tl_places *places)
{
	bool changed = false;

	if (!places)
		return;
	for (unsigned int i = 0; i < places->count; i++)
		changed |= tl_place_database_reload(places->databases[i]);
	if (changed)
		tl_place_cache_clear(places->cache);
}

static void find_place(struct tl_places *places, const __u8 address[16], struct tl_record_place *place)
{
	struct tl_record_place *cached;
	bool known;

	if (tl_place_is_nowhere(address))
		return;
	cached = tl_place_cache_find(places->cache, address, &known);
	for (unsigned int i = 0; i < places->count && !known; i++)
		tl_place_database_lookup(places->databases[i], address, cached);
	*place = *cached;
}

void tl_places_enrich(struct tl_places *places, struct tl_record *record)
{
	if (!places || (record->key.ethertype != ETHERTYPE_IPV4 && record->key.ethertype != ETHERTYPE_IPV6))
		return;
	record->filled |= TL_FILLED_PLACES;
	find_place(places, record->key.source_address, &record->source_place);
	find_place(places, record->key.destination_address, &record->destination_place);
}

void tl_places_cache_counts(const struct tl_places *places, __u64 *hits, __u64 *misses)
{
	tl_place_cache_counts(places->cache, hits, misses);
}
