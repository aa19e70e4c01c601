/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The joined flow record: what enrichers fill in and exporters send.
 * Addresses and MACs in network order, integers in host order, times in nanoseconds since 1970.
 */
#ifndef TAPLESS_FLOW_RECORD_H
#define TAPLESS_FLOW_RECORD_H

#include <tapless/details.h>
#include <tapless/first_packets.h>
#include <tapless/flow.h>

#include "record_enriched.h"
#include "record_facts.h"
#include "record_media.h"

/* Of a time of the log, nanoseconds since 1970. A wall clock that stands before it bends neither order nor sign. */
static inline __u64 tl_real_time(__u64 time, __s64 offset)
{
	return offset < 0 && -(__u64)offset > time ? 0 : time + offset;
}

/* What one direction counted. packets == 0: that direction was not observed. */
struct tl_record_side {
	__u64 packets;
	__u64 octets;
	__u64 layer2_octets;
	__u64 fragments; /* packets that were fragments */
	__u64 start;
	__u64 end;
	__u8 source_mac[6];
	__u8 destination_mac[6];
	__u32 flow_label;
	__u32 syn_sequence; /* of the first SYN, valid if has_syn */
	__u16 tcp_flags;
	__u16 initial_tcp_flags;
	__u16 identification;
	__u16 minimum_length;
	__u16 maximum_length;
	__u8 minimum_ttl;
	__u8 maximum_ttl;
	__u8 type_of_service;
	__u8 code_point; /* its DSCP, RFC 2474 */
	__u8 ended; /* enum tl_flow_end */
	__u8 has_syn;
	__u8 fragment_oddities; /* enum tl_fragment_oddity */
	struct tl_vlan_tags tags; /* of the first packet, if they are no part of the key */
	__u8 direction; /* enum tl_direction: the hook that saw it, as in its key */
};

enum tl_biflow_direction { /* IANA 239 */
			   TL_BIFLOW_ARBITRARY = 0,
			   TL_BIFLOW_INITIATOR = 1,
			   TL_BIFLOW_REVERSE_INITIATOR = 2,
};

#define TL_TUNNEL_NAME_SIZE 16
#define TL_LABEL_SIZE	    3

struct tl_record_layers {
	char tunnel[TL_TUNNEL_NAME_SIZE]; /* its kind, "" if none */
	__u64 segment; /* layer2SegmentId, IANA 351: encapsulation type in the top octet; 0: none */
	__u8 labels[TL_MPLS_LABELS][TL_LABEL_SIZE]; /* label, traffic class, bottom of stack; network order */
	__u8 top_label_ttl;
	__u8 quoted_source[4]; /* IPv4 */
	__u8 quoted_destination[4];
};

/* Spans of time in microseconds. */
struct tl_record_spans {
	__u32 count; /* 0: the rest means nothing */
	__u32 minimum;
	__u32 average;
	__u32 maximum;
};

/* Of one direction; see element_list.h for what each means. */
struct tl_record_metrics {
	struct tl_record_spans round_trips; /* from the meter to this direction's sender and back */
	struct tl_record_spans responses; /* of this direction's sender */
	struct tl_record_spans gaps;
	__u32 gap_deviation;
	__u32 handshake; /* microseconds that this direction's sender took to answer the other's SYN; 0: not seen */
	__u32 retransmitted;
	__u32 out_of_order;
	__u32 duplicated;
	__u32 duplicate_acknowledgements;
	__u32 zero_windows;
	__u32 resets;
	__u64 tcp_options; /* of the SYN, as the rest */
	__u32 segment_size; /* 0: not said */
	__u16 syn_length;
	__u16 syn_window;
	__u8 syn_ttl;
	__u8 window_scale;
	bool has_syn;
	bool has_window_scale;
	bool known;
};

/* The first packets with payload, of both directions, in order. */
struct tl_record_packets {
	__u64 times[TL_FIRST_PACKETS];
	__s16 lengths[TL_FIRST_PACKETS]; /* octets of payload */
	__s8 directions[TL_FIRST_PACKETS]; /* 1: forward, -1: reverse */
	__u8 count; /* 0: this record has none */
};

#define TL_SETUP_SIZE	 16
#define TL_PROTOCOL_SIZE 16

