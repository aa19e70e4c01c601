// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "databases.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In this order. "@" is the folder of the running program: build/ in a source tree. */
#define CANDIDATES 4
static const char *const candidates[][CANDIDATES] = {
	[TL_DATABASE_COUNTRY] = {"@/places/country.mmdb", "/var/lib/tapless/country.mmdb",
				 "/usr/share/tapless/country.mmdb", "/usr/share/GeoIP/GeoLite2-Country.mmdb"},
	[TL_DATABASE_AS] = {"@/places/asn.mmdb", "/var/lib/tapless/asn.mmdb", "/usr/share/tapless/asn.mmdb",
			    "/usr/share/GeoIP/GeoLite2-ASN.mmdb"},
	[TL_DATABASE_AGENTS] = {"@/agents/agents.yaml", "/var/lib/tapless/agents.yaml",
				"/usr/share/tapless/agents.yaml"},
	[TL_DATABASE_CITY] = {"@/places/city.mmdb", "/var/lib/tapless/city.mmdb", "/usr/share/tapless/city.mmdb",
			      "/usr/share/GeoIP/GeoLite2-City.mmdb"},
	[TL_DATABASE_CITY_IPV6] = {"@/places/city6.mmdb", "/var/lib/tapless/city6.mmdb",
				   "/usr/share/tapless/city6.mmdb"},
};

static void program_folder(char *folder, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", folder, size - 1);
	char *slash;

	folder[length > 0 ? length : 0] = '\0';
	slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
}

const char *tl_database_find(enum tl_database which)
{
	static char found[TL_DATABASE__MAX][PATH_MAX + 64];
	char folder[PATH_MAX];

	program_folder(folder, sizeof(folder));
	for (unsigned int i = 0; i < CANDIDATES && candidates[which][i]; i++) {
		const char *candidate = candidates[which][i];
		bool beside = candidate[0] == '@';

		snprintf(found[which], sizeof(found[which]), "%s%s", beside ? folder : "", candidate + beside);
		if (!access(found[which], R_OK))
			return found[which];
	}
	return NULL;
}
