/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Ring records in, exported records out: join → enrich → export. The same for the daemon and for `tapless read`. */
#ifndef TAPLESS_METER_PIPELINE_H
#define TAPLESS_METER_PIPELINE_H

#include <stddef.h>

#include "../cmd/settings.h"
#include "../enrich/place.h"
#include "../export/exporter.h"
#include "../flow/join.h"
#include "../kernel/checkpoint.h"
#include "../kernel/ring.h"

struct tl_pipeline {
	struct tl_exporter *exporters[TL_LIST_MAX];
	unsigned int exporter_count;
	struct tl_places *places;
	struct tl_join *join;
	struct tl_checkpoints checkpoints; /* journal NULL in `tapless read`: nobody continues it */
	bool sorted; /* keep all records and export them sorted at the end (`tapless read`) */
	struct tl_record *kept;
	size_t kept_count, kept_room;
	__u64 records, packets, octets; /* joined so far */
};

/* Opens databases and exporters of the settings. 0 or -errno, printed; then nothing stays open. */
int tl_pipeline_open(struct tl_pipeline *pipeline, const struct tl_settings *settings, bool capture);

/* Takes all that is new in the ring. */
void tl_pipeline_drain(struct tl_pipeline *pipeline, struct tl_ring *ring);

/*
 * Gives back to the kernel what the exporters have handed over: what a crash from here on need not replay. While one of
 * them has records waiting nothing is given back, until the ring is half full.
 */
void tl_pipeline_commit(struct tl_pipeline *pipeline, struct tl_ring *ring);

void tl_pipeline_tick(struct tl_pipeline *pipeline);

/* Emits what still waits in the join: at the end of a capture or of an instance, not when another daemon takes over. */
void tl_pipeline_flush(struct tl_pipeline *pipeline);

/* Closes exporters (waiting at most `seconds` for slow ones) and databases. 0, or the first exporter's -errno. */
int tl_pipeline_close(struct tl_pipeline *pipeline, unsigned int seconds);

#endif
