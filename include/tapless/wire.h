/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Headers as they lie on the wire. Every integer of a tl_wire_ struct is in network order: read it with
 * tl_from_wire16() or tl_from_wire32(). Constants are in host order.
 */
#ifndef TAPLESS_WIRE_H
#define TAPLESS_WIRE_H

#include "types.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define tl_from_wire16(value)	((__u16)__builtin_bswap16(value))
#define tl_from_wire32(value)	((__u32)__builtin_bswap32(value))
#define tl_from_little64(value) ((__u64)(value))
#else
#define tl_from_wire16(value)	((__u16)(value))
#define tl_from_wire32(value)	((__u32)(value))
#define tl_from_little64(value) __builtin_bswap64(value) /* a word whose first byte is to be the lowest */
#endif

struct tl_wire_ethernet {
	__u8 destination[6];
	__u8 source[6];
	__be16 ethertype;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_ethernet) == 14);

#define TL_ETHERTYPE_MIN      0x0600 /* below it the field is a length (IEEE 802.3 3.2.6) */
#define TL_ETHERTYPE_IPV4     0x0800
#define TL_ETHERTYPE_ARP      0x0806
#define TL_ETHERTYPE_VLAN     0x8100 /* IEEE 802.1Q customer tag */
#define TL_ETHERTYPE_IPV6     0x86dd
#define TL_ETHERTYPE_LLDP     0x88cc
#define TL_ETHERTYPE_QINQ     0x88a8 /* IEEE 802.1ad service tag */
#define TL_ETHERTYPE_OLD_QINQ 0x9100 /* used for outer tags before 802.1ad */

struct tl_wire_vlan {
	__be16 control; /* priority 3 bits, drop eligible 1, VLAN 12 */
	__be16 ethertype; /* of what follows */
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_vlan) == 4);

#define TL_VLAN_ID(control)	  ((control)&0x0fff)
#define TL_VLAN_PRIORITY(control) ((control) >> 13)

/* Linux "cooked" captures: LINKTYPE_LINUX_SLL and _SLL2 of tcpdump.org/linktypes */
struct tl_wire_cooked {
	__be16 packet_type;
	__be16 hardware; /* ARPHRD_* */
	__be16 address_length;
	__u8 address[8]; /* of the sender */
	__be16 ethertype;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_cooked) == 16);

struct tl_wire_cooked_v2 {
	__be16 ethertype;
	__be16 reserved;
	__be32 ifindex;
	__be16 hardware;
	__u8 packet_type;
	__u8 address_length;
	__u8 address[8];
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_cooked_v2) == 20);

#define TL_HARDWARE_ETHERNET 1
#define TL_HARDWARE_LOOPBACK 772
#define TL_HARDWARE_WLAN     801
#define TL_HARDWARE_RADIOTAP 803
#define TL_HARDWARE_NETLINK  824

/* DLT_NULL and DLT_LOOP: address families; AF_INET6 differs between systems */
#define TL_FAMILY_IPV4	       2
#define TL_FAMILY_IPV6_LINUX   10
#define TL_FAMILY_IPV6_NETBSD  24
#define TL_FAMILY_IPV6_FREEBSD 28
#define TL_FAMILY_IPV6_DARWIN  30

struct tl_wire_ipv4 {
	__u8 version_length;
	__u8 type_of_service;
	__be16 total_length;
	__be16 identification;
	__be16 fragment;
	__u8 ttl;
	__u8 protocol;
	__be16 checksum;
	__u8 source[4];
	__u8 destination[4];
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_ipv4) == 20);

#define TL_IPV4_MORE_FRAGMENTS	0x2000
#define TL_IPV4_FRAGMENT_OFFSET 0x1fff /* in units of 8 octets */

struct tl_wire_ipv6 {
	__be32 version_class_label;
	__be16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	__u8 source[16];
	__u8 destination[16];
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_ipv6) == 40);

#define TL_IPV6_FLOW_LABEL 0x000fffff

/* Any extension header's first 8 octets; none is shorter (RFC 8200 4). */
struct tl_wire_extension {
	__u8 next_header;
	__u8 length; /* in 8 octets beyond the first 8; of AH in 4 octets beyond the first 8 (RFC 4302 2.2) */
	__be16 fragment; /* fragment header: offset in its upper 13 bits, so masked it is in octets; lowest bit more fragments */
	__be32 identification;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_extension) == 8);

#define TL_IPV6_FRAGMENT_OFFSET 0xfff8
#define TL_IPV6_MORE_FRAGMENTS	0x0001

/* ipv6ExtensionHeaders, IANA 64 */
#define TL_EXTENSION_DESTINATION    0x0001
#define TL_EXTENSION_HOP_BY_HOP	    0x0002
#define TL_EXTENSION_FIRST_FRAGMENT 0x0010
#define TL_EXTENSION_ROUTING	    0x0020
#define TL_EXTENSION_LATER_FRAGMENT 0x0040
#define TL_EXTENSION_AH		    0x4000

#define TL_PROTOCOL_HOP_BY_HOP	0
#define TL_PROTOCOL_ICMP	1
#define TL_PROTOCOL_TCP		6
#define TL_PROTOCOL_UDP		17
#define TL_PROTOCOL_DCCP	33
#define TL_PROTOCOL_ROUTING	43
#define TL_PROTOCOL_FRAGMENT	44
#define TL_PROTOCOL_AH		51
#define TL_PROTOCOL_ICMPV6	58
#define TL_PROTOCOL_NO_NEXT	59
#define TL_PROTOCOL_DESTINATION 60
#define TL_PROTOCOL_SCTP	132
#define TL_PROTOCOL_UDPLITE	136

/* TCP, UDP, UDP-Lite, SCTP and DCCP all begin so. */
struct tl_wire_ports {
	__be16 source;
	__be16 destination;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_ports) == 4);

/* TCP behind its ports. */
struct tl_wire_tcp {
	__be32 sequence;
	__be32 acknowledgement;
	__be16 offset_flags; /* header length in 4 octets in the upper 4 bits, then 12 control bits (RFC 9293 3.1) */
	__be16 window;
	__be16 checksum;
	__be16 urgent;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_tcp) == 16);

#define TL_TCP_HEADER	 20
#define TL_TCP_FLAGS	 0x0fff
#define TL_TCP_FIN	 0x01
#define TL_TCP_SYN	 0x02
#define TL_TCP_RST	 0x04
#define TL_TCP_PSH	 0x08
#define TL_TCP_ACK	 0x10
#define TL_UDP_HEADER	 8 /* and UDP-Lite's */
#define TL_SCTP_HEADER	 12
#define TL_DCCP_HEADER	 12 /* with the short sequence number (RFC 4340 5.1) */
#define TL_ICMP_HEADER	 8
#define TL_ICMPV6_HEADER 4

struct tl_wire_icmp {
	__u8 type;
	__u8 code;
};

#endif
