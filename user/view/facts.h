/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What is known of a connection besides its counters: name, application, places of both ends. It is asked for once, when the
 * connection is first seen, and again while it is young and has no name; a refresh of many flows then costs no look-ups.
 */
#ifndef TAPLESS_VIEW_FACTS_H
#define TAPLESS_VIEW_FACTS_H

#include <stdbool.h>

#include "../enrich/application.h"
#include "../enrich/networks.h"
#include "../enrich/place.h"
#include "source.h"
#include "tally.h"

#define TL_FACTS_APPLICATION 64

/* Where one end is; "" and 0 if unknown. Clean texts, which stay as long as the cache. */
struct tl_facts_place {
	char country[TL_COUNTRY_SIZE];
	__u32 as_number;
	const char *as_name, *city;
	const char *own; /* label and site of the own network that it is in */
};

struct tl_facts {
	struct tl_flow_key key; /* the tally's */
	unsigned int client; /* side of the tally's row */
	char *name; /* of the server, clean text; NULL: none is known */
	char application[TL_FACTS_APPLICATION]; /* with a ? behind it if the port alone says so */
	struct tl_facts_place place[2]; /* of the client, of the server */
	unsigned int seen; /* number of the last refresh that had it */
	__u64 asked_at;
};

/* Each may be NULL: that is not known then. They stay the caller's. */
struct tl_enrichers {
	struct tl_places *places;
	const struct tl_applications *applications;
	const struct tl_networks *networks;
	bool has_cities;
};

struct tl_facts_cache;

/* `source` may be NULL: no names. NULL without memory. */
struct tl_facts_cache *tl_facts_open(const struct tl_source *source, const struct tl_enrichers *enrichers);

/* What is known of that connection at this time; NULL without memory. Valid until the refresh after the next is done. */
const struct tl_facts *tl_facts_of(struct tl_facts_cache *cache, const struct tl_tally_row *row, __u64 now);

/* A refresh is done: forgets connections that have left the cache. */
void tl_facts_refreshed(struct tl_facts_cache *cache);

void tl_facts_close(struct tl_facts_cache *cache); /* NULL is fine */

#endif
