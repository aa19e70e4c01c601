/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The arithmetic of RTP streams: sums of the kernel's (tapless/media.h), and what a record tells of them. */
#ifndef TAPLESS_FLOW_MEDIA_H
#define TAPLESS_FLOW_MEDIA_H

#include <stdbool.h>

#include <tapless/media.h>

#include "record.h"

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

/* Of further sources of both directions, as often as there are any. */
struct tl_media_more {
	struct tl_media_sums side[2][TL_MEDIA_SOURCES - 1];
	struct tl_record_streams told;
};

/* That of this source, from 1; `more` is made when it is needed. NULL: no memory. */
struct tl_media_sums *tl_media_further(struct tl_media_more **more, unsigned int side, unsigned int number);

void tl_media_more_merge(struct tl_media_more **more, const struct tl_media_more *from, unsigned int side);

/* Behind tl_media_fill(). Should the first source have ended before, then another one is told of on the flow's own record. `forward`: whose side that is. */
void tl_streams_fill(struct tl_record *record, struct tl_media_more *more, unsigned int forward);

/* NULL: nothing is known. */
void tl_media_fill(struct tl_record_media *media, const struct tl_media_sums *sums);

#endif
