// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Options: how a report is shown. */
#include <stddef.h>

#include "option_rows.h"

static const char *const format_words[] = {"table", "json", NULL};

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
	{
		.name = "format",
		.type = TL_OPTION_CHOICE,
		TL_MEMBER(report_format),
		.argument = "table|json",
		.fallback = "table",
		.choices = format_words,
		.commands = TL_BY_REPORT,
		.help = "table: for people. json: one object, for programs.",
	},
	{.name = NULL},
};
