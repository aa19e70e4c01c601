// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* All exporters: a record is encoded once as biflow and once as uniflows, in batches that go into the queues of those who want them. */
#include "exporter.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../flow/join.h"
#include "../lib/log.h"
#include "clock.h"
#include "encoder.h"
#include "transport.h"

#define CAPTURE_OCTETS	   (8u << 20) /* how far the reader of a capture may run ahead */
#define BEHIND_OCTETS	   (1u << 20) /* some 5,000 records, as many as a processor's caches hold; by UDP they take 30 ms */
#define IDLE_AFTER_MS	   500
#define MOVE_ON_AFTER_MS   1000
#define AFTER_ABANDONED_MS 2000 /* for a thread to leave; longer, and it hangs in a write to a dead disk */

struct tl_exporters {
	struct tl_export_options options;
	struct tl_exporter *list[TL_EXPORTERS_MAX];
	unsigned int count;
	bool wanted[2]; /* by some exporter: biflows, uniflows */
	struct tl_encoder *encoder;
	struct tl_batch_memory memory;
	struct tl_batch *batches[2]; /* of each, being filled */
	struct tl_boundary boundary; /* of the last mark */
	struct tl_metering metering;
	bool is_finished;
};

struct tl_exporters *tl_exporters_create(const struct tl_export_options *options)
{
	struct tl_exporters *exporters = calloc(1, sizeof(*exporters));

	if (!exporters)
		return NULL;
	exporters->options = *options;
	tl_batch_memory_init(&exporters->memory);
	exporters->encoder = tl_encoder_create();
	if (exporters->encoder)
		return exporters;
	free(exporters);
	return NULL;
}

int tl_exporters_add(struct tl_exporters *exporters, const char *uri)
{
	struct tl_exporter *exporter;

	if (exporters->count == TL_EXPORTERS_MAX) {
		tl_error("%s: there can be no more than %d exporters", uri, TL_EXPORTERS_MAX);
		return -EINVAL;
	}
	exporters->options.exporting_process = exporters->count;
	exporter = tl_exporter_open(uri, &exporters->options);
	if (!exporter)
		return -EINVAL;
	exporters->list[exporters->count++] = exporter;
	exporters->wanted[exporter->options.uniflow] = true;
	return 0;
}

unsigned int tl_exporters_count(const struct tl_exporters *exporters)
{
	return exporters->count;
}

const char *tl_exporters_uri(const struct tl_exporters *exporters, unsigned int number)
{
	return exporters->list[number]->uri;
}

bool tl_exporters_uniflow(const struct tl_exporters *exporters, unsigned int number)
{
	return exporters->list[number]->options.uniflow;
}

void tl_exporters_resume(struct tl_exporters *exporters, unsigned int number, const struct tl_account *account)
{
	tl_queue_resume(&exporters->list[number]->queue, account);
	if (!number || account->reached.position < exporters->boundary.position)
		exporters->boundary = account->reached;
}

static bool sends_elements_of_nobody(const struct tl_exporter *exporter)
{
	return exporter->transport->parameters & TL_FOR_IPFIX && !exporter->options.enterprise_number &&
	       exporter->options.elements != TL_ELEMENTS_STANDARD;
}

/* RFC 5612: the number is for documents. In a file it does no harm before somebody's collector reads that. */
static void warn_of_enterprise_number(const struct tl_exporters *exporters)
{
	for (unsigned int i = 0; i < exporters->count; i++) {
		if (!sends_elements_of_nobody(exporters->list[i]) ||
		    exporters->list[i]->transport == &tl_transport_file)
			continue;
		tl_warning("%s: elements that nobody else defines have enterprise number %d, the one for "
			   "documentation, which "
			   "others may use too; --enterprise-number sets one that IANA has given to you",
			   exporters->list[i]->uri, TL_PEN_TAPLESS);
		return;
	}
}

int tl_exporters_start(struct tl_exporters *exporters)
{
	int error = 0;

	warn_of_enterprise_number(exporters);
	for (unsigned int i = 0; i < exporters->count && !error; i++)
		error = tl_exporter_start(exporters->list[i]);
	return error;
}

