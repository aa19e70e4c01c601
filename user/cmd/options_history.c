// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: which records of the past. */
#include <stddef.h>

#include "../query/sheet.h"
#include "option_rows.h"

#define ASKS (TL_BY_QUERY | TL_BY_REPORT)

static const char *const format_words[] = {
	[TL_SHEET_TABLE] = "table", [TL_SHEET_CSV] = "csv", [TL_SHEET_JSON] = "json", NULL};

const struct tl_option tl_options_history[] = {
	{
		.name = "store",
		.type = TL_OPTION_STRING,
		TL_MEMBER(store),
		.argument = "DIR",
		.commands = ASKS | TL_BY_STORE,
		.help = "Folder of the history that `tapless run -e store:DIR` writes. Default: "
			"/var/lib/tapless/store.",
	},
	{
		.name = "read",
		.letter = 'r',
		.type = TL_OPTION_LIST,
		TL_MEMBER(files),
		.argument = "FILE",
		.commands = ASKS,
		.help = "Ask an IPFIX file, compressed or not, instead of the history; `-` is standard input. More "
			"files "
			"may follow, as a shell's `*.ipfix` has them.",
	},
	{
		.name = "from",
		.type = TL_OPTION_STRING,
		TL_MEMBER(from),
		.argument = "TIME",
		.commands = ASKS,
		.help = "Only what went on at or after this time: 09:00 (the last 09:00 there was, or that of --date), "
			"2026-11-20, 2026-11-20T09:00:30, yesterday. In the local time zone, if it names none.",
	},
	{
		.name = "to",
		.type = TL_OPTION_STRING,
		TL_MEMBER(to),
		.argument = "TIME",
		.commands = ASKS,
		.help = "Only what went on before this time.",
	},
	{
		.name = "date",
		.type = TL_OPTION_STRING,
		TL_MEMBER(date),
		.argument = "DATE",
		.commands = ASKS,
		.help = "The day of --from and --to, or without them all of it: 2026-11-20, today, yesterday.",
	},
	{
		.name = "last",
		.type = TL_OPTION_STRING,
		TL_MEMBER(last),
		.argument = "DURATION",
		.commands = ASKS,
		.help = "What went on in this time until now, or until --to: 30m, 1h, 7d.",
	},
	{
		.name = "utc",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(utc),
		.commands = ASKS,
		.help = "Times are in UTC, given and shown, not in the local time zone.",
	},
	{
		.name = "lookup",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(lookup),
		.commands = ASKS,
		.help = "Ask reverse DNS for names of addresses in tables and in reports that have none, and "
			"whois of the hosts of `report host`. It tells resolvers and registries what one looks at: "
			"never done without this.",
	},
	{
		.name = "columns",
		.letter = 'o',
		.type = TL_OPTION_STRING,
		TL_MEMBER(columns),
		.argument = "LIST",
		.commands = TL_BY_QUERY,
		.help = "Columns, as `time,duration,proto,src:port,dst:port,bytes,sni`: words of filters, names of "
			"elements; `help` lists them. Default: those that go with the filter and the records.",
	},
	{
		.name = "by",
		.type = TL_OPTION_STRING,
		TL_MEMBER(by),
		.argument = "LIST",
		.commands = TL_BY_QUERY,
		.help = "Add up flows, packets and bytes by these: `app`, `src,dst`, `srcnet/24`, `dst,dstport`, "
			"`hour`. "
			"A word with a source and a destination, as `host` or `country`, counts for both.",
	},
	{
		.name = "sort",
		.type = TL_OPTION_STRING,
		TL_MEMBER(sort),
		.argument = "COLUMN",
		.commands = TL_BY_QUERY,
		.help = "Sort by this number or time, the greatest first; `+bytes`: the least first. Default: records "
			"by "
			"time, groups by bytes.",
	},
	{
		.name = "rows",
		.letter = 'n',
		.type = TL_OPTION_NUMBER,
		TL_MEMBER(rows),
		.argument = "N",
		.minimum = 1,
		.maximum = 1000000,
		.unit = "rows",
		.commands = TL_BY_QUERY,
		.help = "At most so many rows, the first by --sort. Default: 1000 in a table of records, else all.",
	},
	{
		.name = "top",
		.type = TL_OPTION_NUMBER,
		TL_MEMBER(rows),
		.argument = "N",
		.minimum = 1,
		.maximum = 1000000,
		.unit = "rows",
		.commands = TL_BY_QUERY,
		.help = "The same as --rows.",
	},
	{
		.name = "format",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(format),
		.argument = "table|csv|json",
		.fallback = "table",
		.choices = format_words,
		.commands = ASKS,
		.help = "table: for people. csv: with a line of names, exact values; not of reports. json: one object "
			"a "
			"line, of records without --columns all values, as `tapless decode` has them; a report is one "
			"object.",
	},
	{
		.name = "exact",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(exact),
		.commands = TL_BY_QUERY,
		.help = "Tables have all digits, not 1.2M.",
	},
	{
		.name = "ipfix",
		.type = TL_OPTION_STRING,
		TL_MEMBER(ipfix),
		.argument = "FILE",
		.commands = TL_BY_QUERY,
		.help = "Write the records to an IPFIX file instead.",
	},
	{.name = NULL},
};
