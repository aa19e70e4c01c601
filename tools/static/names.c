// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * For `make static` alone: names of users and hosts come from files and DNS, which are inside glibc. Else it would load the modules
 * that /etc/nsswitch.conf names, of another build of glibc, into a program that was not made for that: with Debian's
 * libnss-systemd the look-up of the daemon's user then ends in a segmentation fault.
 */
#include <nss.h>

__attribute__((constructor)) static void take_names_from_files(void)
{
	static const struct {
		const char *database, *sources;
	} rows[] = {
		{"passwd", "files"},	{"group", "files"},    {"initgroups", "files"}, {"shadow", "files"},
		{"hosts", "files dns"}, {"services", "files"}, {"protocols", "files"},
	};

	for (unsigned int i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		__nss_configure_lookup(rows[i].database, rows[i].sources);
}
