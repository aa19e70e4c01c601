/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Payload types of RTP whose meaning never changes (RFC 3551 6). */
#ifndef TAPLESS_DISSECT_RTP_TYPES_H
#define TAPLESS_DISSECT_RTP_TYPES_H

#include <linux/types.h>

#define TL_RTP_TYPES 128

struct tl_rtp_type {
	const char *name; /* NULL: it means what a session says of it */
	__u32 clock; /* ticks of a timestamp in a second */
};

extern const struct tl_rtp_type tl_rtp_types[TL_RTP_TYPES];

#endif
