// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: what a flow is, and when it is told. */
#include <stddef.h>

#include "option_rows.h"

/* IANA elements 36 and 37, which tell collectors the timeouts, have 16 bits. */
#define SECONDS .argument = "S", .minimum = 1, .maximum = 65535, .unit = "seconds"

const struct tl_option tl_options_flow[] = {
	{
		.name = "biflow",
		.type = TL_OPTION_FLAG,
		.flag = false,
		TL_MEMBER(uniflow),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "One record for both directions of a connection (RFC 5103). This is the default.",
	},
	{
		.name = "uniflow",
		.type = TL_OPTION_FLAG,
		.flag = true,
		TL_MEMBER(uniflow),
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "One record for each direction.",
	},
	{
		.name = "active",
		.type = TL_OPTION_NUMBER,
		SECONDS,
		TL_MEMBER(active),
		.while_running = true,
		.fallback = "60",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "A flow that goes on is reported at this interval. The first report has a quarter of it at "
			"least, so that a short flow is one record.",
	},
	{
		.name = "idle",
		.type = TL_OPTION_NUMBER,
		SECONDS,
		TL_MEMBER(idle),
		.while_running = true,
		.fallback = "15",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "A flow without packets for this long has ended.",
	},
	{
		.name = "closed",
		.type = TL_OPTION_NUMBER,
		SECONDS,
		TL_MEMBER(closed),
		.while_running = true,
		.fallback = "2",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "A TCP connection whose end was seen (FIN both ways, or RST) is reported after this long.",
	},
	{
		.name = "flows",
		.type = TL_OPTION_NUMBER,
		TL_MEMBER(flows),
		.argument = "N",
		.minimum = 1024,
		.maximum = 64 << 20,
		.unit = "flows",
		.commands = TL_BY_RUN | TL_BY_READ,
		.help = "Room in the kernel's flow cache, in flows of one direction, over all CPUs. What finds no room "
			"is still counted, and told by `tapless status`. Default: 131072 for `run`; `read` takes "
			"what the capture's size can need, at most 262144.",
	},
	{.name = NULL},
};
