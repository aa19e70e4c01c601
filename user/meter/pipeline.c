// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "pipeline.h"

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../enrich/findings.h"
#include "../enrich/media.h"
#include "../enrich/stack.h"
#include "../enrich/streams.h"
#include "../export/clock.h"
#include "../export/element.h"
#include "../lib/log.h"
#include "../privileges/output_file.h"
#include "../privileges/sandbox.h"
#include "../store/detail.h"
#include "payload.h"

#define WAIT_MS	      1000
#define WAITING_SHARE 4 /* of the ring: one part in so many may wait for exporters */
#define LOOK_AFTER    16 /* batches, whether these are behind */

static void export_record(struct tl_pipeline *pipeline, const struct tl_record *record)
{
	int error = tl_exporters_record(pipeline->exporters, record, pipeline->position);

	if (error && !pipeline->error)
		tl_error("no memory for records that wait for exporters");
	if (error)
		pipeline->error = error;
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
	pipeline->kept[pipeline->kept_count] = *record;
	pipeline->kept[pipeline->kept_count].streams = NULL; /* they are not there for longer */
	if (record->facts) {
		struct tl_record_facts *facts = malloc(sizeof(*facts));

		if (!facts)
			return -ENOMEM;
		*facts = *record->facts;
		pipeline->kept[pipeline->kept_count].facts = facts;
	}
	pipeline->kept_count++;
	return 0;
}

/* By itself, not by what was encoded and queued: so that the two can be compared. */
static void count(struct tl_pipeline *pipeline, const struct tl_record *record)
{
	bool has_reverse = record->reverse.packets;
	struct tl_amount amount = {
		.records = 1,
		.packets = record->forward.packets + record->reverse.packets,
		.octets = record->forward.octets + record->reverse.octets,
	};

	pipeline->records += 1 + (pipeline->uniflow && has_reverse);
	pipeline->packets += amount.packets;
	pipeline->octets += amount.octets;
	if (pipeline->position < pipeline->joined.position) /* counted in an earlier life */
		return;
	tl_amount_add(&pipeline->joined.joined, &amount);
	pipeline->joined.reverse_records += has_reverse;
}

static void put_one(void *context, struct tl_record *record)
{
	struct tl_pipeline *pipeline = context;

	tl_applications_name(pipeline->applications, record);
	count(pipeline, record);
	if (!pipeline->sorted || keep_record(pipeline, record))
		export_record(pipeline, record);
}

static void put_out(void *context, struct tl_record *record)
{
	struct tl_pipeline *pipeline = context;

	tl_passive_names_take_own(record);
	tl_media_enrich(record);
	tl_agents_enrich(pipeline->agents, record);
	tl_findings_enrich(record);
	put_one(pipeline, record);
	tl_streams_tell(record, put_one, pipeline);
}

static void take_record(void *context, struct tl_record *record)
{
	struct tl_pipeline *pipeline = context;
	struct tl_talks_expected expected;

	if (pipeline->talks)
		tl_talks_expect_flow(pipeline->talks, &expected, &record->key);
	tl_places_enrich(pipeline->places, record);
	tl_networks_enrich(pipeline->networks, record);
	if (pipeline->talks)
		tl_talks_fetch(pipeline->talks, &expected);
	tl_passive_names_enrich(pipeline->names, record, tl_join_realtime_offset(pipeline->join));
	tl_stack_enrich(record);
	if (pipeline->talks)
		tl_talks_emit_expected(pipeline->talks, &expected, record, tl_join_realtime_offset(pipeline->join),
				       put_out, pipeline);
	else
		put_out(pipeline, record);
}

static int by_end_start_key(const void *left, const void *right)
{
	const struct tl_record *a = left, *b = right;

	if (a->end != b->end)
		return a->end < b->end ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->transaction != b->transaction)
		return a->transaction < b->transaction ? -1 : 1;
	return memcmp(&a->key, &b->key, sizeof(a->key));
}

static void free_kept(struct tl_pipeline *pipeline)
{
	for (size_t i = 0; i < pipeline->kept_count; i++)
		free((void *)(uintptr_t)pipeline->kept[i].facts); /* keep_record()'s own */
	pipeline->kept_count = 0;
}

static void export_kept(struct tl_pipeline *pipeline)
{
	if (pipeline->kept_count)
		qsort(pipeline->kept, pipeline->kept_count, sizeof(*pipeline->kept), by_end_start_key);
	for (size_t i = 0; i < pipeline->kept_count; i++) {
		/* ring positions follow the order of a walk over a hash, which no two runs have in common */
		pipeline->kept[i].sequence = i + 1;
		export_record(pipeline, &pipeline->kept[i]);
	}
	free_kept(pipeline);
	tl_exporters_flush(pipeline->exporters);
}

