/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What one more packet of RTP says of its stream: numbers by RFC 3550 A.1, jitter by A.8. The same in kernel and unit test. */
#ifndef TAPLESS_OBSERVE_MEDIA_H
#define TAPLESS_OBSERVE_MEDIA_H

#include "media.h"
#include "parse_rtp.h"

#define TL_RTP_FURTHEST 3000 /* numbers that may be missing in a row: MAX_DROPOUT of RFC 3550 A.1 */
#define TL_RTP_LATEST	100 /* and how late a packet may be: MAX_MISORDER */
#define TL_RTP_STEP	24 /* numbers from one packet to the next while it is doubted */
#define TL_RTP_TICKS	450000 /* of a timestamp in one such step: five seconds of video's clock */
#define TL_RTP_OTHER_TYPE                                                                                              \
	64 /* packets in a row after which the stream is of another type: events end sooner (RFC 4733) */
#define TL_RTP_SILENCE	2000000000ull /* after which another source takes the stream's place */
#define TL_RTP_PATIENCE 200000000ull /* in which one that is doubted has to go on, if others wait */
#define TL_RTP_JUMP	5000000000ull /* timestamps that are so far from the time have begun anew */

static __always_inline void tl_begin_media(struct tl_media *stream, const struct tl_rtp_header *header, __u64 now)
{
	stream->source = header->source;
	stream->type = header->type;
	stream->foreign = 0;
	stream->timestamp = header->timestamp;
	stream->last_time = now;
	stream->base = stream->highest = 0x10000 + header->sequence; /* one that is late may come before the first */
	stream->next_elsewhere = header->sequence - 1; /* no next one has it */
	stream->elapsed = stream->ticks = 0;
	for (int i = 0; i < TL_MEDIA_CLOCKS; i++)
		stream->jitter[i].now = 0;
}

/* Since its latest packet. I9: on another CPU that may have been later than `now`. */
static __always_inline __u64 tl_media_quiet(const struct tl_media *stream, __u64 now)
{
	return now > stream->last_time ? now - stream->last_time : 0;
}

static __always_inline __u32 tl_media_expected(const struct tl_media *stream)
{
	return stream->expected_before + (stream->run ? stream->highest - stream->base + 1 : 0);
}

static __always_inline __u32 tl_media_lost(const struct tl_media *stream)
{
	__s32 lost = (__s32)(tl_media_expected(stream) - stream->received);

	return lost > 0 ? lost : 0;
}

/* Numbers begin anew, or another source does. */
static __always_inline void tl_restart_media(struct tl_media *stream, const struct tl_rtp_header *header, __u64 now)
{
	stream->expected_before = tl_media_expected(stream);
	tl_begin_media(stream, header, now);
}

/* False: a number far from all others, which one more that goes on from it would make believable. */
static __always_inline bool tl_observe_number(struct tl_media *stream, const struct tl_rtp_header *header, __u64 now)
{
	__u16 ahead = header->sequence - (__u16)stream->highest;
	__u16 behind = -ahead;

	if (ahead < TL_RTP_FURTHEST) {
		stream->highest += ahead;
	} else if (behind <= TL_RTP_LATEST) {
		if (stream->highest - behind < stream->base) /* sent before the first one that came here */
			stream->base = stream->highest - behind;
	} else if (header->sequence == stream->next_elsewhere) {
		tl_restart_media(stream, header, now);
		stream->base--; /* the one before is there: it was not counted */
		stream->received++;
	} else {
		stream->next_elsewhere = header->sequence + 1;
		return false;
	}
	return true;
}

static __always_inline void tl_begin_media_sums(struct tl_media *stream)
{
	stream->fresh = 0;
	stream->samples = 0;
	for (int i = 0; i < TL_MEDIA_CLOCKS; i++)
		stream->jitter[i].sum = stream->jitter[i].maximum = 0;
}

