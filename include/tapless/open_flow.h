/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the join remembers of flows across records, in pinned maps that only user space writes and reads: the next daemon
 * gives later records of a flow the same id, direction and names. See ARCHITECTURE.md, "The join's memory".
 *
 * Positions are those of the flow ring: a version of a flow belongs to all of the log from its position on.
 */
#ifndef TAPLESS_OPEN_FLOW_H
#define TAPLESS_OPEN_FLOW_H

#include "flow_name.h"

/* When one direction of a conversation lived; times of CLOCK_BOOTTIME in nanoseconds. */
struct tl_life_side {
	__u64 begin; /* first packet of the oldest cache entry */
	__u64 end; /* last packet of any */
	__u64 syn_at; /* time of a SYN that opened an entry; 0: none */
	__u32 syn_sequence;
	bool answers; /* that SYN was a SYN-ACK */
	bool seen;
	bool closed; /* a cache entry ended by FIN or RST */
	bool has_syn;
};

struct tl_open_life {
	struct tl_life_side side[2];
	__u64 idle_at; /* every entry of it had idled out after this time; 0: unknown */
};

/* Cache entries as a set of bits, one word per side; two shards that share a bit are taken for one. */
struct tl_entries {
	__u64 side[2];
};

struct tl_orientation {
	__u8 forward; /* side that is forward */
	__u8 biflow_direction; /* enum tl_biflow_direction */
};

/* What a flow is known by. A forwarded one came in by two interfaces, one for each direction. */
struct tl_flow_identity {
	struct tl_flow_key
		key; /* canonical: the same for both directions; with the lesser of both interfaces and its tags */
	struct tl_crossing other; /* the other interface and its tags; zeros: not forwarded, or not known where to */
};
TL_STATIC_ASSERT(sizeof(struct tl_flow_identity) == 64); /* no padding: compared as a whole */

struct tl_open_flow_key {
	__u64 met_at; /* position of the flow's first record: no other flow has it */
	__u64 position; /* end of the mark at which this version was made */
};

struct tl_open_flow {
	struct tl_flow_identity identity;
	struct tl_open_life life;
	struct tl_entries counting; /* cache entries that went on counting after their last record */
	__u64 flow_id;
	__u64 reported_at; /* time of the mark that ended its last record */
	__u64 order; /* number of its last report among those of all flows */
	struct tl_orientation orientation;
	bool is_long; /* was reported while it went on */
	bool awake; /* one of its entries ended otherwise than idle, or goes on counting */
	bool is_over; /* this version and those before it are about to be deleted */
};
/* With its key, what a hash has in front of these and what the allocator has, 256 octets: the next larger piece has 512. */
TL_STATIC_ASSERT(sizeof(struct tl_open_flow_key) + sizeof(struct tl_open_flow) == 200);

/*
 * Flows that were not reported while they went on are many, and none is known for long. So their versions are rows of pages, numbered in the
 * order in which they were made. A page goes when none of its rows counts any more. Until then a row stays that was forgotten for its age,
 * which its order says; one that was replaced, or whose flow is over, is wiped out.
 */
struct tl_open_version {
	struct tl_open_flow_key key; /* position 0: an empty row */
	struct tl_open_flow flow;
};

#define TL_BRIEF_ROWS 20

/* Its key is its number: row r is in page r / TL_BRIEF_ROWS. */
struct tl_brief_page {
	struct tl_open_version rows[TL_BRIEF_ROWS];
};
/* With its key, and with what a hash and its allocator have in front of these, a piece of 4096 octets. */
TL_STATIC_ASSERT(sizeof(struct tl_brief_page) == 4000);

struct tl_open_name_key {
	__u64 met_at;
	__u32 kind; /* enum tl_name_kind */
	__u32 reserved;
};

struct tl_open_name {
	__u64 position;
	__u32 length;
	char name[TL_NAME_SIZE];
};

/* The one entry of the map `checkpoint`; replaced as a whole, which is what makes a commit happen. */
struct tl_checkpoint {
	__u64 position; /* the log before it has been handed over, and the other maps hold what was known here */
	__u64 now; /* time of the mark that ends there; 0: none yet */
	__u64 reports; /* highest order given */
	__u64 oldest[2]; /* by is_long: lowest order still known */
};

#endif
