/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Conversations whose payload is looked at: payload samples in, facts for flow records out. Bounded in number and in octets; what
 * finds no room makes that which was silent for longest be forgotten.
 */
#ifndef TAPLESS_DISSECT_TALKS_H
#define TAPLESS_DISSECT_TALKS_H

#include <stdbool.h>
#include <stddef.h>

#include <tapless/ring.h>
#include <tapless/sample.h>

#include "../flow/join.h"
#include "said.h"
#include "seen_name.h"

struct tl_talks;

struct tl_talks_limits {
	size_t talks;
	size_t stream_octets; /* of all streams together */
	size_t transactions; /* of all conversations together */
	bool sql_text; /* statements of databases are kept as sent */
	tl_see_name *see; /* is told of names as soon as they are seen; NULL: nobody */
	void *see_context;
};

struct tl_talks *tl_talks_create(const struct tl_talks_limits *limits); /* NULL without memory */

/* From now on what is said on records is written down there first, and those that are there already are said again. */
void tl_talks_remember(struct tl_talks *talks, struct tl_said *said);

/* One record of the L7 ring, `size` octets of it; other kinds, and samples that are not what they should be, are passed over. */
void tl_talks_add(struct tl_talks *talks, const void *ring_record, __u32 size);

/* Where in memory the conversation of a sample or of a flow is looked for. */
struct tl_talks_expected {
	struct tl_flow_key key;
	__u64 hash;
	unsigned int side;
	bool is_sound; /* there may be one */
};

/*
 * The same in steps, for samples that lie one behind the other: first the places of all of them are on their way from memory, then what
 * stands there, then they are added.
 */
void tl_talks_expect(const struct tl_talks *talks, struct tl_talks_expected *expected, const void *ring_record,
		     __u32 size);
void tl_talks_fetch(const struct tl_talks *talks, const struct tl_talks_expected *expected);
void tl_talks_add_expected(struct tl_talks *talks, const struct tl_talks_expected *expected, const void *ring_record);

/*
 * Passes on the flow's record with the facts of its conversation, and behind it a record of each later transaction that is
 * complete. With the flow's last record, which counts nothing if all was reported before (`is_only_end`) and is not passed on then,
 * come the others too, and the conversation is forgotten. `realtime_offset`: what makes
 * of the samples' times nanoseconds since 1970.
 */
void tl_talks_emit(struct tl_talks *talks, struct tl_record *flow, __s64 realtime_offset, tl_join_emit *emit,
		   void *context);

/* The same in steps, with tl_talks_fetch() between them. `flow`: of either direction, at whatever interface. */
void tl_talks_expect_flow(const struct tl_talks *talks, struct tl_talks_expected *expected,
			  const struct tl_flow_key *flow);
void tl_talks_emit_expected(struct tl_talks *talks, const struct tl_talks_expected *expected, struct tl_record *flow,
			    __s64 realtime_offset, tl_join_emit *emit, void *context);

/* A round ends (lib/need.h). True: memory went back to the system. */
bool tl_talks_settle(struct tl_talks *talks);

size_t tl_talks_count(const struct tl_talks *talks); /* whose flow is not over */
__u64 tl_talks_forgotten(const struct tl_talks *talks); /* for want of room */

/*
 * Messages that began where no sample looked, by number of the dissector: those that are known of, because the message before told
 * how long it is, and the stream was seen to go on. There may have been more.
 */
__u64 tl_talks_cut(const struct tl_talks *talks, unsigned int dissector);

/* Conversations that this dissector has recognised; one that another protocol opened the way for counts for both. */
__u64 tl_talks_understood(const struct tl_talks *talks, unsigned int dissector);

void tl_talks_destroy(struct tl_talks *talks); /* NULL is fine */

#endif
