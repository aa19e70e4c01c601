// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link.h"

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
	{6, -1, "Token Ring"},
	{9, -1, "PPP"},
	{10, -1, "FDDI"},
	{50, -1, "PPP in HDLC framing"},
	{51, -1, "PPPoE"},
	{104, -1, "Cisco HDLC"},
	{105, -1, "IEEE 802.11"},
	{107, -1, "Frame Relay"},
	{119, -1, "IEEE 802.11 with Prism header"},
	{122, -1, "IP over Fibre Channel"},
	{127, -1, "IEEE 802.11 with radiotap header"},
	{163, -1, "IEEE 802.11 with AVS header"},
	{187, -1, "Bluetooth HCI"},
	{189, -1, "USB"},
	{192, -1, "PPI"},
	{195, -1, "IEEE 802.15.4"},
	{201, -1, "Bluetooth HCI with direction"},
	{220, -1, "USB, padded header"},
	{227, -1, "CAN"},
	{239, -1, "netfilter log"},
	{247, -1, "InfiniBand"},
	{249, -1, "USBPcap"},
	{251, -1, "Bluetooth Low Energy"},
	{252, -1, "Wireshark exported PDU"},
	{253, -1, "netlink"},
};

static const struct link_row *find(unsigned int number)
{
	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].number == number)
			return &rows[i];
	return 0;
}

int tl_link_from_file(unsigned int number)
{
	const struct link_row *row = find(number);

	return row ? row->link : -1;
}

const char *tl_link_name(unsigned int number)
{
	const struct link_row *row = find(number);

	return row ? row->name : "unknown";
}
