/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Flows, packets and octets by some text: the most important ones, with shares of all. */
#ifndef TAPLESS_REPORT_RANKING_H
#define TAPLESS_REPORT_RANKING_H

#include "document.h"
#include "entry.h"
#include "frequent.h"

#define TL_RANKING_SHOWN 15
#define TL_RANKING_HELD	 4096 /* keys held in memory */

struct tl_amounts {
	__u64 flows, packets, octets;
};

struct tl_ranking {
	struct tl_frequent *keys; /* struct tl_amounts of each */
	struct tl_amounts all; /* of what counts */
};

bool tl_ranking_begin(struct tl_ranking *ranking);
void tl_ranking_end(struct tl_ranking *ranking);

/* Adds what another one has: as the `add` of a section that is a ranking. */
void tl_ranking_add(void *ranking, void *other);

/* An entry adds to the whole once, and to each of its keys. */
void tl_ranking_all(struct tl_ranking *ranking, const struct tl_entry *entry);
void tl_ranking_take(struct tl_ranking *ranking, const char *key, const struct tl_entry *entry);

/* The columns of its table; the first is what is ranked. */
#define TL_RANKING_COLUMNS(key_, title_)                                                                               \
	{                                                                                                              \
		{.key = (key_), .title = (title_), .least = 12, .most = 40},                                           \
			{.key = "flows", .title = "Flows", .kind = TL_CELL_COUNT},                                     \
			{.key = "flowShare", .title = "of all", .kind = TL_CELL_SHARE, .rank = 2},                     \
			{.key = "packets", .title = "Packets", .kind = TL_CELL_COUNT, .rank = 1},                      \
			{.key = "packetShare", .title = "of all", .kind = TL_CELL_SHARE, .rank = 3},                   \
			{.key = "octets", .title = "Bytes", .kind = TL_CELL_OCTETS},                                   \
		{                                                                                                      \
			.key = "octetShare", .title = "of all", .kind = TL_CELL_SHARE, .has_bar = true                 \
		}                                                                                                      \
	}
#define TL_RANKING_COLUMN_COUNT 7

/* The table; `plural` is for sentences. */
void tl_ranking_tell(struct tl_ranking *ranking, struct tl_chapter *chapter, const char *key,
		     const struct tl_column columns[TL_RANKING_COLUMN_COUNT], const char *plural);

void tl_amounts_add(struct tl_amounts *amounts, const struct tl_entry *entry);

/* What a bounded table says of itself, if it shows or holds less than there was. */
void tl_ranking_limits(struct tl_chapter *chapter, const struct tl_frequent *keys, unsigned int shown,
		       const char *plural);

#endif
