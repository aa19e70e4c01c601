// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: which records of the past. */
#include <stddef.h>

#include "option_rows.h"

#define ASKS (TL_BY_QUERY | TL_BY_REPORT)

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
	{.name = NULL},
};
