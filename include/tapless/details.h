/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Facts that few flows have, as the first packet that has them tells them: tunnels, labels; of options, extension headers
 * and chunks all that were seen. They are in a map of their own, so that the flow cache's entries stay small. Addresses as on
 * the wire, integers in host order.
 */
#ifndef TAPLESS_DETAILS_H
#define TAPLESS_DETAILS_H

#include "types.h"

/* Enum, name in records. Ends whose content is encrypted come last: their flow is that of the packets themselves. */
#define TL_TUNNEL_LIST(X)                                                                                              \
	X(NONE, "")                                                                                                    \
	X(IPIP, "ipip")                                                                                                \
	X(SIX_IN_FOUR, "6in4")                                                                                         \
	X(FOUR_IN_SIX, "4in6")                                                                                         \
	X(SIX_IN_SIX, "6in6")                                                                                          \
	X(GRE, "gre")                                                                                                  \
	X(NVGRE, "nvgre")                                                                                              \
	X(PPTP, "pptp")                                                                                                \
	X(ERSPAN1, "erspan1")                                                                                          \
	X(ERSPAN2, "erspan2")                                                                                          \
	X(ERSPAN3, "erspan3")                                                                                          \
	X(VXLAN, "vxlan")                                                                                              \
	X(VXLAN_GPE, "vxlan-gpe")                                                                                      \
	X(OTV, "otv")                                                                                                  \
	X(GENEVE, "geneve")                                                                                            \
	X(GTP_U, "gtp-u")                                                                                              \
	X(L2TP2, "l2tpv2")                                                                                             \
	X(L2TP3, "l2tpv3")                                                                                             \
	X(TEREDO, "teredo")                                                                                            \
	X(MPLS_IP, "mpls-in-ip")                                                                                       \
	X(MPLS_UDP, "mpls-in-udp")                                                                                     \
	X(ETHERNET_IP, "ethernet-in-ip")                                                                               \
	X(PSEUDOWIRE, "pseudowire")                                                                                    \
	X(PBB, "pbb")                                                                                                  \
	X(ESP, "esp")                                                                                                  \
	X(ESP_UDP, "esp-in-udp")                                                                                       \
	X(WIREGUARD, "wireguard")                                                                                      \
	X(OPENVPN, "openvpn")

enum tl_tunnel_kind {
#define X(symbol, name) TL_TUNNEL_##symbol,
	TL_TUNNEL_LIST(X)
#undef X
		TL_TUNNEL__MAX,
};

#define TL_TUNNELS_MAX 4 /* are walked, one in the other */

/* The innermost tunnel. */
struct tl_tunnel {
	__u8 source_address[16]; /* of the packets that carry it; 0 if these are not IP */
	__u8 destination_address[16];
	__u32 id; /* VNI, GRE key, TEID, session, label, I-SID; 0: none */
	__u16 source_port;
	__u16 destination_port;
	__u8 kind; /* enum tl_tunnel_kind */
	__u8 protocol; /* IP protocol that carries it */
	__u8 depth; /* tunnels one in the other */
	__u8 is_ipv6; /* what carries it */
};
TL_STATIC_ASSERT(sizeof(struct tl_tunnel) == 44);

/* The flow of the packet that an ICMP error tells of. */
struct tl_quoted {
	__u8 source_address[16]; /* IPv4 mapped */
	__u8 destination_address[16];
	__u16 source_port; /* both 0: it has none, or they were cut */
	__u16 destination_port; /* ICMP: type << 8 | code */
	__u8 protocol;
	__u8 version; /* of IP; 0: nothing is quoted */
	__u16 reserved;
};
TL_STATIC_ASSERT(sizeof(struct tl_quoted) == 40);

#define TL_MPLS_LABELS 3 /* are recorded */

struct tl_details {
	__u64 first_seen;
	__u64 sctp_chunks; /* kinds seen: bit (type >> 6) * 16 + (type & 15) */
	struct tl_tunnel tunnel;
	__u32 mpls_entries[TL_MPLS_LABELS]; /* label, class, bottom, TTL, as on the wire; topmost first */
	__u32 spi; /* of ESP or AH, 0: none */
	__u32 ipv4_options; /* bits of ipv4Options, IANA 208 */
	__u16 ipv6_extensions; /* bits of ipv6ExtensionHeaders, IANA 64 */
	__u16 pppoe_session;
	__u16 arp_operation; /* 0: no ARP */
	__u8 mpls_depth;
	__u8 gtp_qfi; /* QoS flow identifier, valid if has_gtp_qfi */
	__u8 has_gtp_qfi;
	__u8 has_pppoe;
	__u8 segments; /* of an SRv6 routing header, 0: none */
	__u8 segments_left;
	__u8 active_segment[16]; /* the next of them, or the last when none is left */
	__u8 arp_source[4];
	__u8 arp_destination[4];
	__u32 reserved;
	struct tl_quoted quoted;
};
TL_STATIC_ASSERT(sizeof(struct tl_details) == 160);

#endif
