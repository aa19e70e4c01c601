/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How the join's memory changed, mark by mark: what user/kernel/checkpoint.c writes into the pinned maps when the flow ring
 * is committed. Whoever reads that memory again continues at the mark where it stood, and makes the same records.
 */
#ifndef TAPLESS_FLOW_JOURNAL_H
#define TAPLESS_FLOW_JOURNAL_H

#include <stdbool.h>
#include <sys/queue.h>

#include <tapless/open_flow.h>

enum tl_change_kind {
	TL_KEEP_FLOW, /* a new version of a flow */
	TL_KEEP_BRIEF, /* of one that has not been reported while it went on */
	TL_KEEP_NAME,
	TL_DROP_FLOW, /* a version that a later one replaces, or whose flow is forgotten */
	TL_DROP_BRIEF, /* for its age */
	TL_WIPE_BRIEF,
	TL_DROP_NAME,
};

struct tl_change {
	STAILQ_ENTRY(tl_change) queue;
	enum tl_change_kind kind;
	union {
		struct tl_open_flow_key flow;
		__u64 row; /* of brief flows */
		struct tl_open_name_key name;
	} key;
	union { /* only as much of it is allocated as the kind needs */
		struct tl_open_flow flow;
		struct tl_open_version version;
		struct tl_open_name name;
	} value[];
};

/* All that changed up to and at one mark. */
struct tl_step {
	STAILQ_ENTRY(tl_step) queue;
	struct tl_checkpoint checkpoint;
	bool names_wait; /* across its mark: they are in the log before it only */
	STAILQ_HEAD(, tl_change) changes;
};

struct tl_journal {
	STAILQ_HEAD(, tl_step) steps; /* ended by a mark, oldest first */
	struct tl_step *step; /* that of the next mark; NULL: nothing changed yet */
	__u64 rows; /* number of the next row of brief flows; not 0 */
	__u64 committed; /* position of the last step that was taken out */
	__u64 lost; /* changes for which there was no memory: those flows may get another id after a crash */
};

void tl_journal_init(struct tl_journal *journal);
void tl_journal_fini(struct tl_journal *journal);

void tl_journal_keep_flow(struct tl_journal *journal, const struct tl_open_flow_key *key,
			  const struct tl_open_flow *value);
void tl_journal_drop_flow(struct tl_journal *journal, const struct tl_open_flow_key *key);

/* Its row, 0 without memory. A row is of one version: another one of the same flow and mark gets another. */
__u64 tl_journal_keep_brief(struct tl_journal *journal, const struct tl_open_version *version);
void tl_journal_drop_brief(struct tl_journal *journal, __u64 row);
void tl_journal_wipe_brief(struct tl_journal *journal, __u64 row);

void tl_journal_keep_name(struct tl_journal *journal, const struct tl_open_name_key *key,
			  const struct tl_open_name *value);
void tl_journal_drop_name(struct tl_journal *journal, const struct tl_open_name_key *key);

/* A mark ended: what changed since the last one is a step. */
void tl_journal_mark(struct tl_journal *journal, const struct tl_checkpoint *checkpoint, bool names_wait);

/*
 * Where the log may be cut: at the end of the last mark that is not behind `position` and that no name waits across. Names
 * that keep waiting hold it up for TL_STEPS_MAX marks; then a replay may leave one out.
 */
#define TL_STEPS_MAX 64
__u64 tl_journal_cut(const struct tl_journal *journal, __u64 position);

/* The oldest step that is not behind `position`, taken out, NULL if there is none; tl_step_free() ends it. */
struct tl_step *tl_journal_take(struct tl_journal *journal, __u64 position);
void tl_step_free(struct tl_step *step);

#endif
