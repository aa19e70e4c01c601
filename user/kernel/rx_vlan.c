// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "rx_vlan.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../privileges/capabilities.h"

static int ask(const char *interface, struct ethtool_value *value)
{
	struct ifreq request = {.ifr_data = (void *)value};
	int any = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), error; /* the request is no protocol's */

	if (any < 0)
		return -errno;
	memcpy(request.ifr_name, interface, strnlen(interface, IFNAMSIZ - 1));
	error = ioctl(any, SIOCETHTOOL, &request) ? -errno : 0;
	close(any);
	return error;
}

bool tl_rx_vlan_strips(const char *interface)
{
	struct ethtool_value flags = {.cmd = ETHTOOL_GFLAGS};

	return !ask(interface, &flags) && flags.data & ETH_FLAG_RXVLAN;
}

int tl_rx_vlan_set(const char *interface, bool strips)
{
	struct ethtool_value flags = {.cmd = ETHTOOL_GFLAGS};
	int error = ask(interface, &flags);

	if (error)
		return error;
	flags.cmd = ETHTOOL_SFLAGS;
	flags.data = strips ? flags.data | ETH_FLAG_RXVLAN : flags.data & ~(__u32)ETH_FLAG_RXVLAN;
	tl_capabilities_raise();
	error = ask(interface, &flags);
	tl_capabilities_lower();
	if (!error && tl_rx_vlan_strips(interface) != strips)
		error = -EOPNOTSUPP;
	return error;
}
