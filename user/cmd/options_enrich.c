// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: what is known of addresses and names besides. */
#include <stddef.h>

#include "option_rows.h"

const struct tl_option tl_options_enrich[] = {
	{
		.name = "country",
		.type = TL_OPTION_STRING,
		TL_MEMBER(country_database),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ | TL_BY_TOP,
		.help = "Database of the countries of addresses, MaxMind format (.mmdb); `none` for no countries. "
			"Default: the first found of those that `make` builds and those in /var/lib/tapless, "
			"/usr/share/tapless and /usr/share/GeoIP.",
	},
	{
		.name = "asn",
		.type = TL_OPTION_STRING,
		TL_MEMBER(as_database),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ | TL_BY_TOP,
		.help = "Database of the autonomous systems (networks of one operator: number and name) of addresses, "
			"likewise.",
	},
	{
		.name = "city",
		.type = TL_OPTION_LIST,
		TL_MEMBER(city_databases),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ | TL_BY_TOP,
		.help = "Database of the cities and regions of addresses, likewise; may be given twice, for IPv4 and "
			"IPv6. "
			"Default: city.mmdb and city6.mmdb, which `make geodb CITY=1` builds; `none` for no cities.",
	},
	{
		.name = "networks",
		.type = TL_OPTION_STRING,
		TL_MEMBER(networks),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ | TL_BY_TOP,
		.help = "Your own networks by name: lines as `10.1.0.0/16 servers \"New York\" ACME` with label, site "
			"and "
			"customer, `-` for none. The smallest network that has an address is its own. Read anew when "
			"it changes.",
	},
	{
		.name = "applications",
		.type = TL_OPTION_STRING,
		TL_MEMBER(applications),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ | TL_BY_TOP,
		.help = "Applications of your own, by server names, ports or protocols: rows as `6:1 intranet web "
			"intranet.example ; The intranet`, behind those that tapless knows.",
	},
	{
		.name = "agents",
		.type = TL_OPTION_STRING,
		TL_MEMBER(agents_file),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Rules that tell operating system and application from HTTP user agents: regexes.yaml of "
			"uap-core; `none` for no rules. Default: the first found of what `make agents` gets and "
			"agents.yaml in /var/lib/tapless and /usr/share/tapless.",
	},
	{.name = NULL},
};
