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
	talks->transactions.keeps_statements = limits->sql_text;
	talks->transactions.see = limits->see;
	talks->transactions.see_context = limits->see_context;
	talks->pool.object_size = sizeof(struct talk);
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

struct talk *tl_talk_of_flow(const struct tl_talks *talks, const struct tl_flow_key *flow)
{
	struct tl_flow_key key;

	if (!talks->table.count)
		return NULL;
	talk_key(flow, &key);
	return find(talks, &key, tl_flow_key_hash(&key, talks->seed));
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
	talk->candidates[0] = talk->candidates[1] = tl_talk_all_dissectors();
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
		tl_talk_take_datagram(talk, sample, side);
	if (talk->is_known && !(was_known && before == talk->known))
		talks->understood[talk->known]++;
}

void tl_talks_add(struct tl_talks *talks, const void *ring_record, __u32 size)
{
	const struct tl_sample *sample = ring_record;
	struct tl_flow_key key;
	unsigned int side;
	struct talk *talk;
	__u64 hash;

	if (!is_sound(sample, size))
		return;
	if (talks->said)
		tl_said_sample(talks->said, sample->time);
	side = talk_key(&sample->key, &key);
	hash = tl_flow_key_hash(&key, talks->seed);
	talk = find(talks, &key, hash);
	if (talk && talk->is_reported) { /* the next one of the same key */
		tl_talk_forget(talks, talk);
		talk = NULL;
	}
	if (!talk) {
		talk = meet(talks, &key, hash);
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
	tl_table_fini(&talks->table);
	tl_pool_fini(&talks->pool);
	free(talks);
}
