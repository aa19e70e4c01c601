/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Names that wait for the flow record they were sent ahead of. */
#ifndef TAPLESS_FLOW_NAMES_H
#define TAPLESS_FLOW_NAMES_H

#include <sys/queue.h>

#include <tapless/ring.h>

#include "table.h"

/* A name belongs to one holder at a time: the waiting room, a group of parts, or a known flow; free() ends it. */
struct tl_name {
	struct tl_table_link link;
	TAILQ_ENTRY(tl_name) queue;
	struct tl_flow_key canonical;
	__u64 due; /* number of the mark at which it is dropped */
	__u64 sequence;
	__u64 time;
	__u8 side;
	__u8 kind; /* enum tl_name_kind */
	__u8 length;
	char bytes[];
};

/* By enum tl_name_kind, [0] is not used. */
struct tl_name_set {
	struct tl_name *of_kind[TL_NAME_KIND__MAX];
};

struct tl_names {
	struct tl_table table;
	TAILQ_HEAD(, tl_name) queue; /* in ring order */
};

int tl_names_init(struct tl_names *names); /* 0 or -ENOMEM */
void tl_names_fini(struct tl_names *names);

/* Takes a copy. False without memory, or if the record holds no name of 1 to 255 bytes of a known kind. */
bool tl_names_add(struct tl_names *names, const struct tl_name_record *record, __u64 sequence, __u64 due, __u64 seed);

/* What was said of this uniflow moves to the set; returns the lowest ring position of it, or `sequence`. */
__u64 tl_names_claim(struct tl_names *names, const struct tl_flow_key *canonical, __u64 hash, unsigned int side,
		     struct tl_name_set *set, __u64 sequence);

/* The same for both directions, of what was found in the time from `begin` to `end`. */
void tl_names_claim_stray(struct tl_names *names, const struct tl_flow_key *canonical, __u64 hash, __u64 begin,
			  __u64 end, struct tl_name_set *set);

void tl_names_drop(struct tl_names *names, __u64 mark); /* those due at this mark or before */

/* A name that no longer waits, of a length that TL_NAME_SIZE has room for; NULL without memory. */
struct tl_name *tl_name_copy(__u32 kind, const char *bytes, __u32 length);

/* The name that `set` does not have yet moves over from the other, which is empty afterwards. */
void tl_name_set_merge(struct tl_name_set *set, struct tl_name_set *from);
void tl_name_set_clear(struct tl_name_set *set);

#endif
