/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a flow record tells of the RTP of one direction. */
#ifndef TAPLESS_FLOW_RECORD_MEDIA_H
#define TAPLESS_FLOW_RECORD_MEDIA_H

#include <stdbool.h>

#include <tapless/media.h>

#define TL_CODEC_SIZE 20

/* Of RFC 3550 A.8, in microseconds. */
struct tl_record_jitter {
	__u32 now; /* at the end */
	__u32 mean; /* of that after each packet */
	__u32 maximum;
};

struct tl_record_media {
	bool known;
	bool has_jitter;
	bool is_counted; /* the kernel has seen each packet: `packets`, mean and maximum hold */
	__u8 type; /* payload type */
	__u32 source; /* SSRC */
	__u32 packets;
	__u32 lost;
	__u32 others; /* packets of other sources, which are in none of these numbers */
	__u32 rate; /* ticks of its timestamps in a second, as they came; 0: not known */
	char codec[TL_CODEC_SIZE]; /* "" if neither the type nor a session description tells */
	struct tl_record_jitter jitter;
	struct tl_record_jitter by_clock[TL_MEDIA_CLOCKS]; /* what `jitter` is chosen from */
};

/* Further sources of both directions. Each is told in a record of its own. */
struct tl_record_streams {
	struct tl_record_media forward[TL_MEDIA_SOURCES - 1];
	struct tl_record_media reverse[TL_MEDIA_SOURCES - 1];
};

#endif