static void give_up_when_stuck(struct tl_exporter *exporter)
{
	if (tl_queue_wait_for_room(&exporter->queue, CAPTURE_OCTETS, exporter->transport->patience_ms))
		return;
	tl_warning("%s: the peer takes nothing: %llu records are dropped", exporter->uri,
		   tl_queue_move_on(&exporter->queue, UINT64_MAX, UINT64_MAX, false));
}

static void push_batch(struct tl_exporters *exporters, bool uniflow)
{
	struct tl_batch *batch = exporters->batches[uniflow];

	if (!batch)
		return;
	exporters->batches[uniflow] = NULL;
	for (unsigned int i = 0; i < exporters->count; i++) {
		if (exporters->list[i]->options.uniflow != uniflow)
			continue;
		tl_queue_add(&exporters->list[i]->queue, batch, i);
		if (exporters->options.capture)
			give_up_when_stuck(exporters->list[i]);
	}
	tl_batch_release(batch);
}

static void push(struct tl_exporters *exporters)
{
	push_batch(exporters, false);
	push_batch(exporters, true);
}

static int encode(struct tl_exporters *exporters, bool uniflow, const struct tl_record *record, __u64 position)
{
	struct tl_batch **batch = &exporters->batches[uniflow];
	/* A batch is of one mark: after a crash it is passed over as a whole, if its mark was handed over. */
	struct tl_encoded *encoded = *batch && (*batch)->position == position ? tl_batch_room(*batch) : NULL;

	if (!encoded) {
		push_batch(exporters, uniflow);
		*batch = tl_batch_create(&exporters->memory, &exporters->boundary, position);
		if (!*batch)
			return -ENOMEM;
		encoded = tl_batch_room(*batch);
	}
	tl_encoder_encode(exporters->encoder, encoded, record);
	tl_batch_add(*batch, encoded);
	return 0;
}

static int encode_uniflows(struct tl_exporters *exporters, const struct tl_record *record, __u64 position)
{
	struct tl_record forward, reverse;
	bool has_reverse = tl_record_split(record, &forward, &reverse);
	int error = encode(exporters, true, &forward, position);

	return error || !has_reverse ? error : encode(exporters, true, &reverse, position);
}

int tl_exporters_record(struct tl_exporters *exporters, const struct tl_record *record, __u64 position)
{
	int error = 0;

	exporters->metering.flows += !record->transaction && record->end_reason != TL_END_ACTIVE;
	if (exporters->wanted[false])
		error = encode(exporters, false, record, position);
	if (!error && exporters->wanted[true])
		error = encode_uniflows(exporters, record, position);
	return error;
}

static void reach(struct tl_exporters *exporters, const struct tl_boundary *boundary)
{
	push(exporters);
	for (unsigned int i = 0; i < exporters->count; i++)
		tl_queue_reach(&exporters->list[i]->queue, boundary);
}

void tl_exporters_reach(struct tl_exporters *exporters, const struct tl_boundary *boundary)
{
	reach(exporters, boundary);
	exporters->boundary = *boundary;
}

void tl_exporters_observe(struct tl_exporters *exporters, const struct tl_count *ignored)
{
	exporters->metering.ignored = *ignored;
	for (unsigned int i = 0; i < exporters->count; i++)
		tl_queue_observe(&exporters->list[i]->queue, &exporters->metering);
}

void tl_exporters_reload(struct tl_exporters *exporters)
{
	for (unsigned int i = 0; i < exporters->count; i++)
		if (exporters->list[i]->transport->reload)
			exporters->list[i]->transport->reload(exporters->list[i]);
}

bool tl_exporters_settle(struct tl_exporters *exporters)
{
	return tl_batch_memory_settle(&exporters->memory);
}

void tl_exporters_flush(struct tl_exporters *exporters)
{
	reach(exporters, NULL);
}

