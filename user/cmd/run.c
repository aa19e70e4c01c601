// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* `tapless run`: the live meter. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../meter/daemon.h"
#include "command.h"
#include "settings.h"

#define FLOWS 131072 /* unless --flows says otherwise: about 30 MiB */

/* The interface of the IPv4 default route: the row of /proc/self/net/route whose destination and mask are 0. */
static bool default_interface(char name[32])
{
	FILE *routes = fopen("/proc/self/net/route", "re");
	unsigned int destination, mask;
	char line[256];
	bool found = false;

	while (routes && !found && fgets(line, sizeof(line), routes))
		found = sscanf(line, "%31s %x %*x %*x %*d %*d %*d %x", name, &destination, &mask) == 3 &&
			!destination && !mask;
	if (routes)
		fclose(routes);
	return found;
}

int tl_command_run_meter(int argc, char **argv)
{
	static char interface[32];
	struct tl_settings settings;
	int status = tl_settings_parse(&settings, argc, argv);

	if (status)
		return status < 0 ? 0 : status;
	if (!settings.flows)
		settings.flows = FLOWS;
	if (!settings.interfaces.count) {
		if (!default_interface(interface)) {
			tl_error(
				"no default route to take the interface from: name one with -i (`ip link` lists them)");
			return 2;
		}
		settings.interfaces.items[settings.interfaces.count++] = interface;
	}
	return tl_daemon_run(&settings, argc, argv) ? 1 : 0;
}
