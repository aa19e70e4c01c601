/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A protocol: one row in dissectors.c and one file; what it says in records: one file and one row in flow/record_facts.h. */
#ifndef TAPLESS_DISSECT_DISSECTOR_H
#define TAPLESS_DISSECT_DISSECTOR_H

#include "message.h"
#include "transactions.h"

struct tl_dissector {
	const char *name; /* applicationProtocol; shorter than TL_PROTOCOL_SIZE */
	__u8 protocol; /* IP protocol that carries it; 0: TCP as well as UDP */
	enum tl_facts_kind facts; /* what it writes to */
	bool opens_the_way; /* another protocol may follow on the same ports, as RTP does on STUN (RFC 7983) */
	const char *
		firsts; /* the octets of which a side's first message must have one in front; not of a carrier's. NULL: any */
	__u8 first_count;
	const struct tl_dissector
		*successor; /* who may take it over, as RTP does on RTCP's ports (RFC 5761); or NULL */

	/*
	 * Takes a datagram or, of a stream, what is known of its beginning, each time that is more. FOREIGN: not this protocol, the
	 * transactions are as before. CUT: a stream of which it wants to see more. WHOLE: it is; of a stream's direction no more
	 * is wanted.
	 */
	enum tl_dissection (*take)(struct tl_transactions *transactions, const struct tl_message *message);
};

#define TL_DISSECTORS_MOST 128

extern const struct tl_dissector *const tl_dissectors[];
extern const unsigned int tl_dissector_count; /* at most TL_DISSECTORS_MOST */

#endif