/* `came`: nanoseconds since the packet before; `ticks`: the same by their timestamps. */
static __always_inline void tl_observe_clock(struct tl_media_jitter *jitter, __u64 came, __s64 ticks, __u32 numerator,
					     __u32 denominator)
{
	__s64 difference = (__s64)(came * denominator) - ticks * (__s64)numerator;
	__u64 distance = difference < 0 ? -difference : difference, value;

	if (distance < TL_RTP_JUMP * denominator)
		jitter->now += distance - ((jitter->now + 8) >> 4);
	value = jitter->now >> 4;
	jitter->sum += value;
	if (value > jitter->maximum)
		jitter->maximum = value;
}

static __always_inline void tl_observe_jitter(struct tl_media *stream, const struct tl_rtp_header *header, __u64 now)
{
	__u64 came = tl_media_quiet(stream, now);
	__s64 ticks = (__s32)(header->timestamp - stream->timestamp);

#define X(rate, numerator, denominator)                                                                                \
	tl_observe_clock(&stream->jitter[TL_MEDIA_CLOCK_##rate], came, ticks, numerator, denominator);
	TL_MEDIA_CLOCK_LIST(X)
#undef X
	stream->elapsed += came;
	stream->ticks += ticks;
	stream->samples++;
	stream->timestamp = header->timestamp;
	stream->last_time = now;
}

/* Events (RFC 4733) and comfort noise share numbers with the voice, but not the way that their timestamps go. */
static __always_inline void tl_observe_type(struct tl_media *stream, const struct tl_rtp_header *header, __u64 now)
{
	if (header->type == stream->type) {
		stream->foreign = 0;
		tl_observe_jitter(stream, header, now);
	} else if (stream->foreign++ >= TL_RTP_OTHER_TYPE) {
		stream->type = header->type;
		stream->foreign = 0;
		stream->elapsed = stream->ticks = 0;
		stream->timestamp = header->timestamp;
		stream->last_time = now;
	}
}

static __always_inline bool tl_is_convincing(const struct tl_media *stream)
{
	return stream->run >= TL_MEDIA_CONVINCING;
}

/* Does it go on from the one before, as nothing but RTP would? */
static __always_inline bool tl_goes_on(const struct tl_media *stream, const struct tl_rtp_header *header)
{
	__s32 ticks = header->timestamp - stream->timestamp;
	__s16 steps = header->sequence - (__u16)stream->highest;

	return header->source == stream->source && steps > -TL_RTP_STEP && steps < TL_RTP_STEP &&
	       ticks > -TL_RTP_TICKS * TL_RTP_STEP && ticks < TL_RTP_TICKS * TL_RTP_STEP;
}

/* While it is doubted: false if it is none. */
static __always_inline bool tl_doubt_media(struct tl_media *stream, const struct tl_rtp_header *header, __u64 now)
{
	if (stream->run && tl_goes_on(stream, header)) {
		if ((__u16)stream->highest != header->sequence)
			stream->run++;
		return true;
	}
	if (stream->run && ++stream->strikes >= TL_MEDIA_STRIKES)
		return false;
	tl_begin_media(stream, header, now);
	stream->received = 0;
	stream->samples = 0;
	stream->run = 1;
	return true;
}

/* One more packet of the direction; zeros are a stream of which none has come. False: it is none after all. */
static __always_inline bool tl_observe_rtp(struct tl_media *stream, const struct tl_rtp_header *header, __u64 now)
{
	bool is_first = !stream->run;

	if (stream->fresh)
		tl_begin_media_sums(stream);
	if (!tl_is_convincing(stream)) {
		if (!tl_doubt_media(stream, header, now))
			return false;
		is_first |= stream->run == 1;
	} else if (header->source != stream->source) {
		stream->others++;
		if (tl_media_quiet(stream, now) < TL_RTP_SILENCE)
			return true;
		stream->others--;
		tl_restart_media(stream, header, now);
		is_first = true;
	}
	if (!tl_observe_number(stream, header, now))
		return true;
	__sync_fetch_and_add(&stream->received, 1);
	if (!is_first)
		tl_observe_type(stream, header, now);
	return true;
}

#endif
