/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Frames of every class that a meter must tell apart, in turn. */
#ifndef TAPLESS_GENERATOR_MIXED_H
#define TAPLESS_GENERATOR_MIXED_H

#include "frame.h"

struct tl_mixed_row {
	const char *name; /* of a malformed frame: the reason that it is to be counted under */
	/* `turn`: how many frames this class had for this flow before. */
	void (*make)(struct tl_made *made, const struct tl_ends *ends, __u32 turn);
	__u8 keys; /* flow keys for each flow number; 0: one for all, the MACs are the key */
	bool malformed;
	bool capture_only; /* shorter than what a packet socket or the receiving kernel lets through to a hook */
};

extern const struct tl_mixed_row tl_mixed_rows[];
extern const unsigned int tl_mixed_count;
/* Rows that can be sent on an interface come first. */
extern const unsigned int tl_mixed_count_live;

#endif
