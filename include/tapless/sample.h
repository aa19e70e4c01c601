/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A payload sample: what of a packet's payload goes to the dissectors (`--l7 full`). Sampled are a flow's first data packets, each
 * datagram of protocols that have a message in every one of them, and, of a flow that began so, each packet that starts
 * like a message (message_starts.h).
 */
#ifndef TAPLESS_SAMPLE_H
#define TAPLESS_SAMPLE_H

#include "message_starts.h"

#define TL_SAMPLE_OCTETS 4096 /* of a payload, at most; a power of two */
#define TL_SAMPLES_SHARE 96 /* what a uniflow's first data packets may cost, by each CPU that they take */
#define TL_SAMPLE_COST	 12 /* of a datagram, or of a full segment on Ethernet: eight of them */
#define TL_SAMPLE_LEAST	 3 /* of a short segment: 32 of them */
#define TL_SAMPLE_TINY                                                                                                 \
	12 /* octets: such segments are parts of a message, which may come octet by octet, and cost one: 96 */
#define TL_SAMPLE_SHIFT 7 /* a segment costs one for each 128 octets */

/* On the L7 ring as far as `captured` octets. */
struct tl_sample {
	__u32 kind; /* TL_RING_SAMPLE */
	__u32 sequence; /* TCP: of the first octet */
	struct tl_flow_key key;
	__u64 time;
	__u32 length; /* octets on the wire; of a super-packet, of all its segments */
	__u32 captured; /* 1..TL_SAMPLE_OCTETS */
	__u8 octets[TL_SAMPLE_OCTETS];
};

/*
 * Segments cost what is copied of them: a hello or a request's head may come in many short ones, and a super-packet is as long as
 * several. Datagrams are messages, and of a stream of them (RTP) no more than a few are wanted, however short.
 */
static __always_inline __u32 tl_sample_cost(__u8 protocol, __u32 length)
{
	__u32 cost = ((length < TL_SAMPLE_OCTETS ? length : TL_SAMPLE_OCTETS) >> TL_SAMPLE_SHIFT) + 1;

	if (protocol != TL_PROTOCOL_TCP)
		return TL_SAMPLE_COST;
	if (length <= TL_SAMPLE_TINY)
		return 1;
	return cost < TL_SAMPLE_LEAST ? TL_SAMPLE_LEAST : cost;
}

#endif
