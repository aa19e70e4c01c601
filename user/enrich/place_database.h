/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* One MaxMind DB file, of which one fact is read: country, autonomous system, or city with region. */
#ifndef TAPLESS_ENRICH_PLACE_DATABASE_H
#define TAPLESS_ENRICH_PLACE_DATABASE_H

#include <stdbool.h>

#include "../flow/record.h"

enum tl_place_fact {
	TL_PLACE_COUNTRY,
	TL_PLACE_AS,
	TL_PLACE_CITY,
	TL_PLACE_FACT__MAX,
};

struct tl_place_database;

/* NULL after an error that has been printed. */
struct tl_place_database *tl_place_database_open(enum tl_place_fact fact, const char *path);
void tl_place_database_close(struct tl_place_database *database); /* NULL is fine */

/* Opens the file anew if it was replaced; true if lookups may answer differently from now on. Prints a warning if it is bad. */
bool tl_place_database_reload(struct tl_place_database *database);

/* Fills in the fact that this database is for, if it knows the address (IPv4 as ::ffff:a.b.c.d). */
void tl_place_database_lookup(struct tl_place_database *database, const __u8 address[16],
			      struct tl_record_place *place);

#endif
