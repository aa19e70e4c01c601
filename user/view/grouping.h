/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a line of the table stands for: a flow, or all flows that have something in common. A grouping is a row of the table here. */
#ifndef TAPLESS_VIEW_GROUPING_H
#define TAPLESS_VIEW_GROUPING_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include "facts.h"
#include "tally.h"

enum tl_grouping {
	TL_GROUPING_FLOW,
	TL_GROUPING_APPLICATION,
	TL_GROUPING_HOST,
	TL_GROUPING_NAME,
	TL_GROUPING_SYSTEM,
	TL_GROUPING_COUNTRY,
	TL_GROUPING_CITY,
	TL_GROUPING_OWN,
	TL_GROUPING_INTERFACE,
	TL_GROUPING__MAX,
};

/* Which group: octets of the tally's row or of its facts. */
struct tl_group_key {
	const void *octets;
	unsigned int size; /* 0: of those that have no such thing */
	unsigned int end; /* whose it is: 0 the client's, 1 the server's */
};

#define TL_GROUPS_OF_A_FLOW 8

/* Of a connection, all different; returns how many. */
typedef unsigned int tl_group_keys(struct tl_group_key keys[TL_GROUPS_OF_A_FLOW], const struct tl_tally_row *row,
				   const struct tl_facts *facts);

struct tl_grouping_style {
	const char *name; /* "host", as in: by host */
	const char *plural;
	tl_group_keys *keys;
	const unsigned char *columns; /* enum tl_column, TL_COLUMN__MAX behind them */
};

extern const struct tl_grouping_style tl_groupings[TL_GROUPING__MAX];

/* One line. */
struct tl_line {
	struct tl_group_key key;
	const struct tl_tally_row *row; /* the connection, or one of them */
	const struct tl_facts *facts; /* of that one */
	__u64 flows, packets, octets, first_seen;
	double packet_rate, bit_rate;
	UT_hash_handle hh;
};

struct tl_lines {
	struct tl_line *all;
	unsigned int count, room;
	struct tl_line *by_key;
};

void tl_lines_clear(struct tl_lines *lines);
void tl_lines_free(struct tl_lines *lines);

/* Room for the groups of so many connections: lines do not move after that. 0 or -ENOMEM. */
int tl_lines_reserve(struct tl_lines *lines, unsigned int connections);

/* Adds a connection to the lines that it belongs to. */
void tl_lines_add(struct tl_lines *lines, enum tl_grouping grouping, const struct tl_tally_row *row,
		  const struct tl_facts *facts);

/* A connection by itself, as the columns of flows see it. */
struct tl_line tl_line_of_flow(const struct tl_tally_row *row, const struct tl_facts *facts);

/* Is the connection one of that group? */
bool tl_is_in_group(enum tl_grouping grouping, const void *octets, unsigned int size, const struct tl_tally_row *row,
		    const struct tl_facts *facts);

#endif