/* Files are replaced by renaming. */
static void allow_to_read_again(const char *path)
{
	tl_sandbox_allow_folder_of(path, TL_ACCESS_READ);
}

static int open_exporters(struct tl_pipeline *pipeline, const struct tl_settings *settings, bool capture)
{
	struct tl_export_options options = {
		.uniflow = settings->uniflow,
		.observation_domain = settings->observation_domain,
		.elements = settings->elements,
		.enterprise_number = settings->enterprise_number,
		.active_timeout = settings->active,
		.idle_timeout = settings->idle,
		.open_file = capture ? NULL : tl_output_file_open,
		.make_folder = capture ? NULL : tl_output_folder_make,
		.detail = TL_DETAIL_FULL,
		.will_read = capture ? NULL : allow_to_read_again,
		.capture = capture,
	};
	int error = 0;

	options.applications = tl_applications_list(pipeline->applications, &options.application_count);
	pipeline->exporters = tl_exporters_create(&options);
	if (!pipeline->exporters)
		return -ENOMEM;
	for (unsigned int i = 0; i < settings->exporters.count && !error; i++)
		error = tl_exporters_add(pipeline->exporters, settings->exporters.items[i]);
	return error;
}

/* What is known of addresses besides. 0 or -EINVAL, printed. */
static int open_files(struct tl_pipeline *pipeline, const struct tl_settings *settings)
{
	const struct tl_list *cities = &settings->city_databases;
	bool is_good = true;

	if (settings->country_database || settings->as_database || cities->count)
		is_good = (pipeline->places = tl_places_open(settings->country_database, settings->as_database));
	for (unsigned int i = 0; i < cities->count && is_good; i++)
		is_good = !tl_places_add_city(pipeline->places, cities->items[i]);
	if (settings->networks && is_good)
		is_good = (pipeline->networks = tl_networks_open(settings->networks));
	return is_good ? 0 : -EINVAL;
}

void tl_pipeline_reload(struct tl_pipeline *pipeline, bool at_once)
{
	tl_places_reload(pipeline->places);
	tl_networks_reload(pipeline->networks, at_once);
}

int tl_pipeline_open(struct tl_pipeline *pipeline, const struct tl_settings *settings, bool capture)
{
	int error = 0;

	memset(pipeline, 0, sizeof(*pipeline));
	pipeline->sorted = capture;
	pipeline->uniflow = settings->uniflow;
	error = open_files(pipeline, settings);
	pipeline->applications = tl_applications_open(
		settings->applications, settings->enterprise_number ? settings->enterprise_number : TL_PEN_TAPLESS);
	if (!pipeline->applications)
		error = -EINVAL;
	if (settings->agents_file && settings->l7 == TL_L7_FULL) {
		pipeline->agents = tl_agents_open(settings->agents_file);
		if (!pipeline->agents)
			error = -EINVAL;
	}
	if (settings->l7 == TL_L7_FULL && tl_payload_open(pipeline, settings))
		error = -ENOMEM;
	pipeline->join = tl_join_create(take_record, pipeline);
	if (pipeline->join)
		tl_join_set_idle_timeout(pipeline->join, settings->idle * 1000000000ull);
	else
		error = -ENOMEM;
	if (pipeline->join && pipeline->talks)
		tl_join_tell_ends(pipeline->join);
	if (!error)
		error = open_exporters(pipeline, settings, capture);
	if (error)
		tl_pipeline_close(pipeline);
	return error;
}

int tl_pipeline_start(struct tl_pipeline *pipeline, int map, const struct tl_ring *ring)
{
	tl_accounts_open(&pipeline->accounts, map, pipeline->exporters, tl_ring_cursor(ring), &pipeline->joined);
	return tl_exporters_start(pipeline->exporters);
}

static bool is_mark(const void *data, __u32 size)
{
	return size >= sizeof(struct tl_mark_record) && *(const __u32 *)data == TL_RING_MARK;
}

/* Behind a mark: all that came before it is with the exporters. */
static void reach(struct tl_pipeline *pipeline, __u64 position)
{
	if (pipeline->error || position <= pipeline->joined.position)
		return;
	pipeline->joined.position = position;
	tl_exporters_reach(pipeline->exporters, &pipeline->joined);
}

static void add_batch(struct tl_pipeline *pipeline, const struct tl_ring_piece *records, unsigned int count)
{
	struct tl_join_expected expected[TL_BATCH];

	for (unsigned int i = 0; i < count; i++)
		tl_join_expect(pipeline->join, &expected[i], records[i].data, records[i].size);
	for (unsigned int i = 0; i < count; i++)
		tl_join_fetch(pipeline->join, &expected[i]);
	for (unsigned int i = 0; i < count; i++) {
		const struct tl_ring_piece *record = &records[i];

		pipeline->position = record->position;
		tl_join_add_expected(pipeline->join, &expected[i], record->data, record->size, record->position);
		if (is_mark(record->data, record->size) && !pipeline->sorted)
			reach(pipeline, record->end);
	}
}

