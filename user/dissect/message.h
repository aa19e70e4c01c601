/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a dissector is given, and what it says of it. */
#ifndef TAPLESS_DISSECT_MESSAGE_H
#define TAPLESS_DISSECT_MESSAGE_H

#include <stdbool.h>

#include <linux/types.h>

/* Octets of one packet's or stream's payload, from where a message begins. Every one of them is hostile (I7). */
struct tl_message {
	const __u8 *octets; /* the caller's */
	__u32 captured; /* octets that may be read, at most `length` */
	__u32 length; /* on the wire */
	const __u8 *source_address; /* 16 octets as in a flow's key; NULL: not known */
	const __u8 *destination_address;
	__u16 source_port; /* host order */
	__u16 destination_port;
	__u8 protocol; /* IP protocol */
	__u8 side; /* 0 or 1: which of the conversation's two ends sends */
	bool is_last; /* of a stream: no more than this will be known */
	bool is_apart; /* of a stream: from behind a gap, and does not begin a message but by chance */
	__u32 offset; /* of a stream: of the first octet here from the first one that was seen */
	__u64 time; /* nanoseconds; of a stream, when its latest octets came */
};

/* What stands behind its first `octets`, at most as many as were captured. */
static inline void tl_message_pass(struct tl_message *message, __u32 octets)
{
	message->octets += octets;
	message->offset += octets;
	message->captured -= octets;
	message->length -= octets;
}

enum tl_dissection {
	TL_DISSECT_FOREIGN, /* no message of this protocol; the facts say nothing */
	TL_DISSECT_CUT, /* it is one as far as it was captured; what was not read is absent from the facts */
	TL_DISSECT_WHOLE,
};

#endif
