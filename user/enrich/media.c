// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "media.h"

#include <math.h>
#include <string.h>

#include "../dissect/rtp_types.h"
#include "../flow/flow_key.h"

#define NEAR_ENOUGH 0.2 /* from one clock to another, as a logarithm: no further from 48000 than 39300 is */

static const double rates[TL_MEDIA_CLOCKS] = {
#define X(rate, numerator, denominator) [TL_MEDIA_CLOCK_##rate] = (rate),
	TL_MEDIA_CLOCK_LIST(X)
#undef X
};

/* Number of the one of the first clocks that is nearest, TL_MEDIA_CLOCKS if none is within a factor of e^tolerance. */
static unsigned int nearest(double rate, double tolerance, unsigned int clocks)
{
	unsigned int best = TL_MEDIA_CLOCKS;

	for (unsigned int i = 0; rate > 0 && i < clocks; i++) {
		double apart = fabs(log(rate / rates[i]));

		if (apart > tolerance)
			continue;
		tolerance = apart;
		best = i;
	}
	return best;
}

static unsigned int clock_of(const struct tl_record_media *media, const struct tl_record_rtp_stream *said)
{
	__u32 told = said ? said->clock : 0;

	if (!told)
		told = tl_rtp_types[media->type % TL_RTP_TYPES].clock;
	return told ? nearest(told, 0, TL_MEDIA_CLOCKS) : nearest(media->rate, NEAR_ENOUGH, TL_MEDIA_COMMON_CLOCKS);
}

static void take_sampled(struct tl_record_media *media, const struct tl_record_rtp_stream *said)
{
	media->known = true;
	media->type = said->type;
	media->source = said->source;
	media->lost = said->lost;
	media->has_jitter = said->has_jitter;
	media->jitter.now = said->jitter;
}

static void tell(struct tl_record_media *media, const struct tl_record_side *side,
		 const struct tl_record_rtp_stream *said)
{
	const char *codec;
	unsigned int clock;

	if (!media->known && said && said->known && side->packets)
		take_sampled(media, said);
	if (!media->known)
		return;
	if (said && (!said->known || said->source != media->source || said->type != media->type))
		said = NULL;
	if (media->is_counted) {
		clock = clock_of(media, said);
		media->has_jitter = clock < TL_MEDIA_CLOCKS;
		if (media->has_jitter)
			media->jitter = media->by_clock[clock];
	}
	codec = said && said->codec[0] ? said->codec : tl_rtp_types[media->type % TL_RTP_TYPES].name;
	if (codec)
		memcpy(media->codec, codec, strnlen(codec, sizeof(media->codec) - 1));
}

void tl_media_enrich(struct tl_record *record)
{
	const struct tl_record_facts *facts = record->facts;
	const struct tl_record_rtp_stream *said = facts && facts->kind == TL_FACTS_rtp ? facts->rtp.stream : NULL;
	struct tl_flow_key canonical;
	unsigned int side;

	if (record->transaction || (!said && !record->media.known && !record->reverse_media.known))
		return;
	side = tl_flow_key_canonical(&record->key, &canonical);
	record->filled |= TL_FILLED_MEDIA;
	tell(&record->media, &record->forward, said ? &said[side] : NULL);
	tell(&record->reverse_media, &record->reverse, said ? &said[!side] : NULL);
	if (!record->protocol[0] && (record->media.known || record->reverse_media.known))
		memcpy(record->protocol, "rtp", sizeof("rtp"));
}
