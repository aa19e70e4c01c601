/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Frames with something inside, and what the walk must say of each. A table, so longer than other headers. Outer packets
 * are as in vectors.h; the innermost one is UDP from 10.1.0.1:1234 to 10.1.0.2:80 or from fd00::1 to fd00::2, its payload
 * "data". Lengths are counted for the walk's sake: a wrong one makes the vector fail.
 */
#ifndef TAPLESS_SELFTESTS_TUNNEL_VECTORS_H
#define TAPLESS_SELFTESTS_TUNNEL_VECTORS_H

#include <tapless/details.h>

#include "vectors.h"

#define INNER_ADDRESSES "\x0a\1\0\1\x0a\1\0\2"
#define INNER4		"\x45\0\0\x20\0\1\0\0\x40\x11\0\0" INNER_ADDRESSES UDP DATA4 /* 32 octets */
#define INNER6		IPV6("\0\x0c", "\x11") UDP DATA4 /* 52 octets */
#define INNER_MACS	"\2\0\0\0\1\2\2\0\0\0\1\1"
#define MACS_LIKE_IPV4	"\x46\0\0\x30\0\2\2\0\0\0\1\1" /* of a longer packet than FRAME4 is */
#define MACS_LIKE_IPV6	"\x60\0\0\0\0\7\2\0\0\0\1\1"
#define FRAME4		INNER_MACS TYPE_IPV4 INNER4 /* 46 octets */
#define FRAME6		INNER_MACS TYPE_IPV6 INNER6 /* 66 octets */
#define FRAME_VLAN	INNER_MACS VLAN("\0\x0c") TYPE_IPV4 INNER4 /* 50 octets */
#define INNER_ARP	"\0\1\x08\0\6\4\0\2\2\0\0\0\1\1\x0a\1\0\1\2\0\0\0\1\2\x0a\1\0\2"
#define FRAME_ARP	INNER_MACS TYPE_ARP INNER_ARP /* 42 octets */

/* An outer packet whose payload has so many octets, given as its length with header: two octets */
#define OUTER4(total, protocol) ETHER(TYPE_IPV4) IPV4(total, protocol)
#define OUTER6(payload, next)	ETHER(TYPE_IPV6) IPV6(payload, next)
#define OUTER_UDP(total, port)	OUTER4(total, "\x11") "\x9c\x40" port "\0\0\0\0"
#define FROM_UDP(total, port)	OUTER4(total, "\x11") port "\x9c\x40\0\0\0\0"

#define VXLAN(vni) "\x08\0\0\0" vni "\0"

/* RFC 8300 2.2; its length in words of 4 octets */
#define NSH(words, next) "\x0f" words "\2" next "\0\0\5\xff"
#define NSH_METADATA	 "\0\1\0\x0c????????????"

struct tl_tunnel_vector {
	const char *name;
	const char *bytes;
	__u32 length;
	__u8 kind; /* of the flow's tunnel */
	__u8 end; /* kind that the details have, if the flow is not inside */
	__u8 depth;
	__u8 not_ip; /* 1: the innermost is the ARP of FRAME_ARP */
	__u8 outside; /* 1: the flow is the outer packet's, UDP from port 40000 or without ports */
	__u8 vlan_depth;
	__u8 mpls_depth;
	__u8 qfi;
	__u32 id;
	__u32 spi;
	__u16 session;
};

