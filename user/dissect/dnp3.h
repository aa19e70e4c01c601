/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * DNP3 (IEEE 1815-2012): the link frame with its checksums, and the application layer's header where a fragment
 * begins.
 */
#ifndef TAPLESS_DISSECT_DNP3_H
#define TAPLESS_DISSECT_DNP3_H

#include "message.h"

/* One link frame. Integers in host order. */
struct tl_dnp3_facts {
	__u16 source; /* addresses of the link layer */
	__u16 destination;
	bool from_master;
	bool has_fragment; /* the first, or only, frame of an application fragment: then what follows is there */
	__u8 sequence;
	__u8 function;
	bool is_response; /* solicited or not: it has internal indications */
	__u16 indications; /* first octet above */
	bool has_object;
	__u16 object; /* group above, variation */
};

/* As tl_frame_length() says. */
__u32 tl_dnp3_length(const struct tl_message *message);

/* False: it is no whole frame of that length, or a checksum is wrong. */
bool tl_dnp3_dissect(const struct tl_message *frame, struct tl_dnp3_facts *facts);

#endif
