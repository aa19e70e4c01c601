// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: what commands print. */
#include <stddef.h>

#include "option_rows.h"

const struct tl_option tl_options_show[] = {
	{
		.name = "options",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(options),
		.commands = TL_BY_DECODE,
		.help = "Print option records too: what an exporter says about itself, not about flows.",
	},
	{
		.name = "dedup",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(dedup),
		.commands = TL_BY_DECODE,
		.help = "Leave out records that were exported twice (after a crash a record may come again, identical, "
			"with the same flowId and sequence).",
	},
	{
		.name = "json",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(json),
		.commands = TL_BY_STATUS | TL_BY_FIELDS,
		.help = "Print JSON, for programs.",
	},
	{
		.name = "prometheus",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(prometheus),
		.commands = TL_BY_STATUS,
		.help = "Print what /metrics of --listen answers, for a textfile collector; works without a daemon "
			"too.",
	},
	{
		.name = "libfds",
		.type = TL_OPTION_STRING,
		TL_MEMBER(libfds),
		.argument = "ENTERPRISE",
		.commands = TL_BY_FIELDS,
		.help = "Print the elements of one enterprise as a file for libfds, ipfixcol2's library: `tapless` and "
			"`ntop`, which it does not know, or iana, cert, muni, flowmon, cesnet.",
	},
	{
		.name = "goflow2",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(goflow2),
		.commands = TL_BY_FIELDS,
		.help = "Print a mapping file for goflow2: numbers and strings, by the names of our fields. It knows "
			"no biflows; send it uniflows.",
	},
	{
		.name = "clickhouse",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(clickhouse),
		.commands = TL_BY_FIELDS,
		.help = "Print a table for ClickHouse, with a column for each key that a line of JSON can have.",
	},
	{
		.name = "elastic",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(elastic),
		.commands = TL_BY_FIELDS,
		.help = "Print an index template for Elasticsearch or OpenSearch: the types of all keys, for indices "
			"whose "
			"names begin with `tapless`.",
	},
	{
		.name = "once",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(once),
		.commands = TL_BY_TOP,
		.help = "Watch for one second, print the table once, as plain lines, and exit. This is what happens "
			"anyway if standard output is not a terminal.",
	},
	{
		.name = "check",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(check),
		.commands = TL_BY_CONFIG,
		.help = "Say whether the file is good, and if not, what is wrong in which line. This is the default.",
	},
	{
		.name = "dump",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(dump),
		.commands = TL_BY_CONFIG,
		.help = "Print every setting of `tapless run`, and above it where it comes from: a line of the file, "
			"or "
			"the default. What is printed is a configuration file as well.",
	},
	{.name = NULL},
};
