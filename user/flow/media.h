/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The arithmetic of RTP streams: sums of the kernel's (tapless/media.h), and what a record tells of them. */
#ifndef TAPLESS_FLOW_MEDIA_H
#define TAPLESS_FLOW_MEDIA_H

#include <stdbool.h>

#include <tapless/media.h>

#include "record_media.h"

/* Of one direction, added up over a record's parts. */
struct tl_media_sums {
	bool known;
	__u64 packets;
	__u64 lost;
	__u64 others;
	__u64 samples;
	struct tl_media latest; /* what tells the state of things now */
	double sum[TL_MEDIA_CLOCKS]; /* as in tapless/media.h */
	__u64 maximum[TL_MEDIA_CLOCKS];
};

/* What has come since the last report. */
void tl_media_add(struct tl_media_sums *sums, const struct tl_media *media);

void tl_media_merge(struct tl_media_sums *sums, const struct tl_media_sums *from);

void tl_media_fill(struct tl_record_media *media, const struct tl_media_sums *sums);

#endif