static const struct tl_tunnel_vector tl_tunnel_vectors[] = {
	{"ipip", BYTES(OUTER4("\0\x34", "\4") INNER4), TL_TUNNEL_IPIP, .depth = 1},
	{"6in4", BYTES(OUTER4("\0\x48", "\x29") INNER6), TL_TUNNEL_SIX_IN_FOUR, .depth = 1},
	{"4in6", BYTES(OUTER6("\0\x20", "\4") INNER4), TL_TUNNEL_FOUR_IN_SIX, .depth = 1},
	{"6in6", BYTES(OUTER6("\0\x34", "\x29") INNER6), TL_TUNNEL_SIX_IN_SIX, .depth = 1},
	{"gre", BYTES(OUTER4("\0\x38", "\x2f") "\0\0\x08\0" INNER4), TL_TUNNEL_GRE, .depth = 1},
	{"gre-key", BYTES(OUTER4("\0\x3c", "\x2f") "\x20\0\x08\0\0\1\2\3" INNER4), TL_TUNNEL_GRE, .depth = 1,
	 .id = 0x10203},
	{"gre-all", BYTES(OUTER4("\0\x44", "\x2f") "\xb0\0\x08\0\0\0\0\0\0\0\0\7\0\0\0\1" INNER4), TL_TUNNEL_GRE,
	 .depth = 1, .id = 7},
	{"gre-route",
	 BYTES(OUTER4("\0\x48", "\x2f") "\x40\0\x08\0\0\0\0\0"
					"\x08\0\0\4\1\2\3\4"
					"\0\0\0\0" INNER4),
	 TL_TUNNEL_GRE, .depth = 1},
	{"gre-route-key",
	 BYTES(OUTER6("\0\x38", "\x2f") "\xeb\0\x08\0\0\0\0\0\0\0\0\7"
					"\x08\0\0\4\1\2\3\4"
					"\0\0\0\0" INNER4),
	 TL_TUNNEL_GRE, .depth = 1, .id = 7},
	{"gre-route-endless",
	 BYTES(OUTER4("\0\x44", "\x2f") "\x40\0\x08\0\0\0\0\0"
					"\x08\0\0\4\1\2\3\4" INNER4),
	 .outside = 1},
	{"gre-reserved", BYTES(OUTER4("\0\x38", "\x2f") "\0\x80\x08\0" INNER4), .outside = 1},
	{"gre-frame", BYTES(OUTER6("\0\x32", "\x2f") "\0\0\x65\x58" FRAME4), TL_TUNNEL_GRE, .depth = 1},
	{"gre-frame-low-key", BYTES(OUTER4("\0\x4a", "\x2f") "\x20\0\x65\x58\0\0\0\x64" FRAME4), TL_TUNNEL_GRE,
	 .depth = 1, .id = 100},
	{"gre-version-2", BYTES(OUTER4("\0\x38", "\x2f") "\0\2\x08\0" INNER4), .outside = 1},
	{"gre-unknown", BYTES(OUTER4("\0\x38", "\x2f") "\0\0\x12\x34" INNER4), .outside = 1},
	{"gre-inner-cut", BYTES(OUTER4("\0\x37", "\x2f") "\0\0\x08\0" INNER4), .outside = 1},
	{"nvgre", BYTES(OUTER4("\0\x4a", "\x2f") "\x20\0\x65\x58\x12\x34\x56\x01" FRAME4), TL_TUNNEL_NVGRE, .depth = 1,
	 .id = 0x123456},
	{"gre-mpls", BYTES(OUTER4("\0\x40", "\x2f") "\0\0\x88\x47\0\1\0\x40\0\1\1\x40" INNER4), TL_TUNNEL_GRE,
	 .depth = 1, .mpls_depth = 2},
	{"pptp", BYTES(OUTER4("\0\x46", "\x2f") "\x30\1\x88\x0b\0\x22\0\x4d\0\0\0\1\0\x21" INNER4 "\0\0\0\0"),
	 TL_TUNNEL_PPTP, .depth = 1, .id = 77},
	{"pptp-acknowledged",
	 BYTES(OUTER4("\0\x48", "\x2f") "\x30\x81\x88\x0b\0\x22\0\x4d\0\0\0\1\0\0\0\1\xff\3\x21" INNER4 "\0"),
	 TL_TUNNEL_PPTP, .depth = 1, .id = 77},
	{"pptp-encrypted", BYTES(OUTER4("\0\x46", "\x2f") "\x30\1\x88\x0b\0\x22\0\x4d\0\0\0\1\0\xfd" INNER4 "\0\0\0\0"),
	 .outside = 1},
	{"erspan1", BYTES(OUTER4("\0\x46", "\x2f") "\0\0\x88\xbe" FRAME4), TL_TUNNEL_ERSPAN1, .depth = 1},
	{"erspan2", BYTES(OUTER4("\0\x52", "\x2f") "\x10\0\x88\xbe\0\0\0\1\x10\5\0\x21\0\0\0\0" FRAME4),
	 TL_TUNNEL_ERSPAN2, .depth = 1, .id = 33},
	{"erspan3", BYTES(OUTER4("\0\x56", "\x2f") "\x10\0\x22\xeb\0\0\0\1\x20\5\0\x21\0\0\0\0\0\0\0\0" FRAME4),
	 TL_TUNNEL_ERSPAN3, .depth = 1, .id = 33},
	{"erspan3-subheader",
	 BYTES(OUTER4("\0\x5e", "\x2f") "\x10\0\x22\xeb\0\0\0\1\x20\5\0\x21\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0" FRAME4),
	 TL_TUNNEL_ERSPAN3, .depth = 1, .id = 33},
	{"vxlan", BYTES(OUTER_UDP("\0\x52", "\x12\xb5") VXLAN("\0\0\x7b") FRAME4), TL_TUNNEL_VXLAN, .depth = 1,
	 .id = 123},
	{"vxlan-policy", BYTES(OUTER_UDP("\0\x52", "\x12\xb5") "\x88\0\1\2\0\0\x7b\0" FRAME4), TL_TUNNEL_VXLAN,
	 .depth = 1, .id = 123},
	{"vxlan-vlan", BYTES(OUTER_UDP("\0\x56", "\x12\xb5") VXLAN("\0\0\x7b") FRAME_VLAN), TL_TUNNEL_VXLAN, .depth = 1,
	 .id = 123, .vlan_depth = 1},
	{"vxlan-arp", BYTES(OUTER_UDP("\0\x4e", "\x12\xb5") VXLAN("\0\0\x7b") FRAME_ARP), TL_TUNNEL_VXLAN, .depth = 1,
	 .id = 123, .not_ip = 1},
	{"vxlan-no-flag", BYTES(OUTER_UDP("\0\x52", "\x12\xb5") "\0\0\0\0\0\0\x7b\0" FRAME4), .outside = 1},
	{"vxlan-reserved", BYTES(OUTER_UDP("\0\x52", "\x12\xb5") "\x08\0\0\0\0\0\x7b\1" FRAME4), .outside = 1},
	{"vxlan-answer-to-its-port", BYTES(FROM_UDP("\0\x52", "\x12\xb5") VXLAN("\0\0\x7b") FRAME4), .outside = 1},
	{"otv-port", BYTES(OUTER_UDP("\0\x52", "\x21\x18") VXLAN("\0\0\x7b") FRAME4), TL_TUNNEL_VXLAN, .depth = 1,
	 .id = 123},
	{"gpe-ipv4", BYTES(OUTER_UDP("\0\x44", "\x12\xb6") "\x0c\0\0\1\0\0\x7b\0" INNER4), TL_TUNNEL_VXLAN_GPE,
	 .depth = 1, .id = 123},
	{"gpe-ipv6", BYTES(OUTER_UDP("\0\x58", "\x12\xb6") "\x0c\0\0\2\0\0\x7b\0" INNER6), TL_TUNNEL_VXLAN_GPE,
	 .depth = 1, .id = 123},
	{"gpe-frame", BYTES(OUTER_UDP("\0\x52", "\x12\xb6") "\x0c\0\0\3\0\0\x7b\0" FRAME4), TL_TUNNEL_VXLAN_GPE,
	 .depth = 1, .id = 123},
	{"gpe-nsh", BYTES(OUTER_UDP("\0\x4c", "\x12\xb6") "\x0c\0\0\4\0\0\x7b\0" NSH("\x02", "\1") INNER4),
	 TL_TUNNEL_VXLAN_GPE, .depth = 1, .id = 123},
	{"gpe-nsh-metadata",
	 BYTES(OUTER_UDP("\0\x7e", "\x12\xb6") "\x0c\0\0\4\0\0\x7b\0" NSH("\x06", "\3") NSH_METADATA FRAME6),
	 TL_TUNNEL_VXLAN_GPE, .depth = 1, .id = 123},
	{"gpe-nsh-version", BYTES(OUTER_UDP("\0\x4c", "\x12\xb6") "\x0c\0\0\4\0\0\x7b\0\x4f\xc2\1\1\0\0\5\xff" INNER4),
	 .outside = 1},
	{"gpe-nsh-short", BYTES(OUTER_UDP("\0\x4c", "\x12\xb6") "\x0c\0\0\4\0\0\x7b\0" NSH("\x01", "\1") INNER4),
	 .outside = 1},
	{"gpe-nsh-long", BYTES(OUTER_UDP("\0\x4c", "\x12\xb6") "\x0c\0\0\4\0\0\x7b\0" NSH("\x3f", "\1") INNER4),
	 .outside = 1},
	{"gre-nsh", BYTES(OUTER4("\0\x54", "\x2f") "\0\0\x89\x4f" NSH("\x02", "\2") INNER6), TL_TUNNEL_GRE, .depth = 1},
	{"nsh", BYTES(ETHER("\x89\x4f") NSH("\x02", "\1") INNER4)},
	{"gpe-other", BYTES(OUTER_UDP("\0\x44", "\x12\xb6") "\x0c\0\0\x09\0\0\x7b\0" INNER4), .outside = 1},
	{"geneve", BYTES(OUTER_UDP("\0\x52", "\x17\xc1") "\0\0\x65\x58\0\0\x1f\0" FRAME4), TL_TUNNEL_GENEVE, .depth = 1,
	 .id = 31},
	{"geneve-options", BYTES(OUTER_UDP("\0\x6e", "\x17\xc1") "\2\x40\x65\x58\0\0\x1f\0\1\2\3\1\0\0\0\0" FRAME6),
	 TL_TUNNEL_GENEVE, .depth = 1, .id = 31},
	{"geneve-ipv4", BYTES(OUTER_UDP("\0\x44", "\x17\xc1") "\0\0\x08\0\0\0\x1f\0" INNER4), TL_TUNNEL_GENEVE,
	 .depth = 1, .id = 31},
	{"geneve-options-long", BYTES(OUTER_UDP("\0\x52", "\x17\xc1") "\x3f\0\x65\x58\0\0\x1f\0" FRAME4), .outside = 1},
	{"geneve-version", BYTES(OUTER_UDP("\0\x52", "\x17\xc1") "\x40\0\x65\x58\0\0\x1f\0" FRAME4), .outside = 1},
	{"gtp", BYTES(OUTER_UDP("\0\x44", "\x08\x68") "\x30\xff\0\x20\0\0\0\1" INNER4), TL_TUNNEL_GTP_U, .depth = 1,
	 .id = 1},
	{"gtp-sequence", BYTES(OUTER_UDP("\0\x48", "\x08\x68") "\x32\xff\0\x24\0\0\0\1\0\7\0\0" INNER4),
	 TL_TUNNEL_GTP_U, .depth = 1, .id = 1},
	{"gtp-session", BYTES(OUTER_UDP("\0\x60", "\x08\x68") "\x34\xff\0\x3c\0\0\0\1\0\0\0\x85\1\x10\x49\0" INNER6),
	 TL_TUNNEL_GTP_U, .depth = 1, .id = 1, .qfi = 9},
	{"gtp-echo", BYTES(OUTER_UDP("\0\x28", "\x08\x68") "\x32\1\0\4\0\0\0\0\0\1\0\0"), .outside = 1},
	{"gtp-extension-empty",
	 BYTES(OUTER_UDP("\0\x4c", "\x08\x68") "\x34\xff\0\x28\0\0\0\1\0\0\0\x85\0\x10\x49\0" INNER4), .outside = 1},
	{"mpls-udp", BYTES(OUTER_UDP("\0\x40", "\x19\xeb") "\0\1\1\x40" INNER4), TL_TUNNEL_MPLS_UDP, .depth = 1,
	 .mpls_depth = 1},
	{"mpls-ip", BYTES(OUTER4("\0\x38", "\x89") "\0\1\1\x40" INNER4), TL_TUNNEL_MPLS_IP, .depth = 1,
	 .mpls_depth = 1},
	{"l2tp", BYTES(OUTER_UDP("\0\x46", "\6\xa5") "\0\2\0\5\0\6\xff\3\0\x21" INNER4), TL_TUNNEL_L2TP2, .depth = 1,
	 .id = 0x50006},
	{"l2tp-all", BYTES(OUTER_UDP("\0\x4e", "\6\xa5") "\x4a\2\0\x32\0\5\0\6\0\1\0\1\0\2\0\0\0\x21" INNER4),
	 TL_TUNNEL_L2TP2, .depth = 1, .id = 0x50006},
	{"l2tp-control", BYTES(OUTER_UDP("\0\x28", "\6\xa5") "\xc8\2\0\x0c\0\5\0\0\0\1\0\1"), .outside = 1},
	{"l2tp3", BYTES(OUTER4("\0\x46", "\x73") "\0\0\0\x63" FRAME4), TL_TUNNEL_L2TP3, .depth = 1, .id = 99},
	{"l2tp3-sublayer", BYTES(OUTER4("\0\x4a", "\x73") "\0\0\0\x63\0\0\0\0" FRAME4), TL_TUNNEL_L2TP3, .depth = 1,
	 .id = 99},
	{"l2tp3-cookie", BYTES(OUTER4("\0\x52", "\x73") "\0\0\0\x63\1\2\3\4\5\6\7\x08\0\0\0\0" FRAME4), TL_TUNNEL_L2TP3,
	 .depth = 1, .id = 99},
	{"l2tp3-udp", BYTES(OUTER_UDP("\0\x56", "\6\xa5") "\0\3\0\0\0\0\0\x63\0\0\0\0" FRAME4), TL_TUNNEL_L2TP3,
	 .depth = 1, .id = 99},
	{"l2tp3-control", BYTES(OUTER4("\0\x46", "\x73") "\0\0\0\0" FRAME4), .outside = 1},
	{"teredo", BYTES(OUTER_UDP("\0\x50", "\x0d\xd8") INNER6), TL_TUNNEL_TEREDO, .depth = 1},
	{"teredo-answer", BYTES(FROM_UDP("\0\x50", "\x0d\xd8") INNER6), TL_TUNNEL_TEREDO, .depth = 1},
	{"teredo-origin", BYTES(OUTER_UDP("\0\x58", "\x0d\xd8") "\0\0\1\2\3\4\5\6" INNER6), TL_TUNNEL_TEREDO,
	 .depth = 1},
	{"teredo-authentication",
	 BYTES(OUTER_UDP("\0\x67", "\x0d\xd8") "\0\1\1\1?!\1\2\3\4\5\6\7\x08\0\0\0\1\2\3\4\5\6" INNER6),
	 TL_TUNNEL_TEREDO, .depth = 1},
	{"teredo-not", BYTES(OUTER_UDP("\0\x50", "\x0d\xd8") "\x60\0\0\0\x40\0\x11\x40" INNER6), .outside = 1},
	{"ethernet-ip", BYTES(OUTER6("\0\x2e", "\x8f") FRAME4), TL_TUNNEL_ETHERNET_IP, .depth = 1},
	{"etherip", BYTES(OUTER4("\0\x44", "\x61") "\x30\0" FRAME4), TL_TUNNEL_ETHERNET_IP, .depth = 1},
	{"etherip-not", BYTES(OUTER4("\0\x44", "\x61") "\x40\0" FRAME4), .outside = 1},
	{"vn-tag", BYTES(ETHER("\x89\x26") "\0\1\0\2" TYPE_IPV4 INNER4)},
	{"vn-tag-vlan", BYTES(ETHER("\x89\x26") "\0\1\0\2" VLAN("\0\x0c") TYPE_IPV6 INNER6), .vlan_depth = 1},
	{"e-tag", BYTES(ETHER("\x89\x3f") "\0\1\0\2\0\0" VLAN("\0\x0c") TYPE_IPV4 INNER4), .vlan_depth = 1},
	{"e-tag-labels", BYTES(ETHER("\x89\x3f") "\0\1\0\2\0\0\x88\x47\0\1\1\x40" INNER4), .mpls_depth = 1},
	{"metadata", BYTES(ETHER(VLAN("\0\x0c") "\x89\x09") "\1\1\0\1\0\x64" TYPE_IPV4 INNER4), .vlan_depth = 1},
	{"metadata-two", BYTES(ETHER("\x89\x09") "\1\2\0\1\0\x64\0\2\0\0" TYPE_IPV4 INNER4)},
	{"metadata-in-vxlan",
	 BYTES(OUTER_UDP("\0\x5a", "\x12\xb5") VXLAN("\1\2\3") INNER_MACS "\x89\x09\1\1\0\1\0\x64" TYPE_IPV4 INNER4),
	 TL_TUNNEL_VXLAN, .depth = 1, .id = 0x10203},
	{"trill", BYTES(ETHER("\x22\xf3") "\0\x3f\0\1\0\2" FRAME_VLAN), .vlan_depth = 1},
	{"trill-options", BYTES(ETHER(VLAN("\0\1") "\x22\xf3") "\0\x7f\0\1\0\2????" FRAME4), .vlan_depth = 1},
	{"fabricpath", BYTES(ETHER("\x89\x03") "\0\x41" FRAME_VLAN), .vlan_depth = 1},
	{"mpls", BYTES(ETHER("\x88\x47") "\0\1\0\x40\0\1\1\x40" INNER4), .mpls_depth = 2},
	{"mpls-multicast-ipv6", BYTES(ETHER("\x88\x48") "\0\1\1\x40" INNER6), .mpls_depth = 1},
	{"pseudowire", BYTES(ETHER("\x88\x47") "\0\1\0\x40\0\1\1\x40\0\0\0\0" FRAME4), TL_TUNNEL_PSEUDOWIRE, .depth = 1,
	 .id = 16, .mpls_depth = 2},
	{"pseudowire-flow-label", BYTES(ETHER("\x88\x47") "\0\1\0\x40\0\2\0\2\x12\x34\x51\1\0\0\0\0" FRAME4),
	 TL_TUNNEL_PSEUDOWIRE, .depth = 1, .id = 32, .mpls_depth = 3},
	{"pseudowire-flow-label-no-control", BYTES(ETHER("\x88\x47") "\0\2\0\2\x12\x34\x51\1" FRAME6),
	 TL_TUNNEL_PSEUDOWIRE, .depth = 1, .id = 32, .mpls_depth = 2},
	{"pseudowire-last-hop", BYTES(ETHER("\x88\x47") "\0\1\1\1\0\0\0\0" FRAME4), TL_TUNNEL_PSEUDOWIRE, .depth = 1,
	 .id = 16, .mpls_depth = 1},
	{"pseudowire-no-control", BYTES(ETHER("\x88\x47") "\0\1\1\x40" FRAME6), TL_TUNNEL_PSEUDOWIRE, .depth = 1,
	 .id = 16, .mpls_depth = 1},
	{"pseudowire-no-control-tag", BYTES(ETHER("\x88\x47") "\0\1\1\x40" FRAME_VLAN), TL_TUNNEL_PSEUDOWIRE,
	 .depth = 1, .id = 16, .mpls_depth = 1, .vlan_depth = 1},
	{"pseudowire-no-control-old-tag",
	 BYTES(ETHER("\x88\x47") "\0\1\1\x40" INNER_MACS "\x91\0\0\x0c" TYPE_IPV4 INNER4), TL_TUNNEL_PSEUDOWIRE,
	 .depth = 1, .id = 16, .mpls_depth = 1, .vlan_depth = 1},
	{"pseudowire-no-control-4", BYTES(ETHER("\x88\x47") "\0\1\1\x40" MACS_LIKE_IPV4 TYPE_IPV4 INNER4),
	 TL_TUNNEL_PSEUDOWIRE, .depth = 1, .id = 16, .mpls_depth = 1},
	{"pseudowire-no-control-6", BYTES(ETHER("\x88\x47") "\0\1\1\x40" MACS_LIKE_IPV6 TYPE_IPV4 INNER4),
	 TL_TUNNEL_PSEUDOWIRE, .depth = 1, .id = 16, .mpls_depth = 1},
	{"pppoe", BYTES(ETHER("\x88\x64") "\x11\0\0\x09\0\x22\0\x21" INNER4), .session = 9},
	{"pppoe-short", BYTES(ETHER("\x88\x64") "\x11\0\0\x09\0\x21\x21" INNER4), .session = 9},
	{"pppoe-ipv6", BYTES(ETHER("\x88\x64") "\x11\0\0\x09\0\x36\0\x57" INNER6), .session = 9},
	{"pbb", BYTES(ETHER("\x88\xe7") "\0\1\2\3" FRAME4), TL_TUNNEL_PBB, .depth = 1, .id = 0x10203},
	{"pbb-vlan", BYTES(ETHER(QINQ("\0\6") "\x88\xe7") "\0\1\2\3" FRAME_VLAN), TL_TUNNEL_PBB, .depth = 1,
	 .id = 0x10203, .vlan_depth = 2},
	{"esp", BYTES(OUTER4("\0\x28", "\x32") "\0\0\1\2\0\0\0\1????????????"), .outside = 1, .end = TL_TUNNEL_ESP,
	 .spi = 258},
	{"esp-udp", BYTES(OUTER_UDP("\0\x30", "\x11\x94") "\0\0\1\2\0\0\0\1????????????"), .outside = 1,
	 .end = TL_TUNNEL_ESP_UDP, .spi = 258},
	{"ike", BYTES(OUTER_UDP("\0\x30", "\x11\x94") "\0\0\0\0\0\0\0\1????????????"), .outside = 1},
	{"wireguard", BYTES(OUTER_UDP("\0\x3c", "\xca\x6c") "\4\0\0\0????????????????????????????"), .outside = 1,
	 .end = TL_TUNNEL_WIREGUARD},
	{"wireguard-full", BYTES(OUTER_UDP("\0\x3d", "\xca\x6c") "\4\0\0\0?????????????????????????????"), .outside = 1,
	 .end = TL_TUNNEL_WIREGUARD},
	{"wireguard-not", BYTES(OUTER_UDP("\0\x3b", "\xca\x6c") "\4\0\0\0???????????????????????????"), .outside = 1},
	{"openvpn", BYTES(OUTER_UDP("\0\x2c", "\4\xaa") "\x38???????????????"), .outside = 1, .end = TL_TUNNEL_OPENVPN},
	{"openvpn-not", BYTES(OUTER_UDP("\0\x2c", "\4\xaa") "\xff???????????????"), .outside = 1},
};

#define TL_TUNNEL_VECTORS (sizeof(tl_tunnel_vectors) / sizeof(*tl_tunnel_vectors))

#endif
