// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../privileges/output_file.h"

static void export_record(struct tl_pipeline *pipeline, const struct tl_record *record)
{
	for (unsigned int i = 0; i < pipeline->exporter_count; i++)
		tl_exporter_record(pipeline->exporters[i], record);
}

static int keep_record(struct tl_pipeline *pipeline, const struct tl_record *record)
{
	if (pipeline->kept_count == pipeline->kept_room) {
		size_t room = pipeline->kept_room ? pipeline->kept_room * 2 : 1024;
		struct tl_record *grown = realloc(pipeline->kept, room * sizeof(*grown));

		if (!grown)
			return -ENOMEM;
		pipeline->kept = grown;
		pipeline->kept_room = room;
	}
	pipeline->kept[pipeline->kept_count++] = *record;
	return 0;
}

static void take_record(void *context, const struct tl_record *joined)
{
	struct tl_pipeline *pipeline = context;
	struct tl_record record = *joined;

	pipeline->records++;
	pipeline->packets += record.forward.packets + record.reverse.packets;
	pipeline->octets += record.forward.octets + record.reverse.octets;
	tl_places_enrich(pipeline->places, &record);
	if (!pipeline->sorted || keep_record(pipeline, &record))
		export_record(pipeline, &record);
}

static int by_end_start_key(const void *left, const void *right)
{
	const struct tl_record *a = left, *b = right;

	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return memcmp(&a->key, &b->key, sizeof(a->key));
}

static void export_kept(struct tl_pipeline *pipeline)
{
	qsort(pipeline->kept, pipeline->kept_count, sizeof(*pipeline->kept), by_end_start_key);
	for (size_t i = 0; i < pipeline->kept_count; i++) {
		/* ring positions follow the order of a walk over a hash, which no two runs have in common */
		pipeline->kept[i].sequence = i + 1;
		export_record(pipeline, &pipeline->kept[i]);
	}
	pipeline->kept_count = 0;
}

static int open_exporters(struct tl_pipeline *pipeline, const struct tl_settings *settings, bool capture)
{
	struct tl_export_options options = {
		.uniflow = settings->uniflow,
		.observation_domain = settings->observation_domain,
		.active_timeout = settings->active,
		.idle_timeout = settings->idle,
		.open_file = capture ? NULL : tl_output_file_open,
		.capture = capture,
	};

	for (unsigned int i = 0; i < settings->exporters.count; i++) {
		struct tl_exporter *exporter = tl_exporter_open(settings->exporters.items[i], &options);

		if (!exporter)
			return -EINVAL;
		pipeline->exporters[pipeline->exporter_count++] = exporter;
	}
	return 0;
}

int tl_pipeline_open(struct tl_pipeline *pipeline, const struct tl_settings *settings, bool capture)
{
	int error = 0;

	memset(pipeline, 0, sizeof(*pipeline));
	pipeline->sorted = capture;
	if (settings->country_database || settings->as_database) {
		pipeline->places = tl_places_open(settings->country_database, settings->as_database);
		if (!pipeline->places)
			return -EINVAL;
	}
	pipeline->join = tl_join_create(take_record, pipeline);
	if (pipeline->join)
		tl_join_set_idle_timeout(pipeline->join, settings->idle * 1000000000ull);
	else
		error = -ENOMEM;
	if (!error)
		error = open_exporters(pipeline, settings, capture);
	if (error)
		tl_pipeline_close(pipeline, 0);
	return error;
}

void tl_pipeline_drain(struct tl_pipeline *pipeline, struct tl_ring *ring)
{
	const void *data;
	__u64 position;
	__u32 size;

	while ((size = tl_ring_next(ring, &data, &position)))
		tl_join_add(pipeline->join, data, size, position);
}

static bool has_waiting(const struct tl_pipeline *pipeline)
{
	struct tl_export_account account;

	for (unsigned int i = 0; i < pipeline->exporter_count; i++) {
		tl_exporter_account(pipeline->exporters[i], &account);
		if (account.waiting_records)
			return true;
	}
	return false;
}

void tl_pipeline_commit(struct tl_pipeline *pipeline, struct tl_ring *ring)
{
	__u64 position;

	if (has_waiting(pipeline) && tl_ring_fill(ring) < tl_ring_size(ring) / 2)
		return;
	position = tl_join_committable(pipeline->join, tl_ring_cursor(ring));
	if (pipeline->checkpoints.journal)
		tl_checkpoints_commit(&pipeline->checkpoints, ring, position);
	else
		tl_ring_commit(ring, position);
}

void tl_pipeline_tick(struct tl_pipeline *pipeline)
{
	for (unsigned int i = 0; i < pipeline->exporter_count; i++)
		tl_exporter_tick(pipeline->exporters[i]);
}

void tl_pipeline_flush(struct tl_pipeline *pipeline)
{
	tl_join_flush(pipeline->join);
	export_kept(pipeline);
}

int tl_pipeline_close(struct tl_pipeline *pipeline, unsigned int seconds)
{
	int first_error = 0;

	for (unsigned int i = 0; i < pipeline->exporter_count; i++) {
		int error = tl_exporter_close(pipeline->exporters[i], seconds);

		if (!first_error)
			first_error = error;
	}
	tl_join_destroy(pipeline->join);
	tl_places_close(pipeline->places);
	free(pipeline->kept);
	memset(pipeline, 0, sizeof(*pipeline));
	return first_error;
}
