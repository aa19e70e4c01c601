// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: the process itself. */
#include <stddef.h>

#include "option_rows.h"

const struct tl_option tl_options_process[] = {
	{
		.name = "instance",
		.type = TL_OPTION_NAME,
		TL_MEMBER(instance),
		.argument = "NAME",
		.fallback = "default",
		.commands = TL_BY_RUN | TL_BY_STATUS | TL_BY_STOP | TL_BY_TOP,
		.help = "Name of the meter, if several run on one host: letters, digits, - and _. Its maps are in "
			"/sys/fs/bpf/tapless/NAME.",
	},
	{
		.name = "user",
		.type = TL_OPTION_STRING,
		TL_MEMBER(user),
		.argument = "NAME",
		.commands = TL_BY_RUN,
		.help = "Whom the daemon becomes once it has started as root. Output files are opened as this user, "
			"or, where it may not, by root before. Default: tapless, or nobody if there is no such user. "
			"root: stays root, without its capabilities.",
	},
	{
		.name = "listen",
		.type = TL_OPTION_STRING,
		TL_MEMBER(listen),
		.argument = "[ADDRESS:]PORT",
		.commands = TL_BY_RUN,
		.help = "Answer by HTTP how the meter is: /metrics for Prometheus (the balance, rings, caches, "
			"exporters; no flows), /healthz and /readyz for container managers. A PORT alone listens on "
			"127.0.0.1. Default: nobody can ask.",
	},
	{
		.name = "config",
		.letter = 'c',
		.type = TL_OPTION_STRING,
		TL_MEMBER(config),
		.argument = "FILE",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Read options from this file first: lines `idle = 30`, with the long names; a list repeats its "
			"line; `yes` or `no` for options without a value. The command line wins over the file.",
	},
	{
		.name = "help",
		.letter = 'h',
		.type = TL_OPTION_HELP,
		.commands = TL_BY_ALL,
		.help = "Print this help.",
	},
	{.name = NULL},
};
