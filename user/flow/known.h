/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The memory of flows that may be heard of again: their later records get the same flow id, forward direction and names.
 *
 * Flows that were reported while they went on stay until an hour after their last report. The others stay for 90 seconds: a packet
 * behind the last FIN makes another entry, which is still that flow's. Both are bounded; the one that was quiet for longest goes
 * first. What has idled out is forgotten at once, if the mark says that no entry of it is left: what comes then is another flow's.
 */
#ifndef TAPLESS_FLOW_KNOWN_H
#define TAPLESS_FLOW_KNOWN_H

#include <sys/queue.h>

#include "direction.h"
#include "journal.h"
#include "names.h"
#include "pool.h"

struct tl_known_flow {
	struct tl_table_link link;
	TAILQ_ENTRY(tl_known_flow) queue;
	struct tl_flow_identity identity;
	struct tl_life life;
	struct tl_entries counting; /* cache entries that went on counting after their last record */
	struct tl_name_set names;
	struct tl_orientation orientation;
	__u64 flow_id; /* 0: just met */
	__u64 met_at; /* ring position of its first record */
	__u64 kept_at; /* position of its version in the journal; 0: none */
	__u64 row; /* of that version, if it is a brief flow's; 0: it is not */
	__u64 reported_at;
	__u64 order; /* of its last report */
	bool is_long;
	bool is_queued;
	bool is_over;
	bool kept_names[TL_NAME_KIND__MAX];
};

/* Of those that were not reported while they went on, no more are known. */
#define TL_BRIEF_FLOWS (1u << 17)

/* What is made of records without their mark, at the end or for want of memory, is of no version that is ever committed. */
#define TL_BETWEEN_MARKS (~0ull)

TAILQ_HEAD(tl_known_queue, tl_known_flow);

struct tl_known {
	struct tl_table table;
	struct tl_pool pool;
	struct tl_known_queue queues[2]; /* by is_long; the one reported longest ago first */
	size_t counts[2];
	size_t limits[2];
	struct tl_known_flow spare; /* of one record, for a flow that is over with it, or when there is no memory */
	__u64 idle_timeout; /* how long after its last packet another CPU's entry may begin and still be the same flow */
	__u64 reports; /* so far */
	struct tl_journal *journal; /* NULL: nobody continues where this one ends */
	__u32 promises; /* of the mark that is being taken in, enum tl_mark_promise */
	__u64 position; /* end of the mark that is being taken in, else TL_BETWEEN_MARKS */
	__u64 forgotten; /* flows that went on when others pushed them out */
};

int tl_known_init(struct tl_known *known); /* 0 or -ENOMEM */
void tl_known_fini(struct tl_known *known);

/* The flow that lived at this time, or NULL. */
struct tl_known_flow *tl_known_find(const struct tl_known *known, const struct tl_flow_identity *identity, __u64 hash,
				    const struct tl_life *life);

/* Is nothing to be remembered of a flow with these parts, which ended for this reason? */
bool tl_known_is_over(const struct tl_known *known, const struct tl_parts *parts, __u8 end_reason);

/* A flow that is not known yet; never NULL. One that is over with this record is borrowed: until the next one is. */
struct tl_known_flow *tl_known_borrow(struct tl_known *known, const struct tl_flow_identity *identity);
struct tl_known_flow *tl_known_add(struct tl_known *known, const struct tl_flow_identity *identity, __u64 hash);

/* From now on it is found by another identity. */
void tl_known_rename(struct tl_known *known, struct tl_known_flow *flow, const struct tl_flow_identity *identity,
		     __u64 hash);

/* Takes in what a record of the flow said, which ended for `end_reason`. */
void tl_known_report(struct tl_known *known, struct tl_known_flow *flow, const struct tl_parts *parts, __u8 end_reason,
		     __u64 now);

void tl_known_age(struct tl_known *known, __u64 now);

/* From now on what changes is written down; at most `flows` that went on are remembered. */
void tl_known_keep(struct tl_known *known, struct tl_journal *journal, size_t flows);

/* The journal's step ends with a mark of this time. */
void tl_known_mark(struct tl_known *known, __u64 now, bool names_wait);

/* One flow that an earlier process kept, in the order of their reports; then its names, and at last the counters. `row` as in struct tl_known_flow. */
struct tl_known_flow *tl_known_restore(struct tl_known *known, const struct tl_open_version *version, __u64 row,
				       __u64 hash);
void tl_known_restore_name(struct tl_known_flow *flow, __u32 kind, const struct tl_open_name *name);
void tl_known_restore_checkpoint(struct tl_known *known, const struct tl_checkpoint *checkpoint);

#endif
