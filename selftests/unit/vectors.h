/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Frames as plain bytes, and what the parser must say of each. One set for all runners: unit tests, test-run of the XDP
 * and TC programs, replay over veth. A table, so longer than other headers; fields not named are 0.
 *
 * Ethernet frames go from 02:00:00:00:00:01 to 02:00:00:00:00:02, IPv4 from 10.0.0.1 to 10.0.0.2, IPv6 from fd00::1 to
 * fd00::2, ports from 1234 to 80.
 */
#ifndef TAPLESS_SELFTESTS_VECTORS_H
#define TAPLESS_SELFTESTS_VECTORS_H

#include <tapless/control.h>
#include <tapless/counters.h>
#include <tapless/packet.h>
#include <tapless/wire.h>

struct tl_vector {
	const char *name;
	enum tl_link link;
	const char *bytes;
	__u32 length;
	enum tl_reason reason;
	__u16 ethertype;
	__u8 protocol;
	__u8 vlan_depth;
	__u16 vlan_id;
	__u16 inner_vlan_id;
	__u16 source_port;
	__u16 destination_port;
	__u32 octets;
	__u32 layer3_offset;
	__u32 payload_offset;
	__u32 payload_length;
	__u16 tcp_flags;
	__u16 fragment_offset;
	__u8 more_fragments;
	__u8 transport_complete;
};

#define BYTES(text) .bytes = (text), .length = sizeof(text) - 1

#define ETHER(type)	  "\2\0\0\0\0\2\2\0\0\0\0\1" type
#define TYPE_IPV4	  "\x08\x00"
#define TYPE_IPV6	  "\x86\xdd"
#define TYPE_ARP	  "\x08\x06"
#define VLAN(control)	  "\x81\x00" control
#define VLANS		  VLAN("\0\2") VLAN("\0\3") VLAN("\0\4") VLAN("\0\5")
#define QINQ(control)	  "\x88\xa8" control
#define OLD_QINQ(control) "\x91\x00" control

#define IPV4_ADDRESSES "\x0a\0\0\1\x0a\0\0\2"
/* first octet, total length, identification, flags and offset, protocol */
#define IPV4_FULL(first, total, id, fragment, protocol)                                                                \
	first "\0" total id fragment "\x40" protocol "\0\0" IPV4_ADDRESSES
#define IPV4(total, protocol) IPV4_FULL("\x45", total, "\x12\x34", "\x40\0", protocol)
#define IPV6_ADDRESSES	      "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2"
#define IPV6(payload, next)   "\x60\0\0\7" payload next "\x40" IPV6_ADDRESSES

#define PORTS				  "\x04\xd2\0\x50"
#define TCP_FULL(offset_flags)		  PORTS "\0\0\0\1\0\0\0\2" offset_flags "\x20\0\0\0\0\0"
#define TCP				  TCP_FULL("\x50\x18")
#define UDP				  PORTS "\0\x0c\0\0"
#define SCTP				  PORTS "\0\0\0\1\0\0\0\0"
#define ICMP_ECHO			  "\x08\0\0\0\0\1\0\1"
#define DATA4				  "data"
#define OPTIONS8			  "\1\1\1\1\1\1\1\0"
#define HOP_BY_HOP(next)		  next "\0\1\4\0\0\0\0"
#define DESTINATION16(next)		  next "\1\1\x0c\0\0\0\0\0\0\0\0\0\0\0\0"
#define FRAGMENT(next, offset)		  next "\0" offset "\0\1\x23\x45"
#define AH(next)			  next "\4\0\0\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\0"
#define COOKED(hardware, length, type)	  "\0\0" hardware length "\2\0\0\0\0\1\0\0" type
#define COOKED_V2(hardware, length, type) type "\0\0\0\0\0\3" hardware "\0" length "\2\0\0\0\0\1\0\0"

#define EXPECT_TCP(l3, head)                                                                                           \
	.ethertype = TL_ETHERTYPE_IPV4, .protocol = 6, .source_port = 1234, .destination_port = 80, .octets = 44,      \
	.layer3_offset = (l3), .payload_offset = (l3) + (head) + 20, .payload_length = 4, .tcp_flags = 0x18,           \
	.transport_complete = 1
