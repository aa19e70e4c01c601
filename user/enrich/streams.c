// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "streams.h"

#include <string.h>

#include "media.h"

/* `way`: the flow's record as it would be of this direction alone. */
static void make_record(struct tl_record *made, const struct tl_record *way, const struct tl_record_media *media)
{
	tl_record_begin_part(made, way);
	made->start = made->forward.start = way->start;
	made->end = made->forward.end = way->end;
	made->source_name = way->source_name;
	made->destination_name = way->destination_name;
	memcpy(made->protocol, way->protocol, sizeof(made->protocol));
	made->media = *media;
	made->filled |= TL_FILLED_MEDIA | (way->filled & (TL_FILLED_SOURCE_NAME | TL_FILLED_DESTINATION_NAME));
}

/* What the session says of it is asked for as the flow's own; then nothing of that stays. */
static void tell(const struct tl_record *way, const struct tl_record_media *media, __u32 number, tl_join_emit *emit,
		 void *context)
{
	struct tl_record made = {0};

	make_record(&made, way, media);
	made.facts = way->facts;
	tl_media_enrich(&made);
	made.facts = NULL;
	made.transaction = number;
	emit(context, &made);
}

void tl_streams_tell(const struct tl_record *flow, tl_join_emit *emit, void *context)
{
	const struct tl_record_streams *streams = flow->streams;
	struct tl_record forward, reverse;
	bool has_reverse;

	if (!streams || flow->transaction)
		return;
	has_reverse = tl_record_split(flow, &forward, &reverse);
	for (__u32 i = 0; i < TL_MEDIA_SOURCES - 1; i++) {
		if (streams->forward[i].known)
			tell(&forward, &streams->forward[i], i + 2, emit, context);
		if (has_reverse && streams->reverse[i].known)
			tell(&reverse, &streams->reverse[i], i + 2, emit, context);
	}
}
