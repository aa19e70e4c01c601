/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A stream of RTP (RFC 3550): what one direction of a flow has sent, all of it, counted where it passes. Value of the map
 * `streams`; no part of the balance, as facts of order are not (exchange.h).
 */
#ifndef TAPLESS_MEDIA_H
#define TAPLESS_MEDIA_H

#include "types.h"

/*
 * Which clock the timestamps tick by is known to who reads the record, by the session's description or the payload type; the
 * packet path keeps a jitter for each that is in use. A tick lasts numerator / denominator nanoseconds.
 */
#define TL_MEDIA_CLOCK_LIST(X)                                                                                         \
	X(8000, 125000, 1)                                                                                             \
	X(16000, 62500, 1)                                                                                             \
	X(32000, 31250, 1)                                                                                             \
	X(44100, 10000000, 441)                                                                                        \
	X(48000, 62500, 3)                                                                                             \
	X(90000, 100000, 9)                                                                                            \
	X(11025, 40000000, 441)                                                                                        \
	X(22050, 20000000, 441)                                                                                        \
	X(24000, 125000, 3)                                                                                            \
	X(96000, 31250, 3)

#define TL_MEDIA_COMMON_CLOCKS 6 /* the first ones: what is taken where nobody says, if the timestamps go like that */

enum tl_media_clock_number {
#define X(rate, numerator, denominator) TL_MEDIA_CLOCK_##rate,
	TL_MEDIA_CLOCK_LIST(X)
#undef X
		TL_MEDIA_CLOCKS,
};

/* Nanoseconds times the clock's denominator, which spares the packet path divisions. */
struct tl_media_jitter {
	__u64 now; /* 16 times the jitter of RFC 3550 A.8 */
	__u64 sum; /* of the jitter at each packet, since the last report */
	__u64 maximum; /* since the last report */
};

struct tl_media {
	__u32 source; /* SSRC */
	__u32 timestamp; /* of the latest packet that counts for the jitter */
	__u64 last_time; /* and when it came */
	__u64 elapsed; /* between packets that count for it, all together; */
	__s64 ticks; /* and by their timestamps */
	__u32 base; /* first number; numbers are counted on beyond 16 bits (RFC 3550 A.1) */
	__u32 highest;
	__u32 expected_before; /* packets of earlier numberings, and of earlier sources */
	__u32 received;
	__u32 others; /* packets of sources for which there is no entry */
	__u32 samples; /* in each sum */
	__u32 reported_received; /* by who reports */
	__u32 reported_lost; /* the same: what has been told of as lost, at most */
	__u32 reported_others; /* the same */
	__u32 taken; /* 1 while somebody copies it */
	__u16 next_elsewhere; /* number that would go on from one that was out of bounds */
	__u8 type; /* payload type */
	__u8 foreign; /* packets in a row with another type, saturated */
	__u8 run; /* packets that convince, saturated; below TL_MEDIA_CONVINCING it may still be something else */
	__u8 strikes; /* times that it was not what it seemed */
	__u8 fresh; /* set by who reports: the next packet begins new sums */
	__u8 strangers; /* packets of sources without an entry, while this one was doubted */
	struct tl_media_jitter jitter[TL_MEDIA_CLOCKS];
};
TL_STATIC_ASSERT(sizeof(struct tl_media) == 80 + 24 * TL_MEDIA_CLOCKS);

/*
 * A direction may carry several sources at the same time, as the streams of one bundled call (RFC 8843): each has an entry of
 * its own. The first is what the flow's record tells of.
 */
#define TL_MEDIA_SOURCES 4

#define TL_MEDIA_CONVINCING 3
#define TL_MEDIA_STRIKES    3 /* so many and it is none */
#define TL_MEDIA_STRANGERS  12 /* the same: each packet seems to have a source of its own */

/* What is known of a flow entry's payload in this respect (tl_flow_value.media): below, packets that were looked at in vain. */
#define TL_MEDIA_NONE	  6 /* not looked at any more */
#define TL_MEDIA_FOLLOWED 7

#endif