/* No longer than that: an exporter may be slower than what comes for good. */
static bool is_worth_waiting(struct tl_pipeline *pipeline)
{
	__u64 now = tl_clock_ms();

	if (!tl_exporters_are_behind(pipeline->exporters)) {
		pipeline->behind_since = 0;
		return false;
	}
	if (!pipeline->behind_since)
		pipeline->behind_since = now;
	return now - pipeline->behind_since < WAIT_MS || now < pipeline->patient_until;
}

/* Encoded records that wait need memory of their own, which is cold when another CPU comes to them. */
static bool may_wait(struct tl_pipeline *pipeline, const struct tl_ring *ring)
{
	__u64 unread = tl_ring_unread(ring);

	return unread && unread <= tl_ring_size(ring) / WAITING_SHARE && !pipeline->sorted &&
	       is_worth_waiting(pipeline);
}

bool tl_pipeline_drain(struct tl_pipeline *pipeline, struct tl_ring *ring)
{
	struct tl_ring_piece records[TL_BATCH];

	for (unsigned int batches = 0; batches % LOOK_AFTER || !may_wait(pipeline, ring); batches++) {
		unsigned int count = tl_ring_take(ring, records, TL_BATCH);

		if (!count)
			return true;
		add_batch(pipeline, records, count);
	}
	return false;
}

static void commit_log(struct tl_pipeline *pipeline, struct tl_ring *ring, __u64 position)
{
	tl_checkpoints_commit(&pipeline->checkpoints, ring, position);
	if (pipeline->said)
		tl_said_commit(pipeline->said, pipeline->checkpoints.journal->committed);
}

void tl_pipeline_commit(struct tl_pipeline *pipeline, struct tl_ring *ring)
{
	__u64 cursor = tl_ring_cursor(ring), share = tl_ring_size(ring) / 2, reached;
	__u64 position = tl_join_committable(pipeline->join, cursor);

	if (pipeline->error)
		return;
	if (!pipeline->sorted) {
		if (cursor > share)
			tl_exporters_move_on(pipeline->exporters, cursor - share,
					     tl_clock_ms() < pipeline->patient_until);
		reached = tl_accounts_keep(&pipeline->accounts, pipeline->exporters, &pipeline->joined);
		if (reached < position)
			position = reached;
	}
	if (pipeline->checkpoints.journal)
		commit_log(pipeline, ring, position);
	else
		tl_ring_commit(ring, position);
}

void tl_pipeline_settle(struct tl_pipeline *pipeline)
{
	bool gave = tl_join_settle(pipeline->join);

	gave |= pipeline->talks && tl_talks_settle(pipeline->talks);
	gave |= tl_exporters_settle(pipeline->exporters);
	if (gave)
		malloc_trim(0); /* what came and went with it: it stands between what stays */
}

void tl_pipeline_be_patient(struct tl_pipeline *pipeline, unsigned int seconds)
{
	pipeline->patient_until = tl_clock_ms() + seconds * 1000ull;
}

void tl_pipeline_flush(struct tl_pipeline *pipeline)
{
	tl_join_flush(pipeline->join);
	export_kept(pipeline);
}

int tl_pipeline_finish(struct tl_pipeline *pipeline, unsigned int seconds, bool keep)
{
	int error = tl_exporters_finish(pipeline->exporters, seconds, keep);

	return pipeline->error ? pipeline->error : error;
}

void tl_pipeline_say_end(const struct tl_pipeline *pipeline, bool ended)
{
	struct tl_account account;

	for (unsigned int i = 0; i < tl_exporters_count(pipeline->exporters); i++) {
		tl_exporters_account(pipeline->exporters, i, &account);
		tl_info("%s: %llu records sent, %llu waiting, %llu dropped", account.uri, account.sent.records,
			account.waiting.records, account.dropped.records);
	}
	tl_info("%s: %llu records, %llu packets, %llu octets exported", ended ? "ended" : "handed over",
		pipeline->records, pipeline->packets, pipeline->octets);
}

void tl_pipeline_close(struct tl_pipeline *pipeline)
{
	tl_exporters_close(pipeline->exporters);
	tl_checkpoints_close(&pipeline->checkpoints);
	tl_join_destroy(pipeline->join);
	tl_talks_destroy(pipeline->talks);
	tl_passive_names_destroy(pipeline->names);
	tl_said_close(pipeline->said);
	tl_places_close(pipeline->places);
	tl_networks_close(pipeline->networks);
	tl_applications_close(pipeline->applications);
	tl_agents_close(pipeline->agents);
	free_kept(pipeline);
	free(pipeline->kept);
	memset(pipeline, 0, sizeof(*pipeline));
}