/*
 * What is long, and what few records have, is all zeros in a record unless its bit is in `filled`: so that a record is emptied without
 * touching it. Whoever writes there sets the bit. SYMBOL, first member, last member of a row.
 */
#define TL_RECORD_FILLED_LIST(X)                                                                                       \
	X(DETAILS, details, reverse_layers)                                                                            \
	X(MEDIA, media, reverse_media)                                                                                 \
	X(FIRST_PACKETS, first_packets, first_packets)                                                                 \
	X(SERVER_NAME, server_name, server_name)                                                                       \
	X(HTTP_HOST, http_host, http_host)                                                                             \
	X(PLACES, source_place, destination_place)                                                                     \
	X(NETWORKS, source_network, destination_network)                                                               \
	X(SOURCE_NAME, source_name, source_name)                                                                       \
	X(DESTINATION_NAME, destination_name, destination_name)                                                        \
	X(AGENT, agent, agent)

enum tl_record_filled_bit {
#define X(symbol, ...) TL_FILLED_##symbol##_BIT,
	TL_RECORD_FILLED_LIST(X)
#undef X
};

enum tl_record_filled {
#define X(symbol, ...) TL_FILLED_##symbol = 1 << TL_FILLED_##symbol##_BIT,
	TL_RECORD_FILLED_LIST(X)
#undef X
};

struct tl_record {
	struct tl_flow_key key; /* of the forward direction */
	struct tl_record_side forward;
	struct tl_record_side reverse;
	__u64 start; /* of both directions */
	__u64 end;
	__u64 flow_start; /* of the flow, whose first record this may not be */
	__u64 flow_id; /* IANA 148, the same in each record of one flow */
	__u64 sequence; /* ring position of the record's last part */
	__u32 transaction; /* its number in the conversation: the record of that alone, nothing is counted. 0: of a flow */
	__u16 text_octets_cut; /* set in no record: an exporter says it of what it sends */
	__u16 filled; /* enum tl_record_filled, of members from `details` on */
	__u32 ingress_interface; /* of the forward direction; 0 if not observed */
	__u32 egress_interface;
	struct tl_crossing reverse_ingress; /* where a forwarded connection's answers came in; zeros: as the key says */
	__u8 end_reason; /* enum tl_end_reason */
	__u8 biflow_direction; /* enum tl_biflow_direction */
	__u8 vlan_priority;
	__u8 inner_vlan_priority;
	__u32 round_trip; /* microseconds of the handshake, both parts; 0: not seen */
	struct tl_record_metrics metrics;
	struct tl_record_metrics reverse_metrics;
	const struct tl_record_streams *streams; /* NULL: none. The emitter's */
	const struct tl_record_facts
		*facts; /* of the conversation, not of a direction; NULL: nothing was said. The emitter's */
	char setup[TL_SETUP_SIZE]; /* how the TCP handshake went, "" if it was not seen */
	char protocol[TL_PROTOCOL_SIZE]; /* what the payload was understood as; "": nothing was */
	struct tl_record_application application;
	struct tl_record_stack stack; /* of the forward direction's sender */
	bool is_interrupted; /* the process ended while the flow went on: what was said before of its payload may be missing */
	bool is_only_end; /* the flow is over, and this counts nothing: no record, but what goes with the flow's last one does now */
	bool has_tls_findings;
	__u32 tls_findings; /* enum tl_tls_finding, valid if has_tls_findings */

	/* see TL_RECORD_FILLED_LIST */
	struct tl_details details; /* of the forward direction; first_seen 0: none */
	struct tl_details reverse_details;
	struct tl_record_layers layers; /* the same, as elements want it */
	struct tl_record_layers reverse_layers;
	struct tl_record_media media;
	struct tl_record_media reverse_media;
	struct tl_record_packets first_packets;
	char server_name[TL_NAME_SIZE]; /* TLS SNI, as sent, NULs behind it; all NULs if none */
	char http_host[TL_NAME_SIZE];
	struct tl_record_place source_place;
	struct tl_record_place destination_place;
	struct tl_record_network source_network;
	struct tl_record_network destination_network;
	struct tl_record_name source_name;
	struct tl_record_name destination_name;
	struct tl_record_agent agent;
};

/* All zeros again. Of a record that was all zeros before it was filled. */
void tl_record_empty(struct tl_record *record);

#endif
