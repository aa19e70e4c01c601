/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What may be inside a packet's payload, told by the header before it: by its EtherType, IP protocol or UDP port. */
#ifndef TAPLESS_INSIDE_H
#define TAPLESS_INSIDE_H

#include "wire.h"
#include "wire_tunnel.h"

/* In groups: IP, what a link carries, IP protocols, UDP ports. */
enum tl_inside {
	TL_INSIDE_NOTHING = 0, /* that would be walked into */
	TL_INSIDE_IP, /* the version nibble tells which */
	TL_INSIDE_IPV4,
	TL_INSIDE_IPV6,

	TL_INSIDE_FRAME, /* Ethernet */
	TL_INSIDE_MPLS,
	TL_INSIDE_PPPOE,
	TL_INSIDE_PBB,
	TL_INSIDE_PPP,
	TL_INSIDE_NSH,
	TL_INSIDE_TRILL,
	TL_INSIDE_FABRICPATH,
	TL_INSIDE_SWITCH_TAG,

	TL_INSIDE_TUNNELLED_IPV4,
	TL_INSIDE_TUNNELLED_IPV6,
	TL_INSIDE_GRE,
	TL_INSIDE_ESP,
	TL_INSIDE_ETHERIP,
	TL_INSIDE_L2TP_IP,
	TL_INSIDE_MPLS_IP,
	TL_INSIDE_ETHERNET_IP,

	TL_INSIDE_VXLAN,
	TL_INSIDE_OTV,
	TL_INSIDE_VXLAN_GPE,
	TL_INSIDE_GENEVE,
	TL_INSIDE_GTP_U,
	TL_INSIDE_L2TP,
	TL_INSIDE_MPLS_UDP,
	TL_INSIDE_TEREDO,
	TL_INSIDE_ESP_UDP,
	TL_INSIDE_WIREGUARD,
	TL_INSIDE_OPENVPN,
};

#define TL_INSIDE_FIRST_LINK	 TL_INSIDE_FRAME
#define TL_INSIDE_FIRST_PROTOCOL TL_INSIDE_TUNNELLED_IPV4
#define TL_INSIDE_FIRST_PORT	 TL_INSIDE_VXLAN

/* What lies between the link header and IP. */
static __always_inline enum tl_inside tl_inside_of_link(__u16 ethertype)
{
	switch (ethertype) {
	case TL_ETHERTYPE_MPLS:
	case TL_ETHERTYPE_MPLS_MULTICAST:
		return TL_INSIDE_MPLS;
	case TL_ETHERTYPE_PPPOE:
		return TL_INSIDE_PPPOE;
	case TL_ETHERTYPE_PBB:
		return TL_INSIDE_PBB;
	case TL_ETHERTYPE_NSH:
		return TL_INSIDE_NSH;
	case TL_ETHERTYPE_TRILL:
		return TL_INSIDE_TRILL;
	case TL_ETHERTYPE_FABRICPATH:
		return TL_INSIDE_FABRICPATH;
	case TL_ETHERTYPE_VN_TAG:
	case TL_ETHERTYPE_E_TAG:
	case TL_ETHERTYPE_CMD:
		return TL_INSIDE_SWITCH_TAG;
	default:
		return TL_INSIDE_NOTHING;
	}
}

static __always_inline enum tl_inside tl_inside_of_ethertype(__u16 ethertype)
{
	switch (ethertype) {
	case TL_ETHERTYPE_IPV4:
		return TL_INSIDE_IPV4;
	case TL_ETHERTYPE_IPV6:
		return TL_INSIDE_IPV6;
	default:
		return tl_inside_of_link(ethertype);
	}
}

static __always_inline enum tl_inside tl_inside_of_protocol(__u16 protocol)
{
	switch (protocol) {
	case TL_PROTOCOL_IPV4:
		return TL_INSIDE_TUNNELLED_IPV4;
	case TL_PROTOCOL_IPV6:
		return TL_INSIDE_TUNNELLED_IPV6;
	case TL_PROTOCOL_GRE:
		return TL_INSIDE_GRE;
	case TL_PROTOCOL_ESP:
		return TL_INSIDE_ESP;
	case TL_PROTOCOL_ETHERIP:
		return TL_INSIDE_ETHERIP;
	case TL_PROTOCOL_L2TP:
		return TL_INSIDE_L2TP_IP;
	case TL_PROTOCOL_MPLS:
		return TL_INSIDE_MPLS_IP;
	case TL_PROTOCOL_ETHERNET:
		return TL_INSIDE_ETHERNET_IP;
	default:
		return TL_INSIDE_NOTHING;
	}
}

/* Ports of the protocols in which both ends, or the one that answers, may use it as their source. */
static __always_inline enum tl_inside tl_inside_of_either_port(__u16 port)
{
	switch (port) {
	case TL_PORT_OPENVPN:
		return TL_INSIDE_OPENVPN;
	case TL_PORT_L2TP:
		return TL_INSIDE_L2TP;
	case TL_PORT_TEREDO:
		return TL_INSIDE_TEREDO;
	case TL_PORT_ESP:
		return TL_INSIDE_ESP_UDP;
	case TL_PORT_WIREGUARD:
		return TL_INSIDE_WIREGUARD;
	default:
		return TL_INSIDE_NOTHING;
	}
}

static __always_inline enum tl_inside tl_inside_of_port(__u16 port)
{
	switch (port) {
	case TL_PORT_GTP_U:
		return TL_INSIDE_GTP_U;
	case TL_PORT_VXLAN:
		return TL_INSIDE_VXLAN;
	case TL_PORT_VXLAN_GPE:
		return TL_INSIDE_VXLAN_GPE;
	case TL_PORT_GENEVE:
		return TL_INSIDE_GENEVE;
	case TL_PORT_MPLS:
		return TL_INSIDE_MPLS_UDP;
	case TL_PORT_OTV:
		return TL_INSIDE_OTV;
	default:
		return tl_inside_of_either_port(port);
	}
}

/* What a UDP datagram may hold. A port is a hint only: whoever walks into it looks at the header first. */
static __always_inline enum tl_inside tl_inside_of_ports(__u16 source, __u16 destination)
{
	enum tl_inside inside = tl_inside_of_port(destination);

	return inside ? inside : tl_inside_of_either_port(source);
}

#endif
