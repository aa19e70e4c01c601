/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Headers of encapsulations as they lie on the wire, as in wire.h. Those that are words of flags are read as such. */
#ifndef TAPLESS_WIRE_TUNNEL_H
#define TAPLESS_WIRE_TUNNEL_H

#include "types.h"

#define TL_ETHERTYPE_BRIDGED	    0x6558 /* an Ethernet frame (RFC 1701) */
#define TL_ETHERTYPE_ERSPAN	    0x88be /* I and II */
#define TL_ETHERTYPE_ERSPAN3	    0x22eb
#define TL_ETHERTYPE_PPP	    0x880b
#define TL_ETHERTYPE_MPLS	    0x8847
#define TL_ETHERTYPE_MPLS_MULTICAST 0x8848
#define TL_ETHERTYPE_PPPOE	    0x8864 /* session stage */
#define TL_ETHERTYPE_PBB	    0x88e7 /* IEEE 802.1ah I-TAG */
#define TL_ETHERTYPE_NSH	    0x894f /* RFC 8300 */
#define TL_ETHERTYPE_TRILL	    0x22f3 /* RFC 6325 */
#define TL_ETHERTYPE_FABRICPATH	    0x8903

/* Tags that switches put behind the addresses, or behind VLAN tags: then an EtherType follows, which may be that of a VLAN tag. */
#define TL_ETHERTYPE_VN_TAG 0x8926 /* of a virtual interface */
#define TL_ETHERTYPE_E_TAG  0x893f /* IEEE 802.1BR: of a port extender */
#define TL_ETHERTYPE_CMD    0x8909 /* Cisco metadata: the security group */
#define TL_VN_TAG_SIZE	    4
#define TL_E_TAG_SIZE	    6

#define TL_PROTOCOL_IPV4     4
#define TL_PROTOCOL_IPV6     41
#define TL_PROTOCOL_GRE	     47
#define TL_PROTOCOL_ESP	     50
#define TL_PROTOCOL_ETHERIP  97 /* RFC 3378 */
#define TL_PROTOCOL_L2TP     115
#define TL_PROTOCOL_MPLS     137
#define TL_PROTOCOL_ETHERNET 143

#define TL_PORT_OPENVPN	  1194
#define TL_PORT_L2TP	  1701
#define TL_PORT_GTP_U	  2152
#define TL_PORT_TEREDO	  3544
#define TL_PORT_ESP	  4500
#define TL_PORT_VXLAN	  4789
#define TL_PORT_VXLAN_GPE 4790
#define TL_PORT_GENEVE	  6081
#define TL_PORT_MPLS	  6635
#define TL_PORT_OTV	  8472 /* and VXLAN's, before it had its own */
#define TL_PORT_WIREGUARD 51820

/* One entry of a label stack: label 20 bits, traffic class 3, bottom of stack 1, TTL 8 (RFC 3032 2.1). */
#define TL_MPLS_LABEL(entry)  ((entry) >> 12)
#define TL_MPLS_BOTTOM(entry) ((entry) >> 8 & 1)
#define TL_MPLS_TTL(entry)    ((entry)&0xff)

#define TL_ETHERIP_VERSION 0x3000 /* 3, and 12 bits that are 0 */

/* Version and reserved bits, multicast, length of options in words of 4 octets, hops; nicknames; then a frame (RFC 6325 3). */
#define TL_TRILL_HEADER	       6
#define TL_TRILL_VERSION(word) ((word) >> 14)
#define TL_TRILL_OPTIONS(word) (((word) >> 6 & 0x1f) * 4)
#define TL_FABRICPATH_TAG      2

struct tl_wire_pppoe {
	__u8 version_type; /* 0x11 */
	__u8 code; /* 0 in the session stage */
	__be16 session;
	__be16 length;
	__be16 protocol; /* PPP's */
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_pppoe) == 8);

#define TL_PPP_IPV4 0x0021
#define TL_PPP_IPV6 0x0057
#define TL_PPP_MPLS 0x0281
#define TL_PPP_HDLC 0xff03 /* address and control, before the protocol */

struct tl_wire_gre {
	__be16 flags_version;
	__be16 protocol;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_gre) == 4);

struct tl_wire_gre_route {
	__be16 family;
	__u8 offset; /* of the hop that comes next */
	__u8 length; /* octets of addresses behind */
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_gre_route) == 4);

#define TL_GRE_CHECKSUM	       0x8000
#define TL_GRE_ROUTING	       0x4000
#define TL_GRE_KEY	       0x2000
#define TL_GRE_SEQUENCE	       0x1000
#define TL_GRE_ACKNOWLEDGEMENT 0x0080 /* version 1 */
#define TL_GRE_VERSION	       0x0007
#define TL_NVGRE_SEGMENT_MIN   0x1000 /* lower ones are reserved (RFC 7637 3.2): then it is GRE with a key */

/* Two words: VXLAN (RFC 7348 5), VXLAN-GPE, OTV and, with options behind, GENEVE (RFC 8926 3.4). */
struct tl_wire_overlay {
	__be32 flags;
	__be32 segment; /* in the upper 24 bits; the lower 8 are 0 */
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_overlay) == 8);

#define TL_VXLAN_FLAGS	      0x08000000 /* the segment is valid; all else 0 */
#define TL_VXLAN_POLICY	      0x80000000 /* group policy: the lower 16 bits are the group */
#define TL_VXLAN_GPE_FLAGS    0x0c000000 /* valid segment, next protocol in the lowest octet */
#define TL_VXLAN_GPE_IPV4     1
#define TL_VXLAN_GPE_IPV6     2
#define TL_VXLAN_GPE_ETHERNET 3
#define TL_VXLAN_GPE_NSH      4
#define TL_VXLAN_GPE_MPLS     5
#define TL_GENEVE_CHECK	      0xc03f0000 /* version and reserved bits, all 0 */

/*
 * Service function chaining: version, O, TTL, length in words of 4 octets, kind of metadata, next protocol; then the path
 * and where on it the packet is (RFC 8300 2.2). The next protocols are those of VXLAN-GPE.
 */
#define TL_NSH_VERSION(word) ((word) >> 30)
#define TL_NSH_WORDS(word)   ((word) >> 16 & 0x3f)
#define TL_NSH_WORDS_MIN     2

struct tl_wire_gtp {
	__u8 flags; /* version 1, not GTP': 0x30; optional fields in the lower 3 bits (TS 29.281 5.1) */
	__u8 type;
	__be16 length; /* of what is behind these 8 octets */
	__be32 endpoint;
};
TL_STATIC_ASSERT(sizeof(struct tl_wire_gtp) == 8);

#define TL_GTP_EXTENSIONS_MAX	 4
#define TL_GTP_G_PDU		 255
#define TL_GTP_OPTIONS		 4 /* octets, if any of the three flags is set */
#define TL_GTP_EXTENSION	 0x04
#define TL_GTP_SESSION_CONTAINER 0x85 /* TS 38.415 5.5.2 */

#define TL_L2TP_CONTROL	 0x8000
#define TL_L2TP_LENGTH	 0x4000
#define TL_L2TP_SEQUENCE 0x0800
#define TL_L2TP_OFFSET	 0x0200
#define TL_L2TP_PRIORITY 0x0100
#define TL_L2TP_RESERVED 0x34f0

#endif
