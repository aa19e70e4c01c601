// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "link.h"

#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <tapless/control.h>

#include "../lib/log.h"

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

static int read_hardware(const char *interface, unsigned short *hardware)
{
	int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), error;
	struct ifreq request = {};

	if (any < 0)
		return -errno;
	strncpy(request.ifr_name, interface, IFNAMSIZ - 1);
	error = ioctl(any, SIOCGIFHWADDR, &request) ? -errno : 0;
	close(any);
	*hardware = request.ifr_hwaddr.sa_family;
	return error;
}

int tl_link_of_interface(const char *interface, __u32 *link)
{
	unsigned short hardware = 0;
	int error = strlen(interface) < IFNAMSIZ ? read_hardware(interface, &hardware) : -ENODEV;

	if (error) {
		tl_error("no interface '%s' in this network namespace; `ip link` lists what there is", interface);
		return error;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].hardware == hardware) {
			*link = kinds[i].link;
			return 0;
		}
	tl_error("interface %s has link type %u, whose frames tapless does not parse; meter the interface below or "
		 "above it",
		 interface, hardware);
	return -ENOTSUP;
}