#define EXPECT_TCP6(l3, heads)                                                                                         \
	.ethertype = TL_ETHERTYPE_IPV6, .protocol = 6, .source_port = 1234, .destination_port = 80,                    \
	.octets = (heads) + 24, .layer3_offset = (l3), .payload_offset = (l3) + (heads) + 20, .payload_length = 4,     \
	.tcp_flags = 0x18, .transport_complete = 1

#define TCP4 IPV4("\0\x2c", "\6") TCP DATA4
#define TCP6 IPV6("\0\x18", "\6") TCP DATA4

/* Rows say after EXPECT_TCP what is different with them. */
#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winitializer-overrides"
#else
#pragma GCC diagnostic ignored "-Woverride-init"
#endif

static const struct tl_vector tl_vectors[] = {
	/* link types and VLAN tags */
	{"ethernet-ipv4-tcp", BYTES(ETHER(TYPE_IPV4) TCP4), EXPECT_TCP(14, 20)},
	{"ethernet-ipv6-tcp", BYTES(ETHER(TYPE_IPV6) TCP6), EXPECT_TCP6(14, 40)},
	{"raw-ipv4", TL_LINK_RAW_IP, BYTES(TCP4), EXPECT_TCP(0, 20)},
	{"raw-ipv6", TL_LINK_RAW_IP, BYTES(TCP6), EXPECT_TCP6(0, 40)},
	{"raw-other", TL_LINK_RAW_IP, BYTES("\x10" TCP4), .reason = TL_REASON_BAD_IPV4_VERSION},
	{"null-little", TL_LINK_NULL, BYTES("\2\0\0\0" TCP4), EXPECT_TCP(4, 20)},
	{"null-big", TL_LINK_NULL, BYTES("\0\0\0\2" TCP4), EXPECT_TCP(4, 20)},
	{"null-ipv6-freebsd", TL_LINK_NULL, BYTES("\x1c\0\0\0" TCP6), EXPECT_TCP6(4, 40)},
	{"null-ipv6-darwin", TL_LINK_NULL, BYTES("\x1e\0\0\0" TCP6), EXPECT_TCP6(4, 40)},
	{"null-ipv6-linux", TL_LINK_NULL, BYTES("\0\0\0\x0a" TCP6), EXPECT_TCP6(4, 40)},
	{"null-other", TL_LINK_NULL, BYTES("\x07\0\0\0????"), .layer3_offset = 4, .payload_offset = 4},
	{"loop", TL_LINK_LOOP, BYTES("\0\0\0\2" TCP4), EXPECT_TCP(4, 20)},
	{"loop-ipv6-netbsd", TL_LINK_LOOP, BYTES("\0\0\0\x18" TCP6), EXPECT_TCP6(4, 40)},
	{"loop-wrong-order", TL_LINK_LOOP, BYTES("\2\0\0\0" TCP4), .layer3_offset = 4, .payload_offset = 4},
	{"cooked", TL_LINK_COOKED, BYTES(COOKED("\0\1", "\0\6", TYPE_IPV4) TCP4), EXPECT_TCP(16, 20)},
	{"cooked-vlan", TL_LINK_COOKED, BYTES(COOKED("\0\1", "\0\6", VLAN("\0\7")) TYPE_IPV6 TCP6), .vlan_depth = 1,
	 .vlan_id = 7, EXPECT_TCP6(20, 40)},
	{"cooked-netlink", TL_LINK_COOKED, BYTES(COOKED("\x03\x38", "\0\0", TYPE_IPV4) TCP4), .layer3_offset = 16,
	 .payload_offset = 16},
	{"cooked-v2", TL_LINK_COOKED_V2, BYTES(COOKED_V2("\0\1", "\6", TYPE_IPV6) TCP6), EXPECT_TCP6(20, 40)},
	{"cooked-v2-ppp", TL_LINK_COOKED_V2, BYTES(COOKED_V2("\2\0", "\0", TYPE_IPV4) TCP4), EXPECT_TCP(20, 20)},
	{"unknown-link", TL_LINK__MAX, BYTES(TCP4), .reason = TL_REASON_UNKNOWN_LINK},
	{"vlan", BYTES(ETHER(VLAN("\x60\x64")) TYPE_IPV4 TCP4), .vlan_depth = 1, .vlan_id = 100, EXPECT_TCP(18, 20)},
	{"vlan-priority-tag", BYTES(ETHER(VLAN("\xe0\0")) TYPE_IPV4 TCP4), .vlan_depth = 1, EXPECT_TCP(18, 20)},
	{"vlan-qinq", BYTES(ETHER(QINQ("\x2f\xff")) VLAN("\0\x0c") TYPE_IPV6 TCP6), .vlan_depth = 2, .vlan_id = 4095,
	 .inner_vlan_id = 12, EXPECT_TCP6(22, 40)},
	{"vlan-four", BYTES(ETHER(OLD_QINQ("\0\1")) QINQ("\0\2") VLAN("\0\3") VLAN("\0\4") TYPE_IPV4 TCP4),
	 .vlan_depth = 4, .vlan_id = 1, .inner_vlan_id = 2, EXPECT_TCP(30, 20)},
	{"vlan-five", BYTES(ETHER(VLAN("\0\1")) VLAN("\0\2") VLAN("\0\3") VLAN("\0\4") VLAN("\0\5") TYPE_IPV4 TCP4),
	 .vlan_depth = 5, .vlan_id = 1, .inner_vlan_id = 2, EXPECT_TCP(34, 20)},
	{"vlan-nine", BYTES(ETHER(VLAN("\0\1")) VLANS VLANS TYPE_IPV4 TCP4), .ethertype = TL_ETHERTYPE_VLAN,
	 .vlan_depth = 8, .vlan_id = 1, .inner_vlan_id = 2, .layer3_offset = 46, .payload_offset = 46},

	/* not IP */
	{"arp", BYTES(ETHER(TYPE_ARP) "\0\1\x08\0\6\4\0\1"), .ethertype = TL_ETHERTYPE_ARP, .layer3_offset = 14,
	 .payload_offset = 14},
	{"llc", BYTES(ETHER("\0\x26") "\x42\x42\3\0\0\0"), .layer3_offset = 14, .payload_offset = 14},
	{"snap-ipv4", BYTES(ETHER("\0\x34") "\xaa\xaa\3\0\0\0" TYPE_IPV4 TCP4), .layer3_offset = 14,
	 .payload_offset = 14},
	{"ethertype-lowest", BYTES(ETHER("\6\0") "????"), .ethertype = 0x0600, .layer3_offset = 14,
	 .payload_offset = 14},
	{"ethertype-is-no-protocol", BYTES(ETHER("\0\6") TCP), .layer3_offset = 14, .payload_offset = 14},

	/* IPv4 */
	{"ipv4-options", BYTES(ETHER(TYPE_IPV4) IPV4_FULL("\x47", "\0\x34", "\0\1", "\0\0", "\6") OPTIONS8 TCP DATA4),
	 EXPECT_TCP(14, 28), .octets = 52},
	{"ipv4-padding", BYTES(ETHER(TYPE_IPV4) TCP4 "\0\0\0\0\0\0"), EXPECT_TCP(14, 20)},
	{"ipv4-padding-no-ports", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x14", "\6") TCP "\0\0\0\0\0\0"),
	 .ethertype = TL_ETHERTYPE_IPV4, .protocol = 6, .octets = 20, .layer3_offset = 14, .payload_offset = 34},
	{"ipv4-total-0", BYTES(ETHER(TYPE_IPV4) IPV4("\0\0", "\6") TCP DATA4), EXPECT_TCP(14, 20)},
	{"ipv4-first-fragment", BYTES(ETHER(TYPE_IPV4) IPV4_FULL("\x45", "\0\x2c", "\0\1", "\x20\0", "\6") TCP DATA4),
	 EXPECT_TCP(14, 20), .more_fragments = 1},
	{"ipv4-later-fragment",
	 BYTES(ETHER(TYPE_IPV4) IPV4_FULL("\x45", "\0\x2c", "\0\1", "\x20\xb9", "\x11") TCP DATA4),
	 .ethertype = TL_ETHERTYPE_IPV4, .protocol = 17, .octets = 44, .layer3_offset = 14, .payload_offset = 34,
	 .fragment_offset = 1480, .more_fragments = 1},
	{"ipv4-last-fragment", BYTES(ETHER(TYPE_IPV4) IPV4_FULL("\x45", "\0\x18", "\0\1", "\x1f\xff", "\6") DATA4),
	 .ethertype = TL_ETHERTYPE_IPV4, .protocol = 6, .octets = 24, .layer3_offset = 14, .payload_offset = 34,
	 .fragment_offset = 65528},
	{"ipv4-version", BYTES(ETHER(TYPE_IPV4) IPV4_FULL("\x65", "\0\x14", "\0\1", "\0\0", "\6")),
	 .reason = TL_REASON_BAD_IPV4_VERSION},
	{"ipv4-header-small", BYTES(ETHER(TYPE_IPV4) IPV4_FULL("\x44", "\0\x14", "\0\1", "\0\0", "\6") TCP),
	 .reason = TL_REASON_BAD_IPV4_HEADER},
	{"ipv4-options-cut", BYTES(ETHER(TYPE_IPV4) IPV4_FULL("\x4f", "\0\x14", "\0\1", "\0\0", "\6") TCP),
	 .reason = TL_REASON_BAD_IPV4_HEADER},
	{"ipv4-total-small", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x13", "\6") TCP), .reason = TL_REASON_BAD_IPV4_LENGTH},
	{"ipv4-total-large", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x2d", "\6") TCP DATA4),
	 .reason = TL_REASON_BAD_IPV4_LENGTH},

	/* IPv6 */
	{"ipv6-padding", BYTES(ETHER(TYPE_IPV6) TCP6 "\0\0\0\0"), EXPECT_TCP6(14, 40)},
	{"ipv6-payload-0", BYTES(ETHER(TYPE_IPV6) IPV6("\0\0", "\6") TCP DATA4), EXPECT_TCP6(14, 40)},
	{"ipv6-no-next", BYTES(ETHER(TYPE_IPV6) IPV6("\0\0", "\x3b") "\0\0\0\0\0\0"), .ethertype = TL_ETHERTYPE_IPV6,
	 .protocol = 59, .octets = 40, .layer3_offset = 14, .payload_offset = 54},
	{"ipv6-hop-by-hop", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x20", "\0") HOP_BY_HOP("\6") TCP DATA4),
	 EXPECT_TCP6(14, 48)},
	{"ipv6-jumbo", BYTES(ETHER(TYPE_IPV6) IPV6("\0\0", "\0") HOP_BY_HOP("\6") TCP DATA4), EXPECT_TCP6(14, 48)},
	{"ipv6-extensions",
	 BYTES(ETHER(TYPE_IPV6) IPV6("\0\x50", "\0") HOP_BY_HOP("\x3c") DESTINATION16("\x2b") HOP_BY_HOP("\x33")
		       AH("\6") TCP DATA4),
	 EXPECT_TCP6(14, 96)},
	{"ipv6-first-fragment", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x20", "\x2c") FRAGMENT("\6", "\0\1") TCP DATA4),
	 EXPECT_TCP6(14, 48), .more_fragments = 1},
	{"ipv6-later-fragment", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x20", "\x2c") FRAGMENT("\6", "\x05\xa8") TCP DATA4),
	 .ethertype = TL_ETHERTYPE_IPV6, .protocol = 6, .octets = 72, .layer3_offset = 14, .payload_offset = 62,
	 .fragment_offset = 1448},
	{"ipv6-later-fragment-of-extension",
	 BYTES(ETHER(TYPE_IPV6) IPV6("\0\x20", "\x2c") FRAGMENT("\x3c", "\x05\xa9") TCP DATA4),
	 .ethertype = TL_ETHERTYPE_IPV6, .protocol = 60, .octets = 72, .layer3_offset = 14, .payload_offset = 62,
	 .fragment_offset = 1448, .more_fragments = 1},
	{"ipv6-eight-extensions",
	 BYTES(ETHER(TYPE_IPV6) IPV6("\0\x58", "\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c")
		       HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\6")
			       TCP DATA4),
	 EXPECT_TCP6(14, 104)},
	{"ipv6-nine-extensions",
	 BYTES(ETHER(TYPE_IPV6) IPV6("\0\x60", "\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c")
		       HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c") HOP_BY_HOP("\x3c")
			       HOP_BY_HOP("\6") TCP DATA4),
	 .reason = TL_REASON_BAD_IPV6_EXTENSION},
	{"ipv6-extension-cut", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x08", "\x3c") DESTINATION16("\6") TCP),
	 .reason = TL_REASON_BAD_IPV6_EXTENSION},
	{"ipv6-extension-none", BYTES(ETHER(TYPE_IPV6) IPV6("\0\4", "\x3c") DESTINATION16("\6") TCP),
	 .reason = TL_REASON_BAD_IPV6_EXTENSION},
	{"ipv6-version", BYTES(ETHER(TYPE_IPV6) "\x50" TCP6), .reason = TL_REASON_BAD_IPV6_VERSION},
	{"ipv6-payload-large", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x19", "\6") TCP DATA4),
	 .reason = TL_REASON_BAD_IPV6_LENGTH},

	/* transport */
	{"tcp-flags-12-bits", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x28", "\6") TCP_FULL("\x5f\xff")), EXPECT_TCP(14, 20),
	 .octets = 40, .payload_length = 0, .tcp_flags = 0xfff},
	{"tcp-options", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x34", "\6") TCP_FULL("\x70\2") OPTIONS8 DATA4),
	 EXPECT_TCP(14, 28), .octets = 52, .tcp_flags = 2},
	{"tcp-offset-small", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x2c", "\6") TCP_FULL("\x40\2") DATA4), EXPECT_TCP(14, 20),
	 .payload_offset = 34, .payload_length = 0, .tcp_flags = 2, .transport_complete = 0},
	{"tcp-offset-large", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x2c", "\6") TCP_FULL("\x70\2") DATA4), EXPECT_TCP(14, 20),
	 .payload_offset = 34, .payload_length = 0, .tcp_flags = 2, .transport_complete = 0},
	{"tcp-cut-by-ip-behind-flags", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x22", "\6") TCP DATA4), EXPECT_TCP(14, 20),
	 .octets = 34, .payload_offset = 34, .payload_length = 0, .transport_complete = 0},
	{"tcp-cut-by-ip-behind-ports", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x21", "\6") TCP DATA4), EXPECT_TCP(14, 20),
	 .octets = 33, .payload_offset = 34, .payload_length = 0, .tcp_flags = 0, .transport_complete = 0},
	{"udp", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x20", "\x11") UDP DATA4), EXPECT_TCP(14, 8), .protocol = 17,
	 .octets = 32, .tcp_flags = 0},
	{"udplite", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x20", "\x88") UDP DATA4), EXPECT_TCP(14, 8), .protocol = 136,
	 .octets = 32, .tcp_flags = 0},
	{"sctp", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x10", "\x84") SCTP DATA4), EXPECT_TCP6(14, 40), .protocol = 132,
	 .octets = 56, .payload_offset = 66, .tcp_flags = 0},
	{"dccp", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x28", "\x21") PORTS "\4\0\0\0\0\0\0\0\0\0\0\0" DATA4),
	 EXPECT_TCP(14, 16), .protocol = 33, .octets = 40, .tcp_flags = 0},
	{"icmp-echo", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x20", "\1") ICMP_ECHO DATA4), EXPECT_TCP(14, 8), .protocol = 1,
	 .source_port = 0, .destination_port = 0x0800, .octets = 32, .tcp_flags = 0},
	{"icmpv6-neighbour", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x08", "\x3a") "\x87\3\0\0" DATA4), EXPECT_TCP6(14, 40),
	 .protocol = 58, .source_port = 0, .destination_port = 0x8703, .octets = 48, .payload_offset = 58,
	 .tcp_flags = 0},
	{"gre", BYTES(ETHER(TYPE_IPV4) IPV4("\0\x1c", "\x2f") "\0\0\x08\0" DATA4), .ethertype = TL_ETHERTYPE_IPV4,
	 .protocol = 47, .octets = 28, .layer3_offset = 14, .payload_offset = 34, .payload_length = 8},
	{"esp", BYTES(ETHER(TYPE_IPV6) IPV6("\0\x08", "\x32") "\0\0\0\1" DATA4), .ethertype = TL_ETHERTYPE_IPV6,
	 .protocol = 50, .octets = 48, .layer3_offset = 14, .payload_offset = 54, .payload_length = 8},
};

#pragma GCC diagnostic pop

#define TL_VECTORS (sizeof(tl_vectors) / sizeof(*tl_vectors))

#endif
