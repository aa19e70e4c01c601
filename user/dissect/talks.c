// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "talk.h"

#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../flow/flow_key.h"
#include "dissector.h"

struct tl_talks *tl_talks_create(const struct tl_talks_limits *limits)
{
	struct tl_talks *talks = calloc(1, sizeof(*talks));

	if (!talks || tl_table_init(&talks->table)) {
		free(talks);
		return NULL;
	}
	talks->limits = *limits;
	talks->transactions.most = limits->transactions;
	talks->transactions.pool = &talks->transaction_pool;
	talks->transaction_pool.object_size = sizeof(struct tl_transaction);
	talks->transaction_pool.cleared = offsetof(struct tl_transaction, facts.own);
	talks->transactions.keeps_statements = limits->sql_text;
	talks->transactions.see = limits->see;
	talks->transactions.see_context = limits->see_context;
	talks->pool.object_size = sizeof(struct talk);
	talks->pool.cleared = TALK_CLEARED;
	talks->over_tcp = tl_dissector_set_over(IPPROTO_TCP);
	talks->over_udp = tl_dissector_set_over(IPPROTO_UDP);
	for (unsigned int octet = 0; octet < sizeof(talks->from) / sizeof(talks->from[0]); octet++)
		talks->from[octet] = tl_dissector_set_from((__u8)octet);
	TAILQ_INIT(&talks->queue);
	TAILQ_INIT(&talks->reported);
	if (getrandom(&talks->seed, sizeof(talks->seed), GRND_NONBLOCK) != sizeof(talks->seed))
		talks->seed = (uintptr_t)talks;
	return talks;
}

void tl_talks_remember(struct tl_talks *talks, struct tl_said *said)
{
	talks->said = said;
}

/* A conversation is the same by whatever interface and with whatever tags it comes: a router sees its two ways on two. */
static unsigned int talk_key(const struct tl_flow_key *flow, struct tl_flow_key *key)
{
	struct tl_flow_key anywhere = *flow;

	anywhere.ifindex = 0;
	anywhere.direction = 0;
	anywhere.vlan_id = anywhere.inner_vlan_id = 0;
	anywhere.vlan_depth = 0;
	return tl_flow_key_canonical(&anywhere, key);
}

void tl_talk_free_streams(struct tl_talks *talks, struct talk *talk)
{
	for (unsigned int side = 0; side < 2; side++)
		tl_talk_free_stream(talks, &talk->streams[side]);
}

static struct talk_queue *queue_of(struct tl_talks *talks, const struct talk *talk)
{
	return talk->is_reported ? &talks->reported : &talks->queue;
}

void tl_talk_forget(struct tl_talks *talks, struct talk *talk)
{
	tl_table_remove(&talks->table, &talk->link);
	TAILQ_REMOVE(queue_of(talks, talk), talk, queue);
	talks->reported_count -= talk->is_reported;
	tl_talk_free_streams(talks, talk);
	tl_transactions_free(&talk->transactions);
	tl_pool_give(&talks->pool, talk);
}

static struct talk *find(const struct tl_talks *talks, const struct tl_flow_key *key, __u64 hash)
{
	struct tl_table_link *link = tl_table_first(&talks->table, hash);

	while (link && memcmp(&((struct talk *)link)->key, key, sizeof(*key)) != 0)
		link = tl_table_next(link);
	return (struct talk *)link;
}

struct talk *tl_talk_expected(const struct tl_talks *talks, const struct tl_talks_expected *expected)
{
	return expected->is_sound ? find(talks, &expected->key, expected->hash) : NULL;
}

static void expect(const struct tl_talks *talks, struct tl_talks_expected *expected, const struct tl_flow_key *flow)
{
	expected->side = talk_key(flow, &expected->key);
	expected->hash = tl_flow_key_hash(&expected->key, talks->seed);
	tl_table_expect(&talks->table, expected->hash);
}

void tl_talks_expect_flow(const struct tl_talks *talks, struct tl_talks_expected *expected,
			  const struct tl_flow_key *flow)
{
	expected->is_sound = talks->table.count;
	if (expected->is_sound)
		expect(talks, expected, flow);
}

static void forget_silent(struct tl_talks *talks)
{
	struct talk *talk = TAILQ_FIRST(&talks->queue);

	if (!talk)
		return;
	talks->forgotten++;
	tl_talk_forget(talks, talk);
}

static struct talk *meet(struct tl_talks *talks, const struct tl_flow_key *key, __u64 hash)
{
	struct talk *talk;

	if (talks->table.count - talks->reported_count >= talks->limits.talks)
		forget_silent(talks);
	talk = tl_pool_take(&talks->pool);
	if (!talk)
		return NULL;
	talk->key = *key;
	talk->candidates[0] = talk->candidates[1] = key->protocol == IPPROTO_TCP ? talks->over_tcp : talks->over_udp;
	tl_transactions_init(&talk->transactions, &talks->transactions);
	tl_table_add(&talks->table, &talk->link, hash);
	TAILQ_INSERT_TAIL(&talks->queue, talk, queue);
	return talk;
}

