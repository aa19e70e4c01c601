// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link.h"

#include <stddef.h>

#include <tapless/control.h>

struct link_row {
	unsigned int number;
	int link; /* enum tl_link, -1: known by name only */
	const char *name;
};

static const struct link_row rows[] = {
	{0, TL_LINK_NULL, "BSD loopback"},
	{1, TL_LINK_ETHERNET, "Ethernet"},
	{12, TL_LINK_RAW_IP, "raw IP"}, /* 12 and 14: the BSDs' own numbers of 101 */
	{14, TL_LINK_RAW_IP, "raw IP"},
	{101, TL_LINK_RAW_IP, "raw IP"},
	{108, TL_LINK_LOOP, "OpenBSD loopback"},
	{113, TL_LINK_COOKED, "Linux cooked"},
	{228, TL_LINK_RAW_IP, "raw IPv4"},
	{229, TL_LINK_RAW_IP, "raw IPv6"},
	{276, TL_LINK_COOKED_V2, "Linux cooked v2"},
	{9, TL_LINK_ETHERNET, "PPP"},
	{50, TL_LINK_ETHERNET, "PPP in HDLC framing"},
	{51, TL_LINK_ETHERNET, "PPPoE"},
	{104, TL_LINK_ETHERNET, "Cisco HDLC"},
	{105, TL_LINK_ETHERNET, "IEEE 802.11"},
	{107, TL_LINK_ETHERNET, "Frame Relay"},
	{127, TL_LINK_ETHERNET, "IEEE 802.11 with radiotap header"},
	{239, TL_LINK_ETHERNET, "netfilter log"},
	{6, -1, "Token Ring"},
	{8, -1, "SLIP"},
	{10, -1, "FDDI"},
	{11, -1, "ATM, RFC 1483"},
	{19, -1, "Linux ATM CLIP"},
	{99, -1, "Symantec firewall"},
	{109, -1, "OpenBSD IPsec"},
	{117, -1, "OpenBSD pf log"},
	{119, -1, "IEEE 802.11 with Prism header"},
	{122, -1, "IP over Fibre Channel"},
	{123, -1, "ATM, SunATM"},
	{129, -1, "ARCNET, Linux"},
	{137, -1, "Juniper ATM1"},
	{163, -1, "IEEE 802.11 with AVS header"},
	{178, -1, "Juniper Ethernet"},
	{182, -1, "Multilink Frame Relay"},
	{187, -1, "Bluetooth HCI"},
	{189, -1, "USB"},
	{192, -1, "PPI"},
	{195, -1, "IEEE 802.15.4"},
	{201, -1, "Bluetooth HCI with direction"},
	{220, -1, "USB, padded header"},
	{226, -1, "Solaris ipnet"},
	{227, -1, "CAN"},
	{231, -1, "D-Bus"},
	{235, -1, "DVB-CI"},
	{242, -1, "IP over InfiniBand"},
	{247, -1, "InfiniBand"},
	{249, -1, "USBPcap"},
	{251, -1, "Bluetooth Low Energy"},
	{252, -1, "Wireshark exported PDU"},
	{253, -1, "netlink"},
	{271, -1, "vsock"},
	{281, -1, "Broadcom switch tag"},
	{282, -1, "Broadcom switch tag in front"},
	{284, -1, "Marvell switch tag, DSA"},
	{285, -1, "Marvell switch tag, EDSA"},
};

/* Those whose frames become Ethernet frames */
static const struct {
	unsigned int number;
	tl_link_reader *reader;
} readers[] = {
	{9, tl_read_ppp},	    {50, tl_read_ppp},	 {51, tl_read_pppoe},	  {104, tl_read_hdlc},
	{107, tl_read_frame_relay}, {105, tl_read_wlan}, {127, tl_read_radiotap}, {239, tl_read_nflog},
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
	for (unsigned int i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (readers[i].number == number)
			return readers[i].reader;
	return NULL;
}

const char *tl_link_name(unsigned int number)
{
	const struct link_row *row = find(number);

	return row ? row->name : "unknown";
}
