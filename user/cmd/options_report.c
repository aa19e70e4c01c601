// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: how a report is shown. */
#include <stddef.h>

#include "option_rows.h"

const struct tl_option tl_options_report[] = {
	{
		.name = "html",
		.type = TL_OPTION_STRING,
		TL_MEMBER(html),
		.argument = "FILE",
		.commands = TL_BY_REPORT,
		.help = "Write the report as one HTML page that needs no other file, script or connection; `-` is "
			"standard output.",
	},
	{.name = NULL},
};
