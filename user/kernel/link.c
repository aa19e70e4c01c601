// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link.h"

#include <net/if_arp.h>
#include <stddef.h>

#include <tapless/control.h>

/* Hardware types (ARPHRD) and what their frames begin with. */
static const struct {
	unsigned short hardware;
	enum tl_link link;
} kinds[] = {
	{ARPHRD_ETHER, TL_LINK_ETHERNET},   {ARPHRD_LOOPBACK, TL_LINK_ETHERNET}, {ARPHRD_NONE, TL_LINK_RAW_IP},
	{ARPHRD_PPP, TL_LINK_RAW_IP},	    {ARPHRD_TUNNEL, TL_LINK_RAW_IP},	 {ARPHRD_TUNNEL6, TL_LINK_RAW_IP},
	{ARPHRD_SIT, TL_LINK_RAW_IP},	    {ARPHRD_IPGRE, TL_LINK_RAW_IP},	 {519 /* RAWIP */, TL_LINK_RAW_IP},
	{823 /* IP6GRE */, TL_LINK_RAW_IP},
};

int tl_link_of_hardware(__u16 hardware)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].hardware == hardware)
			return kinds[i].link;
	return -1;
}
