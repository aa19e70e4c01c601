// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "tally.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../flow/flow_key.h"

#define SECOND	   1e9
#define FIRST_ROOM 1024
#define SYN	   0x02
#define ACK	   0x10

void tl_tally_clear(struct tl_tally *tally)
{
	tally->count = 0;
	tally->entries = 0;
	tally->time = 0;
	tally->packet_rate = 0;
	tally->bit_rate = 0;
	if (tally->buckets)
		memset(tally->buckets, 0, tally->bucket_count * sizeof(*tally->buckets));
}

void tl_tally_free(struct tl_tally *tally)
{
	free(tally->rows);
	free(tally->buckets);
	memset(tally, 0, sizeof(*tally));
}

static __u32 hash(const struct tl_flow_key *key)
{
	return tl_flow_key_hash(key, 0);
}

static void link_row(struct tl_tally *tally, unsigned int index)
{
	__u32 *bucket = &tally->buckets[hash(&tally->rows[index].key) & (tally->bucket_count - 1)];

	tally->rows[index].next = *bucket;
	*bucket = index + 1;
}

static int grow(struct tl_tally *tally)
{
	unsigned int room = tally->room ? tally->room * 2 : FIRST_ROOM;
	struct tl_tally_row *rows = reallocarray(tally->rows, room, sizeof(*rows));
	__u32 *buckets = calloc(room, sizeof(*buckets));

	if (rows)
		tally->rows = rows;
	if (!rows || !buckets) {
		free(buckets);
		return -ENOMEM;
	}
	free(tally->buckets);
	tally->buckets = buckets;
	tally->bucket_count = room;
	tally->room = room;
	for (unsigned int i = 0; i < tally->count; i++)
		link_row(tally, i);
	return 0;
}

static struct tl_tally_row *find(const struct tl_tally *tally, const struct tl_flow_key *key)
{
	if (!tally->bucket_count)
		return NULL;
	for (__u32 i = tally->buckets[hash(key) & (tally->bucket_count - 1)]; i; i = tally->rows[i - 1].next)
		if (!memcmp(&tally->rows[i - 1].key, key, sizeof(*key)))
			return &tally->rows[i - 1];
	return NULL;
}

const struct tl_tally_row *tl_tally_find(const struct tl_tally *tally, const struct tl_flow_key *canonical)
{
	return find(tally, canonical);
}

/* A packet seen at more places than we keep apart still counts at one of them. */
static struct tl_tally_place *place_of(struct tl_tally_side *side, const struct tl_flow_key *key)
{
	for (unsigned int i = 0; i < side->place_count; i++)
		if (side->places[i].ifindex == key->ifindex && side->places[i].direction == key->direction)
			return &side->places[i];
	if (side->place_count == TL_TALLY_PLACES)
		return &side->places[TL_TALLY_PLACES - 1];
	side->places[side->place_count] = (struct tl_tally_place){.ifindex = key->ifindex, .direction = key->direction};
	return &side->places[side->place_count++];
}

int tl_tally_add(struct tl_tally *tally, const struct tl_flow_value *value)
{
	const struct tl_flow_key *key = &value->key;
	struct tl_flow_key canonical;
	struct tl_tally_place *place;
	struct tl_tally_side *side;
	struct tl_tally_row *row;
	unsigned int from;

	if (!tl_is_flow(value))
		return 0;
	from = tl_flow_key_canonical(key, &canonical);
	canonical.ifindex = 0; /* a forwarded connection passes several */
	row = find(tally, &canonical);
	if (!row) {
		if (tally->count == tally->room && grow(tally))
			return -ENOMEM;
		row = &tally->rows[tally->count];
		*row = (struct tl_tally_row){.key = canonical};
		link_row(tally, tally->count++);
	}
	side = &row->side[from];
	place = place_of(side, key);
	place->packets += value->packets;
	place->octets += value->layer2_octets;
	if (value->first_seen && (!side->first_seen || value->first_seen < side->first_seen))
		side->first_seen = value->first_seen;
	side->opened |= value->has_syn && (value->initial_tcp_flags & (SYN | ACK)) == SYN;
	side->answered |= (value->initial_tcp_flags & (SYN | ACK)) == (SYN | ACK);
	tally->entries++;
	return 0;
}

const struct tl_tally_place *tl_tally_fullest(const struct tl_tally_side *side)
{
	const struct tl_tally_place *best = &side->places[0];

	for (unsigned int i = 1; i < side->place_count; i++)
		if (side->places[i].packets > best->packets)
			best = &side->places[i];
	return best;
}

__u64 tl_tally_first_seen(const struct tl_tally_row *row)
{
	__u64 one = row->side[0].first_seen, other = row->side[1].first_seen;

	return !one || (other && other < one) ? other : one;
}

/* Counters fall when an entry left the cache and came again: then all it has is new. */
static __u64 since(__u64 now, __u64 before)
{
	return now >= before ? now - before : now;
}

static void rate_row(struct tl_tally_row *row, const struct tl_tally *tally, const struct tl_tally *previous)
{
	const struct tl_tally_row *before = previous->time ? find(previous, &row->key) : NULL;
	__u64 from = previous->time ? previous->time : tl_tally_first_seen(row);
	double seconds = tally->time > from ? (tally->time - from) / SECOND : 0;

	row->packets = tl_tally_fullest(&row->side[0])->packets + tl_tally_fullest(&row->side[1])->packets;
	row->octets = tl_tally_fullest(&row->side[0])->octets + tl_tally_fullest(&row->side[1])->octets;
	if (!previous->time && seconds < 1)
		seconds = 1; /* a flow of one packet just now is no torrent */
	if (seconds <= 0)
		return;
	row->packet_rate = since(row->packets, before ? before->packets : 0) / seconds;
	row->bit_rate = since(row->octets, before ? before->octets : 0) * 8 / seconds;
}

void tl_tally_rates(struct tl_tally *tally, const struct tl_tally *previous)
{
	for (unsigned int i = 0; i < tally->count; i++) {
		rate_row(&tally->rows[i], tally, previous);
		tally->packet_rate += tally->rows[i].packet_rate;
		tally->bit_rate += tally->rows[i].bit_rate;
	}
}

static bool is_well_known(const struct tl_flow_key *key, __u16 port)
{
	return key->source_port && port && port < 1024; /* no source port: no ports, but an ICMP type */
}

/* The SYN says it; without one a well-known port is the server's; else who spoke first is the client. */
unsigned int tl_tally_client(const struct tl_tally_row *row)
{
	const struct tl_tally_side *lower = &row->side[0], *higher = &row->side[1];
	bool lower_known = is_well_known(&row->key, row->key.source_port);
	bool higher_known = is_well_known(&row->key, row->key.destination_port);

	if (tl_flow_key_is_icmp_query(&row->key))
		return 0; /* the canonical key is the request's */
	if (lower->opened != higher->opened)
		return higher->opened;
	if (lower->answered != higher->answered)
		return lower->answered;
	if (lower_known != higher_known)
		return lower_known;
	if (!lower->first_seen || !higher->first_seen)
		return !lower->first_seen;
	return higher->first_seen < lower->first_seen;
}

struct tl_flow_key tl_tally_key(const struct tl_tally_row *row, unsigned int from, const struct tl_tally_place *place)
{
	struct tl_flow_key key = row->key;

	if (from)
		tl_flow_key_mirror(&row->key, &key);
	key.ifindex = place->ifindex;
	key.direction = place->direction;
	return key;
}
