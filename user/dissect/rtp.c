// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "rtp.h"

#include <stdlib.h>
#include <string.h>

#include <tapless/parse_rtp.h>

#include "../lib/octets.h"

#define HAS_PADDING   0x20
#define HAS_EXTENSION 0x10
#define FURTHEST      24 /* from the first to the last one's number, in which those that were lost count */
#define TICKS_BETWEEN 450000 /* timestamps of neighbours: five seconds of video's clock, or silence of a voice */

/* What stands before the payload: contributing sources, an extension (RFC 3550 5.1, 5.3.1). 0: it does not fit. */
static __u32 header_octets(const struct tl_message *message)
{
	__u32 octets = TL_RTP_HEADER + 4u * (message->octets[0] & 0x0f);

	if (message->octets[0] & HAS_EXTENSION) {
		if (octets + 4 > message->captured)
			return 0;
		octets += 4 + 4u * tl_octets_get16(message->octets + octets + 2);
	}
	return octets <= message->length ? octets : 0;
}

bool tl_rtp_read(const struct tl_message *message, struct tl_rtp_packet *packet)
{
	const __u8 *octets = message->octets;
	__u32 header;

	if (message->captured < TL_RTP_HEADER || octets[0] >> 6 != TL_RTP_VERSION || !tl_is_rtp_type(octets[1] & 0x7f))
		return false;
	header = header_octets(message);
	if (!header)
		return false;
	if (octets[0] & HAS_PADDING && message->captured == message->length) {
		__u8 padding = octets[message->length - 1];

		if (!padding || padding > message->length - header)
			return false;
	}
	packet->time = message->time;
	packet->type = octets[1] & 0x7f;
	packet->sequence = tl_octets_get16(octets + 2);
	packet->timestamp = tl_octets_get32(octets + 4);
	packet->source = tl_octets_get32(octets + 8);
	return true;
}

void tl_rtp_add(struct tl_rtp_stream *stream, const struct tl_rtp_packet *packet)
{
	if (stream->count && stream->packet[0].source != packet->source) {
		if (tl_rtp_is_convincing(stream))
			return;
		stream->count = 0;
	}
	if (stream->count < TL_RTP_KEPT)
		stream->packet[stream->count++] = *packet;
}

/* From one number to another, of which either may be the later. */
static int distance(__u16 from, __u16 to)
{
	return (__s16)(__u16)(to - from);
}

/* Copies the packets in the order of their numbers, each number once. How many are left. */
static unsigned int sort(const struct tl_rtp_stream *stream, struct tl_rtp_packet *sorted)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < stream->count; i++) {
		const struct tl_rtp_packet *packet = &stream->packet[i];
		unsigned int place = count;

		while (place && distance(sorted[place - 1].sequence, packet->sequence) < 0)
			place--;
		if (place && sorted[place - 1].sequence == packet->sequence)
			continue;
		memmove(sorted + place + 1, sorted + place, (count - place) * sizeof(*sorted));
		sorted[place] = *packet;
		count++;
	}
	return count;
}

bool tl_rtp_is_convincing(const struct tl_rtp_stream *stream)
{
	struct tl_rtp_packet sorted[TL_RTP_KEPT];
	unsigned int count = sort(stream, sorted);
	int span = 0;

	if (count < TL_RTP_CONVINCING)
		return false;
	for (unsigned int i = 1; i < count; i++) {
		int steps = distance(sorted[i - 1].sequence, sorted[i].sequence);
		__s64 ticks = (__s32)(sorted[i].timestamp - sorted[i - 1].timestamp);

		/* pictures are not always sent in the order of their times */
		span += steps;
		if (steps <= 0 || span > FURTHEST || llabs(ticks) > (__s64)steps * TICKS_BETWEEN)
			return false;
	}
	return true;
}

/* The mean deviation of the time between two packets from that which their timestamps say (RFC 3550 6.4.1), in nanoseconds. */
static __u64 jitter_of(const struct tl_rtp_stream *stream, __u32 clock)
{
	__s64 jitter = 0;

	for (unsigned int i = 1; i < stream->count; i++) {
		const struct tl_rtp_packet *before = &stream->packet[i - 1], *packet = &stream->packet[i];
		__s64 came = (__s64)(packet->time - before->time);
		__s64 meant = (__s64)(__s32)(packet->timestamp - before->timestamp) * (__s64)TL_SECOND / clock;

		if (packet->type == before->type) /* another codec's clock may be another */
			jitter += (llabs(came - meant) - jitter) / 16;
	}
	return (__u64)jitter;
}

void tl_rtp_measure(const struct tl_rtp_stream *stream, __u32 clock, struct tl_rtp_quality *quality)
{
	struct tl_rtp_packet sorted[TL_RTP_KEPT];
	unsigned int count = sort(stream, sorted);
	int span;

	*quality = (struct tl_rtp_quality){0};
	if (!count)
		return;
	span = distance(sorted[0].sequence, sorted[count - 1].sequence);
	quality->lost = span >= (int)count ? (__u32)span + 1 - count : 0;
	if (!clock || count < 2)
		return;
	quality->has_jitter = true;
	quality->jitter = (__u32)(jitter_of(stream, clock) / 1000);
}