void tl_exporters_move_on(struct tl_exporters *exporters, __u64 position, bool patient)
{
	__u64 since = tl_clock_ms() - MOVE_ON_AFTER_MS;

	for (unsigned int i = 0; i < exporters->count; i++) {
		struct tl_exporter *exporter = exporters->list[i];
		__u64 records = tl_queue_move_on(&exporter->queue, position, since, patient);

		if (records && !exporter->is_told)
			tl_warning("%s: half of the flow ring waits for it; the oldest records are dropped and "
				   "counted, until it works again",
				   exporter->uri);
		exporter->is_told = exporter->is_told || records;
	}
}

bool tl_exporters_are_behind(const struct tl_exporters *exporters)
{
	__u64 since = tl_clock_ms() - IDLE_AFTER_MS;

	for (unsigned int i = 0; i < exporters->count; i++)
		if (tl_queue_is_behind(&exporters->list[i]->queue, BEHIND_OCTETS, since))
			return true;
	return false;
}

void tl_exporters_account(const struct tl_exporters *exporters, unsigned int number, struct tl_account *account)
{
	struct tl_exporter *exporter = exporters->list[number];

	tl_queue_read(&exporter->queue, account);
	exporter->is_told = exporter->is_told && account->waiting.records;
}

/* False: the thread hangs, and with it whatever it uses. */
static bool end_thread(struct tl_exporter *exporter)
{
	if (!exporter->is_running)
		return true;
	tl_queue_abandon(&exporter->queue);
	if (!tl_queue_wait_for_end(&exporter->queue, tl_clock_ms() + AFTER_ABANDONED_MS))
		return false;
	pthread_join(exporter->thread, NULL);
	exporter->is_running = false;
	return true;
}

static int say_what_is_left(struct tl_exporter *exporter, bool keep)
{
	struct tl_account account;

	tl_queue_read(&exporter->queue, &account);
	if (keep && account.waiting.records)
		tl_info("%s: %llu records wait in the flow ring for the next daemon", exporter->uri,
			account.waiting.records);
	if (keep || !account.waiting.records)
		return 0;
	tl_error("%s: %llu records were not taken in time and are dropped", exporter->uri,
		 tl_queue_move_on(&exporter->queue, UINT64_MAX, UINT64_MAX, false));
	return -ETIMEDOUT;
}

static int finish(struct tl_exporter *exporter, __u64 deadline, bool keep)
{
	int error;

	/* Who reads a capture by a pipe may take all the time in the world. */
	if (exporter->is_running && exporter->options.capture && !exporter->transport->patience_ms)
		deadline = UINT64_MAX / 2;
	if (exporter->is_running)
		tl_queue_wait_for_end(&exporter->queue, deadline);
	if (!end_thread(exporter))
		tl_error("%s: the disk or device does not answer", exporter->uri);
	error = say_what_is_left(exporter, keep);
	if (!exporter->is_running && exporter->on_error == TL_ON_ERROR_KEEP && exporter->error)
		return exporter->error;
	return error;
}

int tl_exporters_finish(struct tl_exporters *exporters, unsigned int seconds, bool keep)
{
	__u64 deadline = tl_clock_ms() + seconds * 1000ull;
	int first_error = 0;

	push(exporters);
	for (unsigned int i = 0; i < exporters->count; i++)
		tl_queue_end(&exporters->list[i]->queue);
	for (unsigned int i = 0; i < exporters->count; i++) {
		int error = finish(exporters->list[i], deadline, keep);

		if (!first_error)
			first_error = error;
	}
	exporters->is_finished = true;
	return first_error;
}

void tl_exporters_close(struct tl_exporters *exporters)
{
	bool all_ended = true;

	if (!exporters)
		return;
	for (unsigned int i = 0; i < exporters->count; i++) {
		if (end_thread(exporters->list[i]))
			tl_exporter_close(exporters->list[i]);
		else
			all_ended = false;
	}
	for (unsigned int i = 0; i < 2; i++)
		tl_batch_release(exporters->batches[i]);
	if (!all_ended) /* a thread that hangs may still read a record, and give back its batch */
		return;
	tl_encoder_free(exporters->encoder);
	tl_batch_memory_fini(&exporters->memory);
	free(exporters);
}
