/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Joins what the flow ring delivers (both directions, all CPUs) into records.
 * A pure function of the record stream: time comes from the sweep marks in it, nothing from a clock.
 */
#ifndef TAPLESS_FLOW_JOIN_H
#define TAPLESS_FLOW_JOIN_H

#include <stdbool.h>
#include <stddef.h>

#include <tapless/ring.h>

#include "journal.h"
#include "record.h"

struct tl_join;

/* Takes a finished record. It is the emitter's, and gone when the function returns; until then it may be added to. */
typedef void tl_join_emit(void *context, struct tl_record *record);

/* One join for all exporters: it always emits biflows; exporters that want uniflows split them (tl_record_split). */
struct tl_join *tl_join_create(tl_join_emit *emit, void *context);

/* Nanoseconds, as the sweep has it; 15 s if this is not called. */
void tl_join_set_idle_timeout(struct tl_join *join, __u64 idle_timeout);

/* The end of a flow of which nothing is left to count is emitted as well, with `is_only_end`, for whoever keeps something of it. */
void tl_join_tell_ends(struct tl_join *join);

/* One record of the flow ring, with its ring position. Unknown kinds and short records are counted, not fatal. */
void tl_join_add(struct tl_join *join, const void *ring_record, unsigned int size, __u64 sequence);

/*
 * The same in two steps, for records that come in a row: what is needed for each is on its way from memory while others are added.
 * First of all of them tl_join_expect(), then tl_join_fetch(), and then each is added.
 */
struct tl_join_expected {
	struct tl_flow_key canonical;
	__u64 hash;
	unsigned int side;
	bool is_flow; /* else the rest means nothing */
};

void tl_join_expect(const struct tl_join *join, struct tl_join_expected *expected, const void *ring_record,
		    unsigned int size);
void tl_join_fetch(const struct tl_join *join, const struct tl_join_expected *expected);
void tl_join_add_expected(struct tl_join *join, const struct tl_join_expected *expected, const void *ring_record,
			  unsigned int size, __u64 sequence);

/* Of the last mark: what to add to times of the log. */
__s64 tl_join_realtime_offset(const struct tl_join *join);

/* Emits all that still waits for a partner. */
void tl_join_flush(struct tl_join *join);

/* A round ends (lib/need.h). True: memory went back to the system. */
bool tl_join_settle(struct tl_join *join);

/*
 * The lowest ring position that records still waiting in the join were made from, or `position` if none waits:
 * what may be committed.
 */
__u64 tl_join_committable(const struct tl_join *join, __u64 position);

/*
 * For one that another process may have to continue: what it remembers of at most `flows` flows is written down in the
 * journal that is returned, and the log may be cut only at marks (tl_join_committable). Not before its first record.
 */
struct tl_journal *tl_join_keep(struct tl_join *join, size_t flows);

/*
 * One flow that an earlier process kept, in the order of their reports. `names` by enum tl_name_kind, NULL where there is
 * none. 0 or -ENOMEM. At last the checkpoint; the next ring record is that at its position.
 */
int tl_join_restore(struct tl_join *join, const struct tl_open_version *version, __u64 row,
		    const struct tl_open_name *const *names);
void tl_join_restore_checkpoint(struct tl_join *join, const struct tl_checkpoint *checkpoint);

/* Ring records that were not understood: unknown kind, too short, a name without bytes or with too many. */
__u64 tl_join_ignored(const struct tl_join *join);

/* Flows whose later records may get another flow id, because the memory of open flows was full. */
__u64 tl_join_forgotten(const struct tl_join *join);

void tl_join_destroy(struct tl_join *join); /* NULL is fine; does not emit */

/* Splits a biflow in two uniflows; the second is filled only if the reverse direction was seen (returns true then). */
bool tl_record_split(const struct tl_record *biflow, struct tl_record *forward, struct tl_record *reverse);

/*
 * Makes of an empty record one that counts nothing beside the flow's own, of a part of it (a transaction, a stream): what says whose
 * it is. Times, and all that the part is, are the caller's; the rest is absent.
 */
void tl_record_begin_part(struct tl_record *part, const struct tl_record *flow);

#endif
