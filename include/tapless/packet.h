/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the frame parser says of one frame. Integers in host order. */
#ifndef TAPLESS_PACKET_H
#define TAPLESS_PACKET_H

#include "flow.h"

/* Reasons to look for a packet's details, bits. */
enum tl_rare {
	TL_RARE_ARP = 1,
	TL_RARE_IPV4_OPTIONS = 2,
	TL_RARE_EXTENSIONS = 4, /* of IPv6, or an AH */
	TL_RARE_FRAGMENT = 8,
	TL_RARE_QUOTE = 16, /* an ICMP error, complete */
	TL_RARE_SCTP = 32,
	TL_RARE_JUMBO = 64, /* IPv6: the length stands in the first extension header (RFC 2675) */
};

/* What the search for them has found, for the packet path to note: bits. */
enum tl_found {
	TL_FOUND_DETAILS = 1, /* for the map `details` */
	TL_FOUND_FRAGMENT = 2,
	TL_FOUND_WITHOUT_FIRST = 4, /* a fragment whose first one is not known */
	TL_FOUND_MEDIA = 8, /* its flow is followed as a stream of RTP */
	TL_FOUND_JUMBO = 16, /* a header that the stack has put in, which is not on the wire */
};

struct tl_packet {
	struct tl_flow_key key; /* all but ifindex and direction */
	union {
		struct {
			__u8 source_mac[6];
			__u8 destination_mac[6];
		};
		__u32 conversation
			[2]; /* its number, in the kernel's short way, which needs no MACs and has no more stack */
	};
	__u32 wire_length; /* in: frame length on the wire, without FCS */
	union {
		struct {
			__u32 captured_length; /* in: bytes that may be read */
			__u32 layer3_offset; /* of the IP header; for non-IP of the link payload */
		};
		__u64 digest; /* of the key, in the kernel's short way, which needs neither */
	};
	__u32 payload_offset; /* of the transport payload: all headers before it repeat in each segment of a super-packet */
	__u32 payload_length; /* transport payload on the wire, without link padding; 0 for later fragments */
	__u32 octets; /* IP total length; 0 for non-IP */
	__u32 flow_label;
	__u32 spi; /* of an AH that was passed, 0: none */
	__u32 tcp_sequence;
	__u32 tcp_acknowledgement;
	__u16 tcp_flags; /* 12 bits */
	__u16 tcp_window;
	__u16 identification;
	__u16 fragment_offset; /* in octets */
	__u8 more_fragments;
	__u8 ttl;
	__u8 type_of_service;
	__u8 vlan_priority;
	__u8 inner_vlan_priority;
	__u8 transport_complete; /* the transport header was there and captured: tcp_* and payload_* may be used */
	__u8 inside; /* enum tl_inside: what the payload holds, to be walked into */
	__u8 rare; /* enum tl_rare: facts that few packets have, to be looked for */
	__u8 tcp_options; /* their octets, which end at the payload */
	__u8 found; /* enum tl_found */
	__u16 extensions; /* IPv6 extension headers, bits of ipv6ExtensionHeaders (IANA 64) */
	__u16 routing_offset; /* of a routing header, 0: none */
	struct tl_vlan_tags tags; /* if they are no part of the key */
};

#endif
