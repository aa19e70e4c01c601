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
	stream = bpf_map_lookup_elem(&media, &key);
	if (!stream) {
		if (walk->packet->found & TL_FOUND_MEDIA)
			tl_count_event_here(TL_EVENT_MEDIA_EVICTED);
		bpf_map_update_elem(&media, &key, &tl_no_media, BPF_NOEXIST);
		stream = bpf_map_lookup_elem(&media, &key);
		if (!stream)
			return 1;
	}
	if (!(walk->packet->found & TL_FOUND_MEDIA))
		tl_know_media(walk->packet, TL_MEDIA_FOLLOWED);
	if (tl_observe_rtp(stream, &header, walk->now))
		return 0;
	bpf_map_delete_elem(&media, &key);
	tl_know_media(walk->packet, TL_MEDIA_NONE);
	return 1;
}

#endif
