/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Ring records in, exported records out: join → enrich → export. The same for the daemon and for `tapless read`. */
#ifndef TAPLESS_METER_PIPELINE_H
#define TAPLESS_METER_PIPELINE_H

#include <stddef.h>

#include "../cmd/settings.h"
#include "../dissect/talks.h"
#include "../enrich/agent.h"
#include "../enrich/application.h"
#include "../enrich/networks.h"
#include "../enrich/passive_names.h"
#include "../enrich/place.h"
#include "../export/exporter.h"
#include "../flow/join.h"
#include "../kernel/checkpoint.h"
#include "../kernel/ring.h"
#include "accounts.h"

struct tl_pipeline {
	struct tl_exporters *exporters;
	struct tl_accounts accounts;
	struct tl_places *places;
	struct tl_applications *applications;
	struct tl_agents *agents;
	struct tl_passive_names *names;
	struct tl_networks *networks;
	struct tl_join *join;
	struct tl_talks *talks; /* NULL: no payload is looked at */
	struct tl_said *said; /* NULL as well in `tapless read` */
	struct tl_checkpoints checkpoints; /* journal NULL in `tapless read`: nobody continues it */
	bool uniflow; /* a record of both directions is two */
	bool sorted; /* keep all records and export them sorted at the end (`tapless read`) */
	struct tl_record *kept;
	size_t kept_count, kept_room;
	struct tl_boundary joined; /* by the instance, up to the last mark; counted by itself, see tl_accounts_keep() */
	__u64 position; /* of the ring record that is being joined */
	int error; /* a record could be put nowhere: the daemon ends, the next one finds it in the ring */
	__u64 records, packets, octets; /* joined so far by this process */
	__u64 patient_until; /* tl_clock_ms(); this too: */
	__u64 behind_since; /* some exporter has been behind, without a break; 0: none is */
};

/* Looks whether databases and files about networks were replaced; `at_once`: whatever was changed a moment ago too. */
void tl_pipeline_reload(struct tl_pipeline *pipeline, bool at_once);

/* Opens databases and exporters of the settings. 0 or -errno, printed; then nothing stays open. */
int tl_pipeline_open(struct tl_pipeline *pipeline, const struct tl_settings *settings, bool capture);

/* What is said of payload is from now on kept in `memory`, where an earlier process may have kept its own. 0 or -ENOMEM. */
int tl_pipeline_remember(struct tl_pipeline *pipeline, void *memory, size_t size, const struct tl_ring *ring);

/* Takes all payload samples that are new in the ring and gives them back: before the flow records that they belong to. */
void tl_pipeline_drain_samples(struct tl_pipeline *pipeline, struct tl_ring *ring);

/*
 * Takes what is new in the ring. False: not all, since exporters that send are behind. For them it waits in the ring, which has its
 * memory already: up to a quarter of it, and for a second at most. Of a capture it takes all.
 */
bool tl_pipeline_drain(struct tl_pipeline *pipeline, struct tl_ring *ring);

/*
 * Before the first record: goes on with the accounts in `map` (-1: a capture has none), starts the exporters' threads. 0 or
 * -errno, printed.
 */
int tl_pipeline_start(struct tl_pipeline *pipeline, int map, const struct tl_ring *ring);

/*
 * Gives back to the kernel what all exporters have handed over, limited by what the join still needs: what a crash from here
 * on need not replay. An exporter that is half of the ring behind is moved on.
 */
void tl_pipeline_commit(struct tl_pipeline *pipeline, struct tl_ring *ring);

/* A round ends, for the daemon a sweep: memory for which some rounds had no use goes back to the system (lib/need.h). */
void tl_pipeline_settle(struct tl_pipeline *pipeline);

/*
 * For so long exporters that send something are not moved on, however far they are behind: the cache is being emptied, nobody
 * needs the ring's other half. And for so long records wait for them in the ring.
 */
void tl_pipeline_be_patient(struct tl_pipeline *pipeline, unsigned int seconds);

/* Emits what still waits in the join: at the end of a capture or of an instance, not when another daemon takes over. */
void tl_pipeline_flush(struct tl_pipeline *pipeline);

/*
 * Ends the exporters, waiting at most `seconds` for slow ones. `keep`: another daemon takes over, what was not handed over stays
 * in the ring for it. 0, or the first exporter's -errno.
 */
int tl_pipeline_finish(struct tl_pipeline *pipeline, unsigned int seconds, bool keep);

/* For the log: what each exporter has done. `ended`: the instance has, else another daemon takes over. */
void tl_pipeline_say_end(const struct tl_pipeline *pipeline, bool ended);

void tl_pipeline_close(struct tl_pipeline *pipeline);

#endif
