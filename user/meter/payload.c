// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "payload.h"

#include <errno.h>
#include <malloc.h>

#include "../export/element.h"

/* Streams of 64 MiB are those of four thousand connections that begin at once. */
#define TALKS		  131072
#define TALK_OCTETS	  (64u << 20)
#define TALK_TRANSACTIONS 65536
/* Of all transactions: what of it is free between two bursts does not go to the system and come back, in pages that are cleared. */
#define TALK_MEMORY (256 << 20)

/* 40 MiB when full: a thousand clients that know thirty addresses each, twice */
#define NAME_ENTRIES 65536
#define NAME_OCTETS  (16u << 20)

int tl_payload_open(struct tl_pipeline *pipeline, const struct tl_settings *settings)
{
	const struct tl_passive_names_limits limits = {.entries = NAME_ENTRIES, .octets = NAME_OCTETS};

	mallopt(M_TRIM_THRESHOLD, TALK_MEMORY);
	pipeline->names = tl_passive_names_create(&limits);
	pipeline->talks = tl_talks_create(&(struct tl_talks_limits){.talks = TALKS,
								    .stream_octets = TALK_OCTETS,
								    .transactions = TALK_TRANSACTIONS,
								    .sql_text = settings->sql_text,
								    .see = tl_passive_names_see,
								    .see_context = pipeline->names});
	return pipeline->names && pipeline->talks ? 0 : -ENOMEM;
}

int tl_pipeline_remember(struct tl_pipeline *pipeline, void *memory, size_t size, const struct tl_ring *ring)
{
	if (!pipeline->talks || !memory)
		return 0;
	pipeline->said = tl_said_open(memory, size, tl_elements_layout(), tl_ring_cursor(ring));
	if (!pipeline->said)
		return -ENOMEM;
	tl_talks_remember(pipeline->talks, pipeline->said);
	return 0;
}

static void add_samples(struct tl_talks *talks, const struct tl_ring_piece *samples, unsigned int count)
{
	struct tl_talks_expected expected[TL_BATCH];

	for (unsigned int i = 0; i < count; i++)
		tl_talks_expect(talks, &expected[i], samples[i].data, samples[i].size);
	for (unsigned int i = 0; i < count; i++)
		tl_talks_fetch(talks, &expected[i]);
	for (unsigned int i = 0; i < count; i++)
		tl_talks_add_expected(talks, &expected[i], samples[i].data);
}

void tl_pipeline_drain_samples(struct tl_pipeline *pipeline, struct tl_ring *ring)
{
	struct tl_ring_piece samples[TL_BATCH];
	unsigned int count;

	while ((count = tl_ring_take(ring, samples, TL_BATCH)))
		if (pipeline->talks)
			add_samples(pipeline->talks, samples, count);
	tl_ring_commit(ring, tl_ring_cursor(ring));
}
