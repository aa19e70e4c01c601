/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Connections for the live table: cache entries of all CPUs and both directions added up, with rates. No I/O. */
#ifndef TAPLESS_VIEW_TALLY_H
#define TAPLESS_VIEW_TALLY_H

#include <stdbool.h>

#include <tapless/flow.h>

/* Places (interface, direction) at which one direction of a connection was counted. */
#define TL_TALLY_PLACES 4

struct tl_tally_place {
	__u32 ifindex;
	__u32 direction;
	__u64 packets;
	__u64 octets; /* layer 2 */
};

/* What was sent by one endpoint. */
struct tl_tally_side {
	struct tl_tally_place places[TL_TALLY_PLACES];
	__u8 place_count;
	__u8 opened; /* a TCP SYN without ACK was its first packet */
	__u8 answered; /* SYN and ACK */
	__u64 first_seen; /* 0: nothing sent */
};

struct tl_tally_row {
	struct tl_flow_key key; /* from the lower endpoint to the higher; ifindex and direction 0 */
	struct tl_tally_side side[2]; /* sent by the lower endpoint, by the higher */
	__u64 packets; /* of both sides; filled by tl_tally_rates() as are the rates */
	__u64 octets;
	double packet_rate; /* per second */
	double bit_rate;
	__u32 next; /* in its hash chain: index + 1 */
};

struct tl_tally {
	struct tl_tally_row *rows;
	unsigned int count, room;
	__u32 *buckets; /* index + 1 */
	unsigned int bucket_count;
	__u64 entries; /* cache entries added */
	__u64 time; /* when they were read; 0: never */
	double packet_rate, bit_rate;
};

/* Entries that are being filled or have been emitted are none. */
static inline bool tl_is_flow(const struct tl_flow_value *value)
{
	return value->state != TL_FLOW_NEW && value->state != TL_FLOW_DEAD;
}

void tl_tally_clear(struct tl_tally *tally);
void tl_tally_free(struct tl_tally *tally);

/* Adds one cache entry. 0 or -ENOMEM. */
int tl_tally_add(struct tl_tally *tally, const struct tl_flow_value *value);

const struct tl_tally_row *tl_tally_find(const struct tl_tally *tally, const struct tl_flow_key *canonical);

/* Totals, and rates since `previous` (whose time is 0 the first time: then since the first packet). */
void tl_tally_rates(struct tl_tally *tally, const struct tl_tally *previous);

/* Which endpoint opened the connection: 0 the lower, 1 the higher. */
unsigned int tl_tally_client(const struct tl_tally_row *row);

/*
 * A forwarded packet passes several places: the one that saw most tells how many there were. Within a place the CPUs' shares were
 * added up.
 */
const struct tl_tally_place *tl_tally_fullest(const struct tl_tally_side *side);

__u64 tl_tally_first_seen(const struct tl_tally_row *row);

/* The row's flow key as a packet from side `from` has it, seen at one of that side's places. */
struct tl_flow_key tl_tally_key(const struct tl_tally_row *row, unsigned int from, const struct tl_tally_place *place);

#endif
