/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The inside of talks.h, for the files that are it: talks.c, where samples come in, talk_segments.c, where they are read, talk_records.c,
 * where facts go out.
 */
#ifndef TAPLESS_DISSECT_TALK_H
#define TAPLESS_DISSECT_TALK_H

#include <stddef.h>
#include <sys/queue.h>

#include "../flow/pool.h"
#include "../flow/table.h"
#include "dissector.h"
#include "dissector_set.h"
#include "stream.h"
#include "talks.h"
#include "transactions.h"

struct talk {
	struct tl_table_link link;
	TAILQ_ENTRY(talk) queue; /* the one that was silent for longest first */
	struct tl_flow_key key;
	struct tl_crossing origin; /* where its first sample came from: transactions go with the records of that flow */
	struct tl_dissector_set candidates[2]; /* that may still be what this side speaks */
	bool is_known; /* one of them has said that it is */
	unsigned int known; /* which */
	bool has_carrier; /* its beginning was of a protocol that carries another one's */
	unsigned int carrier; /* which; its name is the conversation's */
	bool is_handed_on[2]; /* that side's stream begins behind it */
	bool begins_later[2]; /* or behind a proxy's line: what was before is not looked at again */
	bool is_done[2]; /* nothing more is wanted of this side's stream */
	__u32 looked_at[2]; /* octets of the stream */
	unsigned int refused[2]; /* times that nobody knew it */
	bool is_reported; /* its flow is over */
	__u64 first, last; /* time of its samples */
	struct tl_transactions transactions;
	struct tl_stream streams[2];
};

#define TALK_CLEARED                                                                                                   \
	offsetof(struct talk, streams[1].piece) /* what of a new one is zeros; what is behind that means nothing then */

TAILQ_HEAD(talk_queue, talk);

struct tl_talks {
	struct tl_talks_limits limits;
	struct tl_table table;
	struct tl_pool pool;
	struct talk_queue queue;
	struct talk_queue
		reported; /* those whose flow is over, for the records of the same packets at another interface */
	size_t reported_count;
	size_t stream_octets;
	struct tl_transactions_room transactions;
	struct tl_dissector_set over_tcp, over_udp; /* those that a conversation may begin with */
	struct tl_dissector_set from[256]; /* and those of which a message may begin with that octet */
	struct tl_pool transaction_pool;
	struct tl_said *said; /* NULL: nobody continues where this process ends */
	struct tl_record made; /* of the transaction that is being told; else empty */
	__u64 seed;
	__u64 forgotten;
	__u64 cut[TL_DISSECTORS_MOST]; /* messages, by who would have read them */
	__u64 understood[TL_DISSECTORS_MOST]; /* conversations, by who knew them */
};

/* NULL: it is not known. */
struct talk *tl_talk_expected(const struct tl_talks *talks, const struct tl_talks_expected *expected);

void tl_talk_take_datagram(const struct tl_talks *talks, struct talk *talk, const struct tl_sample *sample,
			   unsigned int side);

/*
 * A stream's beginning is looked at each time that more of it is known, until a dissector has seen enough or none is left; what
 * comes later, by itself.
 */
void tl_talk_take_segment(struct tl_talks *talks, struct talk *talk, const struct tl_sample *sample, unsigned int side);

void tl_talk_free_stream(struct tl_talks *talks, struct tl_stream *stream);

/* Its streams, known or not. */
void tl_talk_free_streams(struct tl_talks *talks, struct talk *talk);

void tl_talk_forget(struct tl_talks *talks, struct talk *talk);

#endif
