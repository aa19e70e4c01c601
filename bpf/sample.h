/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Payload samples for the dissectors, bounded in packets a flow, in octets a packet, and, for the L7 ring's one lock (I4), in
 * samples a period and CPU. With `--l7 names` none of this is in the programs, and no payload leaves the kernel.
 */
#ifndef TAPLESS_BPF_SAMPLE_H
#define TAPLESS_BPF_SAMPLE_H

#include "naming.h"

/* What is to be done with a packet's payload: bits. */
enum tl_wanted {
	TL_WANTS_NAME = 1, /* look for one */
	TL_WANTS_SAMPLE = 2,
	TL_WANTS_MESSAGE = 4, /* a sample, if it starts like a message */
};

static __always_inline bool tl_is_message_datagram(const struct tl_packet *packet)
{
	return packet->key.protocol == TL_PROTOCOL_UDP &&
	       (tl_is_message_port(packet->key.destination_port) || tl_is_message_port(packet->key.source_port));
}

static __always_inline bool tl_is_dns_stream(const struct tl_packet *packet)
{
	return packet->key.protocol == TL_PROTOCOL_TCP &&
	       (packet->key.destination_port == TL_DNS_STREAM_PORT || packet->key.source_port == TL_DNS_STREAM_PORT);
}

/* Asked of each packet that has been counted; takes it off the flow's share. The bits of enum tl_wanted. */
static __always_inline __u32 tl_wants_sample(struct tl_flow_value *value, const struct tl_packet *packet)
{
	if (!tl_samples_enabled || !packet->transport_complete || !packet->payload_length)
		return 0;
	if (packet->key.protocol != TL_PROTOCOL_TCP && packet->key.protocol != TL_PROTOCOL_UDP)
		return 0;
	if (value->sampled < TL_SAMPLES_SHARE) {
		value->sampled += tl_sample_cost(packet->key.protocol, packet->payload_length);
		return TL_WANTS_SAMPLE;
	}
	if (value->has_messages)
		return TL_WANTS_MESSAGE;
	return tl_is_message_datagram(packet) ? TL_WANTS_SAMPLE : 0;
}

/* From now on each packet of the flow is looked at whether it starts like a message. */
static __always_inline void tl_follow_messages(const struct tl_flow_key *key)
{
	struct tl_flow_value *value = tl_entry_of(key);

	if (!value)
		return;
	value->has_messages = 1;
	value->settled &= ~TL_SETTLED_SAMPLES;
}

static __always_inline bool tl_begins_message(struct tl_cursor *cursor, const struct tl_packet *packet, __u32 available)
{
	__u32 first = 0, next = 0;

	if (available < sizeof(first)) /* MQTT's PINGREQ, DISCONNECT */
		return packet->payload_length == 2 && packet->key.protocol == TL_PROTOCOL_TCP &&
		       (packet->key.destination_port == TL_MQTT_PORT || packet->key.source_port == TL_MQTT_PORT);
	if (tl_pull(cursor, packet->payload_offset, &first, sizeof(first)))
		return false;
	first = bpf_ntohl(first);
	if (tl_message_starts(first) || tl_dnp3_starts(first) || tl_sql_starts(first, packet->payload_length) ||
	    tl_message_starts_at(packet->key.destination_port, first, packet->payload_length) ||
	    tl_message_starts_at(packet->key.source_port, first, packet->payload_length))
		return true;
	if (packet->key.protocol == TL_PROTOCOL_UDP && tl_dtls_starts(first))
		return true;
	if (tl_is_dns_stream(packet))
		return tl_dns_starts(first, packet->payload_length);
	if (available < sizeof(first) + sizeof(next) ||
	    tl_pull(cursor, packet->payload_offset + sizeof(first), &next, sizeof(next)))
		return false;
	next = bpf_ntohl(next);
	return tl_smb_starts(first, next) || tl_stun_starts(first, next) ||
	       tl_http2_starts(first, next, packet->payload_length);
}

/* `wanted`: TL_WANTS_MESSAGE alone takes nothing but what starts like one. */
static __always_inline int tl_send_sample(struct tl_cursor *cursor, const struct tl_packet *packet, __u64 now,
					  __u32 wanted)
{
	__u32 zero = 0, available = tl_available_payload(packet, TL_SAMPLE_OCTETS);
	struct tl_sample *sample = bpf_map_lookup_elem(&samples, &zero);
	enum tl_event event = TL_EVENT_SAMPLE_TAKEN;
	bool starts;

	if (!sample || !available)
		return 0;
	starts = tl_begins_message(cursor, packet, available);
	if (!starts && !(wanted & TL_WANTS_SAMPLE))
		return 0;
	sample->key = packet->key;
	if (starts && wanted & TL_WANTS_SAMPLE)
		tl_follow_messages(&sample->key);
	if (!tl_take_ration(&sample_rations, now)) {
		tl_count_event_here(TL_EVENT_SAMPLE_LOST);
		return 0;
	}
	available = tl_bounded_length(available, TL_SAMPLE_OCTETS);
	if (tl_load(cursor, packet->payload_offset, sample->octets, available))
		return 0;
	sample->kind = TL_RING_SAMPLE;
	sample->sequence = tl_data_sequence(packet);
	sample->time = now;
	sample->length = packet->payload_length;
	sample->captured = available;
	if (bpf_ringbuf_output(&l7_ring, sample, __builtin_offsetof(struct tl_sample, octets) + available,
			       BPF_RB_NO_WAKEUP))
		event = TL_EVENT_SAMPLE_LOST;
	tl_count_event_here(event);
	return 0;
}

#endif
