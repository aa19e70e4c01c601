// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "media.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <tapless/observe_media.h>

static const __u32 denominators[TL_MEDIA_CLOCKS] = {
#define X(rate, numerator, denominator) [TL_MEDIA_CLOCK_##rate] = (denominator),
	TL_MEDIA_CLOCK_LIST(X)
#undef X
};

static void keep_later(struct tl_media *latest, const struct tl_media *media)
{
	if (media->last_time >= latest->last_time)
		*latest = *media;
}

void tl_media_merge(struct tl_media_sums *sums, const struct tl_media_sums *from)
{
	if (!from->known)
		return;
	sums->known = true;
	sums->packets += from->packets;
	sums->lost += from->lost;
	sums->others += from->others;
	sums->samples += from->samples;
	keep_later(&sums->latest, &from->latest);
	for (unsigned int i = 0; i < TL_MEDIA_CLOCKS; i++) {
		sums->sum[i] += from->sum[i];
		if (from->maximum[i] > sums->maximum[i])
			sums->maximum[i] = from->maximum[i];
	}
}

void tl_media_add(struct tl_media_sums *sums, const struct tl_media *media)
{
	struct tl_media_sums added = {.known = true, .samples = media->samples, .latest = *media};
	__u32 lost = tl_media_lost(media);

	added.packets = media->received - media->reported_received;
	added.others = media->others - media->reported_others;
	added.lost = lost > media->reported_lost ? lost - media->reported_lost : 0;
	for (unsigned int i = 0; i < TL_MEDIA_CLOCKS; i++) {
		added.sum[i] = (double)media->jitter[i].sum;
		added.maximum[i] = media->jitter[i].maximum;
	}
	tl_media_merge(sums, &added);
}

struct tl_media_sums *tl_media_further(struct tl_media_more **more, unsigned int side, unsigned int number)
{
	if (!*more)
		*more = calloc(1, sizeof(**more));
	return *more ? &(*more)->side[side][number - 1] : NULL;
}

void tl_media_more_merge(struct tl_media_more **more, const struct tl_media_more *from, unsigned int side)
{
	for (unsigned int number = 1; from && number < TL_MEDIA_SOURCES; number++) {
		struct tl_media_sums *sums = tl_media_further(more, side, number);

		if (sums)
			tl_media_merge(sums, &from->side[side][number - 1]);
	}
}

static __u32 saturated(double value)
{
	return value >= UINT32_MAX ? UINT32_MAX : (__u32)(value + 0.5);
}

static __u32 rate_of(const struct tl_media *media)
{
	if (!media->elapsed || media->ticks <= 0)
		return 0;
	return saturated((double)media->ticks * 1e9 / (double)media->elapsed);
}

void tl_media_fill(struct tl_record_media *media, const struct tl_media_sums *sums)
{
	if (!sums || !sums->known)
		return;
	media->known = media->is_counted = true;
	media->type = sums->latest.type;
	media->source = sums->latest.source;
	media->packets = saturated((double)sums->packets);
	media->lost = saturated((double)sums->lost);
	media->others = saturated((double)sums->others);
	media->rate = rate_of(&sums->latest);
	for (unsigned int i = 0; i < TL_MEDIA_CLOCKS; i++) {
		double microsecond = 1000.0 * denominators[i], samples = (double)sums->samples;

		media->by_clock[i].now = saturated((double)sums->latest.jitter[i].now / 16 / microsecond);
		media->by_clock[i].mean = samples > 0 ? saturated(sums->sum[i] / samples / microsecond) : 0;
		media->by_clock[i].maximum = saturated((double)sums->maximum[i] / microsecond);
	}
}

static void fill_side(struct tl_record_media *to, const struct tl_media_sums *sums, struct tl_record_media *first)
{
	for (unsigned int i = 0; i < TL_MEDIA_SOURCES - 1; i++)
		tl_media_fill(&to[i], &sums[i]);
	for (unsigned int i = 0; i < TL_MEDIA_SOURCES - 1 && !first->known; i++) {
		*first = to[i];
		to[i].known = false;
	}
}

void tl_streams_fill(struct tl_record *record, struct tl_media_more *more, unsigned int forward)
{
	if (!more)
		return;
	memset(&more->told, 0, sizeof(more->told));
	fill_side(more->told.forward, more->side[forward], &record->media);
	fill_side(more->told.reverse, more->side[!forward], &record->reverse_media);
	record->streams = &more->told;
}
