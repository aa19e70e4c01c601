/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Country, autonomous system and city of an address, from MaxMind DB files by libmaxminddb. */
#ifndef TAPLESS_ENRICH_PLACE_H
#define TAPLESS_ENRICH_PLACE_H

#include <stdbool.h>

#include "../flow/record.h"

struct tl_places;

/*
 * Either path may be NULL (that fact stays unknown). NULL after an error that has been printed, naming file and remedy
 * (not found, not a MaxMind DB, wrong kind of database).
 */
struct tl_places *tl_places_open(const char *country_path, const char *as_path);

/* A file with cities, too; a second one for what the first does not know, as publishers have IPv4 and IPv6 in two. 0 or -1, printed. */
int tl_places_add_city(struct tl_places *places, const char *path);

/* Opens the files anew if they were replaced since (inode or mtime); keeps the old ones, with a warning, if the new are bad. */
void tl_places_reload(struct tl_places *places);

/* Fills source_place and destination_place of an IP record; through a bounded cache. places NULL: does nothing. */
void tl_places_enrich(struct tl_places *places, struct tl_record *record);

/* Of an address that says nothing about a place, because many have it or nobody: private ones, multicast … */
bool tl_place_is_nowhere(const __u8 address[16]);

/* Since the opening; addresses that are never looked up (private ones …) count nowhere. */
void tl_places_cache_counts(const struct tl_places *places, __u64 *hits, __u64 *misses);

void tl_places_close(struct tl_places *places); /* NULL is fine */

#endif
