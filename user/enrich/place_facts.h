/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Reads country, city and autonomous system out of a MaxMind DB entry, in the shapes that publishers give them. */
#ifndef TAPLESS_ENRICH_PLACE_FACTS_H
#define TAPLESS_ENRICH_PLACE_FACTS_H

#include <stdbool.h>

#include <maxminddb.h>

#include "../flow/record.h"

/* False if the entry holds no such fact; place is then unchanged. */
bool tl_place_country_of(MMDB_entry_s *entry, struct tl_record_place *place);
bool tl_place_as_of(MMDB_entry_s *entry, struct tl_record_place *place);
bool tl_place_city_of(MMDB_entry_s *entry,
		      struct tl_record_place *place); /* with its region; not if the place has one already */

#endif
