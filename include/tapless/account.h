/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What became of the records of an instance, exporter by exporter: invariant I1's committed = sent + waiting + dropped by
 * policy. Pinned with the instance (map `exporters`), so that it outlives the daemon; BPF programs do not touch it.
 */
#ifndef TAPLESS_ACCOUNT_H
#define TAPLESS_ACCOUNT_H

#include "types.h"

/* Flow records, and what they count in both directions (packets, and octets as octetDeltaCount has them). */
struct tl_amount {
	__u64 records, packets, octets;
};

/* A place in the flow ring behind a sweep's mark, and what the join had handed out up to there. */
struct tl_boundary {
	__u64 position;
	struct tl_amount joined; /* a biflow is one record */
	__u64 reverse_records; /* how many more they are as uniflows */
};

#define TL_ACCOUNT_URI 240 /* longer ones are cut; keys are made of the whole */

/*
 * An account belongs to its position in the ring: after a crash the records behind `reached` come again and are counted then,
 * those before it are passed over. What is below "by now" is for people to read.
 */
struct tl_account {
	char uri[TL_ACCOUNT_URI];
	__u32 uniflow; /* records are counted as they are exported: of a biflow two */
	__u32 reserved;
	__u64 since; /* nanoseconds since 1970 */
	struct tl_amount base; /* joined before this account began */
	struct tl_boundary reached; /* every record up to there was sent or dropped: */
	struct tl_amount sent_there, dropped_there;
	struct tl_amount joined; /* by now: base + sent + waiting + dropped */
	struct tl_amount sent; /* handed over: the write returned */
	struct tl_amount waiting; /* in the exporter's queue */
	struct tl_amount dropped; /* by policy: too far behind, or refused for good */
	struct tl_amount not_carried_there, not_carried; /* of the dropped: the format has no such records */
};
TL_STATIC_ASSERT(sizeof(struct tl_account) == 512);

static inline void tl_amount_add(struct tl_amount *sum, const struct tl_amount *amount)
{
	sum->records += amount->records;
	sum->packets += amount->packets;
	sum->octets += amount->octets;
}

static inline void tl_amount_subtract(struct tl_amount *sum, const struct tl_amount *amount)
{
	sum->records -= amount->records;
	sum->packets -= amount->packets;
	sum->octets -= amount->octets;
}

#endif
