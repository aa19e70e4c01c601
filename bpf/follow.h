/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Streams of RTP in the packet path. The first payloads of a UDP flow are looked at; from the first one on that looks like RTP
 * each goes into the flow's entry of the map `media`. A flow that is none pays for those looks, then for one test.
 */
#ifndef TAPLESS_BPF_FOLLOW_H
#define TAPLESS_BPF_FOLLOW_H

#include <tapless/observe_media.h>

#include "sample.h"

#define TL_WANTS_MEDIA 8 /* beside the bits of enum tl_wanted */

static const struct tl_media tl_no_media = {};

/* Asked of each packet that has been counted. */
static __always_inline __u32 tl_wants_media(struct tl_flow_value *value, struct tl_packet *packet)
{
	if (packet->key.protocol != TL_PROTOCOL_UDP || value->media == TL_MEDIA_NONE || !packet->transport_complete ||
	    !packet->payload_length)
		return 0;
	if (value->media == TL_MEDIA_FOLLOWED) {
		packet->found |= TL_FOUND_MEDIA;
		return TL_WANTS_MEDIA;
	}
	if (tl_is_message_datagram(packet)) {
		value->media = TL_MEDIA_NONE;
		return 0;
	}
	value->media++;
	return TL_WANTS_MEDIA;
}

static __always_inline void tl_know_media(const struct tl_packet *packet, __u32 known)
{
	struct tl_flow_key key = packet->key; /* 6.1 takes no key for a map from a function's argument */
	struct tl_flow_value *value = tl_entry_of(&key);

	if (value)
		value->media = known;
}

static __always_inline bool tl_is_silent(const struct tl_media *stream, __u64 now)
{
	return tl_media_quiet(stream, now) >= TL_RTP_SILENCE;
}

/* One that nobody believes in yet has to go on soon. */
static __always_inline bool tl_may_be_replaced(const struct tl_media *stream, __u64 now)
{
	return tl_media_quiet(stream, now) >= (tl_is_convincing(stream) ? TL_RTP_SILENCE : TL_RTP_PATIENCE);
}

/*
 * The entry of the packet's source, whose key is left in `key`; or that of the first one, which then takes the source over, if
 * it has become silent, or counts the packet as one of others. NULL: there is none yet.
 */
static __always_inline struct tl_media *tl_stream_of(__u64 *key, const struct tl_rtp_header *header, __u64 now)
{
	struct tl_media *first = bpf_map_lookup_elem(&media, key), *found;
	__u64 first_key = *key, free = 0;

	if (!first || first->source == header->source)
		return first;
	for (__u32 number = 1; number < TL_MEDIA_SOURCES; number++) {
		*key = tl_media_source_key(first_key, number);
		found = bpf_map_lookup_elem(&media, key);
		if (found && found->source == header->source)
			return found;
		if (!free && (!found || tl_may_be_replaced(found, now)))
			free = *key;
	}
	first->strangers += !tl_is_convincing(first);
	*key = free && !tl_is_silent(first, now) ? free : first_key;
	return bpf_map_lookup_elem(&media, key);
}

/* There is no entry for its source, and that of the first is not to be disturbed while it is doubted. */
static __always_inline bool tl_is_stranger(const struct tl_media *first, const struct tl_rtp_header *header, __u64 now)
{
	return first->run && first->source != header->source && !tl_is_convincing(first) && !tl_is_silent(first, now);
}

/* A super-packet's segments, one by one. */
struct tl_media_walk {
	void *context;
	struct tl_packet *packet;
	__u64 now;
	__u64 key;
	__u32 segment_size;
};

/* 1: there is no more to be looked at. */
static __always_inline long tl_follow_segment(struct tl_cursor *cursor, __u32 index, const struct tl_media_walk *walk)
{
	__u32 offset = walk->packet->payload_offset + index * walk->segment_size;
	__u32 length = walk->packet->payload_length - index * walk->segment_size;
	struct tl_rtp_header header = {};
	__u8 octets[TL_RTP_HEADER];
	struct tl_media *stream;
	__u64 key = walk->key;

	if (index && walk->segment_size && length > walk->segment_size)
		length = walk->segment_size;
	if (offset + sizeof(octets) > cursor->length || tl_load(cursor, offset, octets, sizeof(octets)) ||
	    !tl_read_rtp(octets, length, &header))
		return 1;
	stream = tl_stream_of(&key, &header, walk->now);
	if (!stream) {
		if (walk->packet->found & TL_FOUND_MEDIA && key == walk->key)
			tl_count_event_here(TL_EVENT_MEDIA_EVICTED);
		bpf_map_update_elem(&media, &key, &tl_no_media, BPF_NOEXIST);
		stream = bpf_map_lookup_elem(&media, &key);
		if (!stream) {
			tl_count_event_here(TL_EVENT_MEDIA_NO_ROOM);
			return 1;
		}
	}
	if (!(walk->packet->found & TL_FOUND_MEDIA))
		tl_know_media(walk->packet, TL_MEDIA_FOLLOWED);
	if (key != walk->key) { /* the first may be one, whatever comes beside it */
		if (!tl_observe_rtp(stream, &header, walk->now))
			bpf_map_delete_elem(&media, &key);
		return 0;
	}
	if (tl_is_stranger(stream, &header, walk->now) ? stream->strangers < TL_MEDIA_STRANGERS
						       : tl_observe_rtp(stream, &header, walk->now))
		return 0;
	tl_forget_media(walk->key);
	tl_know_media(walk->packet, TL_MEDIA_NONE);
	return 1;
}

#endif
