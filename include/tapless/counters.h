/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The balance of invariant I1: every packet that a hook saw is in a flow's counters or in one of these reasons.
 * All counters are per-CPU and only ever grow.
 */
#ifndef TAPLESS_COUNTERS_H
#define TAPLESS_COUNTERS_H

#include "types.h"

struct tl_count {
	__u64 packets; /* wire packets: a super-packet counts as its segments */
	__u64 octets; /* layer-2 octets of these packets */
};

/*
 * What hooks saw, counted before anything is parsed. A super-packet's octets are here those of the buffer; the
 * headers that the wire repeats for each further segment are counted apart, in `segment_header_octets`.
 */
#define TL_HOOK_LIST(X)                                                                                                \
	X(XDP_INGRESS, "xdp-ingress")                                                                                  \
	X(TC_INGRESS, "tc-ingress")                                                                                    \
	X(TC_EGRESS, "tc-egress")

enum tl_hook {
#define X(symbol, name) TL_HOOK_##symbol,
	TL_HOOK_LIST(X)
#undef X
		TL_HOOK__MAX,
};

/* Why a packet is in no flow: enum, name in `tapless status`, meaning. */
#define TL_REASON_LIST(X)                                                                                              \
	X(NONE, "none", "counted in a flow")                                                                           \
	X(SHORT_LINK_HEADER, "short-link-header", "frame shorter than its link header")                                \
	X(SHORT_VLAN_TAG, "short-vlan-tag", "frame ends inside a VLAN tag")                                            \
	X(BAD_IPV4_VERSION, "bad-ipv4-version", "EtherType IPv4, version field not 4")                                 \
	X(BAD_IPV4_HEADER, "bad-ipv4-header", "IPv4 header cut, or its length field below 20 octets")                  \
	X(BAD_IPV4_LENGTH, "bad-ipv4-length", "IPv4 total length below the header or above the frame")                 \
	X(BAD_IPV6_VERSION, "bad-ipv6-version", "EtherType IPv6, version field not 6")                                 \
	X(BAD_IPV6_HEADER, "bad-ipv6-header", "IPv6 header cut")                                                       \
	X(BAD_IPV6_LENGTH, "bad-ipv6-length", "IPv6 payload length above the frame")                                   \
	X(BAD_IPV6_EXTENSION, "bad-ipv6-extension", "IPv6 extension headers cut or more than eight")                   \
	X(NOT_CAPTURED, "not-captured", "capture's snap length ends inside the IP header")                             \
	X(UNKNOWN_LINK, "unknown-link", "link type that tapless does not parse")                                       \
	X(OVERFLOW, "overflow", "no room in the flow cache nor in the flow ring")                                      \
	X(COUNTED_AT_INGRESS, "counted-at-ingress", "leaving packet that was counted where it came in")

enum tl_reason {
#define X(symbol, name, meaning) TL_REASON_##symbol,
	TL_REASON_LIST(X)
#undef X
		TL_REASON__MAX,
};

/* Things that happen beside the balance; a packet may add to any number of them. */
#define TL_EVENT_LIST(X)                                                                                               \
	X(FLOW_CREATED, "flows-created", "entries made in the flow cache")                                             \
	X(FLOW_REVIVED, "flows-revived", "idle entries that a packet took back before they were emitted")              \
	X(FLOW_RESTARTED, "flows-restarted", "entries ended by a SYN of the next connection with the same key")        \
	X(SINGLE_PACKET_RECORD, "single-packet-records", "packets written to the ring as a record of their own")       \
	X(INSERT_FULL, "insert-full", "inserts that failed because the flow map was full")                             \
	X(INSERT_BUSY, "insert-busy", "inserts that failed because the bucket was locked")                             \
	X(INSERT_FAILED, "insert-failed", "inserts that failed for another reason")                                    \
	X(RATION_SPENT, "ration-spent", "packets whose CPU had used up its share of the flow ring's lock")             \
	X(NAME_FOUND, "names-found", "SNI or Host names found")                                                        \
	X(NAME_CUT, "names-cut", "names not found because parts of the message never came together")                   \
	X(NAME_NO_ROOM, "names-no-room", "names or message parts that found no place in their map")                    \
	X(NAME_EVICTED, "names-evicted", "names that left their map before the flow did")                              \
	X(DETAILS_NO_ROOM, "details-no-room",                                                                          \
	  "packets whose details (tunnel, labels, options) found no place in their map")                               \
	X(DETAILS_EVICTED, "details-evicted",                                                                          \
	  "details of flows (tunnel, labels, options) that left their map before the flow did")                        \
	X(FRAGMENT, "fragments", "packets that were fragments")                                                        \
	X(FRAGMENT_ALONE, "fragments-alone",                                                                           \
	  "later fragments whose first was not seen before: their flow has no ports")                                  \
	X(TUNNEL_NOT_WALKED, "tunnels-not-walked",                                                                     \
	  "packets that looked like a tunnel; what is in it did not hold or was cut")                                  \
	X(TUNNEL_TOO_DEEP, "tunnels-too-deep", "packets in more tunnels, one in the other, than are walked")           \
	X(EXCHANGE_NO_ROOM, "metrics-no-room",                                                                         \
	  "packets not measured (round trips, retransmissions, ...) because the map was full")                         \
	X(FIRST_PACKETS_NO_ROOM, "splt-no-room",                                                                       \
	  "packets not listed as one of their flow's first, because the map was full")                                 \
	X(MEDIA_NO_ROOM, "rtp-no-room", "packets of RTP not followed because the map was full")                        \
	X(MEDIA_EVICTED, "rtp-evicted",                                                                                \
	  "times that a stream of RTP had left its map before its flow did: it was counted anew from there")           \
	X(EXCHANGE_ELSEWHERE, "metrics-elsewhere",                                                                     \
	  "packets not measured because their conversation comes in by another interface as well")                     \
	X(SUPER_PACKET, "super-packets", "GSO/GRO buffers counted as several packets")                                 \
	X(EVENT_LOST, "events-lost", "live name events not sent because the L7 ring was full")                         \
	X(SAMPLE_TAKEN, "samples", "payloads sent to the dissectors")                                                  \
	X(SAMPLE_LOST, "samples-lost",                                                                                 \
	  "payloads not sent to the dissectors: the L7 ring was full, or the CPU's share of its lock spent")

enum tl_event {
#define X(symbol, name, meaning) TL_EVENT_##symbol,
	TL_EVENT_LIST(X)
#undef X
		TL_EVENT__MAX,
};

/* One value of the per-CPU map `counters`. */
struct tl_counters {
	struct tl_count seen[TL_HOOK__MAX];
	struct tl_count reasons[TL_REASON__MAX];
	__u64 segment_header_octets;
	__u64 events[TL_EVENT__MAX];
};

/* Per-CPU map `emitted`: what left the flow cache for the ring. Written by packet path and sweep, atomically. */
struct tl_emitted {
	struct tl_count records; /* packets and layer-2 octets in emitted flow records */
	__u64 octets;
	__u64 flow_records;
};

#endif
