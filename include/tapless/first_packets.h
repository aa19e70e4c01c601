/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Lengths, directions and times of a conversation's first packets with payload (--splt). A packet claims its place by one
 * atomic addition, on any CPU; which of two came first, their times tell.
 */
#ifndef TAPLESS_FIRST_PACKETS_H
#define TAPLESS_FIRST_PACKETS_H

#include "types.h"

#define TL_FIRST_PACKETS 30

/* One packet, or a super-packet's segments. */
struct tl_sighting {
	__u64 time;
	__u16 length; /* of the payload, in octets: each segment's, */
	__u16 last_length; /* but for the last one's */
	__u16 packets; /* 0: not written yet */
	__u8 side; /* of the exchange */
	__u8 reserved;
};
TL_STATIC_ASSERT(sizeof(struct tl_sighting) == 16);

/* Value of the map `first_packets`; the key is that of the map `exchanges`. */
struct tl_first_packets {
	__u64 began; /* of the exchange that they are of; 0: not written yet */
	__u32 claimed; /* places; there may be more claims than places */
	__u32 taken; /* 1: a record has them, or will */
	struct tl_sighting packets[TL_FIRST_PACKETS];
};

#endif
