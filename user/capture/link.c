// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link.h"

#include <stddef.h>

#include <tapless/control.h>

struct link_row {
	unsigned int number;
	int link; /* enum tl_link, -1: known by name only */
	const char *name;
	tl_link_reader *reader; /* if its frames become Ethernet frames */
};

static const struct link_row rows[] = {
	{0, TL_LINK_NULL, "BSD loopback", NULL},
	{1, TL_LINK_ETHERNET, "Ethernet", NULL},
	{12, TL_LINK_RAW_IP, "raw IP", NULL}, /* 12 and 14: the BSDs' own numbers of 101 */
	{14, TL_LINK_RAW_IP, "raw IP", NULL},
	{101, TL_LINK_RAW_IP, "raw IP", NULL},
	{108, TL_LINK_LOOP, "OpenBSD loopback", NULL},
	{113, TL_LINK_COOKED, "Linux cooked", NULL},
	{228, TL_LINK_RAW_IP, "raw IPv4", NULL},
	{229, TL_LINK_RAW_IP, "raw IPv6", NULL},
	{276, TL_LINK_COOKED_V2, "Linux cooked v2", NULL},
	{9, TL_LINK_ETHERNET, "PPP", tl_read_ppp},
	{50, TL_LINK_ETHERNET, "PPP in HDLC framing", tl_read_ppp},
	{51, TL_LINK_ETHERNET, "PPPoE", tl_read_pppoe},
	{104, TL_LINK_ETHERNET, "Cisco HDLC", tl_read_hdlc},
	{105, TL_LINK_ETHERNET, "IEEE 802.11", tl_read_wlan},
	{107, TL_LINK_ETHERNET, "Frame Relay", tl_read_frame_relay},
	{127, TL_LINK_ETHERNET, "IEEE 802.11 with radiotap header", tl_read_radiotap},
	{239, TL_LINK_ETHERNET, "netfilter log", tl_read_nflog},
	{6, TL_LINK_ETHERNET, "Token Ring", tl_read_token_ring},
	{8, TL_LINK_ETHERNET, "SLIP", tl_read_slip},
	{10, TL_LINK_ETHERNET, "FDDI", tl_read_fddi},
	{11, TL_LINK_ETHERNET, "ATM, RFC 1483", tl_read_atm},
	{19, TL_LINK_ETHERNET, "Linux ATM CLIP", tl_read_atm}, /* 19 and 106: systems' own number of the latter */
	{100, TL_LINK_ETHERNET, "ATM, RFC 1483", tl_read_atm},
	{106, TL_LINK_ETHERNET, "Linux ATM CLIP", tl_read_atm},
	{117, TL_LINK_ETHERNET, "pf log", tl_read_pflog},
	{119, TL_LINK_ETHERNET, "IEEE 802.11 with Prism header", tl_read_prism},
	{163, TL_LINK_ETHERNET, "IEEE 802.11 with AVS header", tl_read_avs},
	{178, TL_LINK_ETHERNET, "Juniper Ethernet", tl_read_juniper_ethernet},
	{179, TL_LINK_ETHERNET, "Juniper PPP", tl_read_juniper_ppp},
	{180, TL_LINK_ETHERNET, "Juniper Frame Relay", tl_read_juniper_frame_relay},
	{181, TL_LINK_ETHERNET, "Juniper Cisco HDLC", tl_read_juniper_hdlc},
	{182, TL_LINK_ETHERNET, "Multilink Frame Relay", tl_read_multilink_frame_relay},
	{192, TL_LINK_ETHERNET, "PPI", tl_read_ppi},
	{219, TL_LINK_ETHERNET, "MPLS", tl_read_mpls},
	{226, TL_LINK_ETHERNET, "Solaris ipnet", tl_read_ipnet},
	{240, TL_LINK_ETHERNET, "Hilscher netANALYZER", tl_read_netanalyzer},
	{242, TL_LINK_ETHERNET, "IP over InfiniBand", tl_read_ipoib},
	{258, TL_LINK_ETHERNET, "Apple PKTAP", tl_read_pktap},
	{281, TL_LINK_ETHERNET, "Broadcom switch tag", tl_read_broadcom},
	{282, TL_LINK_ETHERNET, "Broadcom switch tag in front", tl_read_broadcom_front},
	{284, TL_LINK_ETHERNET, "Marvell switch tag, DSA", tl_read_dsa},
	{285, TL_LINK_ETHERNET, "Marvell switch tag, EDSA", tl_read_edsa},
	{99, -1, "Symantec firewall", NULL},
	{109, -1, "OpenBSD IPsec", NULL},
	{122, -1, "IP over Fibre Channel", NULL},
	{123, -1, "ATM, SunATM", NULL},
	{129, -1, "ARCNET, Linux", NULL},
	{132, -1, "Juniper encryption services", NULL},
	{137, -1, "Juniper ATM1", NULL},
	{187, -1, "Bluetooth HCI", NULL},
	{189, -1, "USB", NULL},
	{195, -1, "IEEE 802.15.4", NULL},
	{201, -1, "Bluetooth HCI with direction", NULL},
	{220, -1, "USB, padded header", NULL},
	{227, -1, "CAN", NULL},
	{231, -1, "D-Bus", NULL},
	{235, -1, "DVB-CI", NULL},
	{247, -1, "InfiniBand", NULL},
	{249, -1, "USBPcap", NULL},
	{251, -1, "Bluetooth Low Energy", NULL},
	{252, -1, "Wireshark exported PDU", NULL},
	{253, -1, "netlink", NULL},
	{271, -1, "vsock", NULL},
};

static const struct link_row *find(unsigned int number)
{
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}

int tl_link_from_file(unsigned int number)
{
	const struct link_row *row = find(number);

	return row ? row->link : -1;
}

tl_link_reader *tl_link_reader_of(unsigned int number)
{
	const struct link_row *row = find(number);

	return row ? row->reader : NULL;
}

const char *tl_link_name(unsigned int number)
{
	const struct link_row *row = find(number);

	return row ? row->name : "unknown";
}