/* Of those that were silent for longest: what they have said stays, what was not understood yet does not. */
static void free_octets(struct tl_talks *talks, const struct talk *but)
{
	for (size_t i = talks->table.count; i && talks->stream_octets > talks->limits.stream_octets; i--) {
		struct talk *talk = TAILQ_FIRST(&talks->queue);

		if (talk == but)
			return;
		if (!talk->is_known) {
			forget_silent(talks);
			continue;
		}
		for (unsigned int side = 0; side < 2; side++) {
			talks->forgotten += !!talk->streams[side].room;
			tl_talk_free_stream(talks, &talk->streams[side]);
			talk->is_done[side] = true;
		}
		TAILQ_REMOVE(&talks->queue, talk, queue);
		TAILQ_INSERT_TAIL(&talks->queue, talk, queue);
	}
}

static bool is_sound(const struct tl_sample *sample, __u32 size)
{
	return size > offsetof(struct tl_sample, octets) && sample->kind == TL_RING_SAMPLE && sample->captured &&
	       sample->captured <= TL_SAMPLE_OCTETS && sample->captured <= sample->length &&
	       size - offsetof(struct tl_sample, octets) >= sample->captured;
}

static void note_time(struct talk *talk, __u64 time)
{
	if (!talk->first || time < talk->first)
		talk->first = time;
	if (time > talk->last)
		talk->last = time;
}

static void take(struct tl_talks *talks, struct talk *talk, const struct tl_sample *sample, unsigned int side)
{
	bool was_known = talk->is_known;
	unsigned int before = talk->known;

	if (sample->key.protocol == IPPROTO_TCP)
		tl_talk_take_segment(talks, talk, sample, side);
	else
		tl_talk_take_datagram(talks, talk, sample, side);
	if (talk->is_known && !(was_known && before == talk->known))
		talks->understood[talk->known]++;
}

void tl_talks_expect(const struct tl_talks *talks, struct tl_talks_expected *expected, const void *ring_record,
		     __u32 size)
{
	const struct tl_sample *sample = ring_record;

	expected->is_sound = is_sound(sample, size);
	if (expected->is_sound)
		expect(talks, expected, &sample->key);
}

void tl_talks_fetch(const struct tl_talks *talks, const struct tl_talks_expected *expected)
{
	if (expected->is_sound)
		tl_table_fetch(&talks->table, expected->hash, TALK_CLEARED);
}

void tl_talks_add(struct tl_talks *talks, const void *ring_record, __u32 size)
{
	struct tl_talks_expected expected;

	tl_talks_expect(talks, &expected, ring_record, size);
	tl_talks_add_expected(talks, &expected, ring_record);
}

void tl_talks_add_expected(struct tl_talks *talks, const struct tl_talks_expected *expected, const void *ring_record)
{
	const struct tl_sample *sample = ring_record;
	struct talk *talk;
	unsigned int side;

	if (!expected->is_sound)
		return;
	side = expected->side;
	if (talks->said)
		tl_said_sample(talks->said, sample->time);
	talk = tl_talk_expected(talks, expected);
	if (talk && talk->is_reported) { /* the next one of the same key */
		tl_talk_forget(talks, talk);
		talk = NULL;
	}
	if (!talk) {
		talk = meet(talks, &expected->key, expected->hash);
		if (talk)
			talk->origin = tl_crossing_of_key(&sample->key);
	}
	if (!talk)
		return;
	note_time(talk, sample->time);
	if (talk->is_done[side])
		return;
	TAILQ_REMOVE(&talks->queue, talk, queue);
	TAILQ_INSERT_TAIL(&talks->queue, talk, queue);
	take(talks, talk, sample, side);
	free_octets(talks, talk);
}

bool tl_talks_settle(struct tl_talks *talks)
{
	bool gave = tl_pool_settle(&talks->pool);

	return tl_pool_settle(&talks->transaction_pool) || gave;
}

size_t tl_talks_count(const struct tl_talks *talks)
{
	return talks->table.count - talks->reported_count;
}

__u64 tl_talks_forgotten(const struct tl_talks *talks)
{
	return talks->forgotten;
}

__u64 tl_talks_cut(const struct tl_talks *talks, unsigned int dissector)
{
	return talks->cut[dissector];
}

__u64 tl_talks_understood(const struct tl_talks *talks, unsigned int dissector)
{
	return talks->understood[dissector];
}

void tl_talks_destroy(struct tl_talks *talks)
{
	if (!talks)
		return;
	while (!TAILQ_EMPTY(&talks->queue))
		tl_talk_forget(talks, TAILQ_FIRST(&talks->queue));
	while (!TAILQ_EMPTY(&talks->reported))
		tl_talk_forget(talks, TAILQ_FIRST(&talks->reported));
	tl_announcements_free(&talks->transactions.announced);
	tl_awaits_free(&talks->transactions.awaits);
	tl_table_fini(&talks->table);
	tl_pool_fini(&talks->pool);
	tl_pool_fini(&talks->transaction_pool);
	free(talks);
}
