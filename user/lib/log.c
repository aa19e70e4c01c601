// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static bool quiet_info;

static void say(const char *prefix, const char *format, va_list arguments)
{
	char line[1024];

	vsnprintf(line, sizeof(line), format, arguments);
	fprintf(stderr, "tapless: %s%s\n", prefix, line);
}

void tl_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("error: ", format, arguments);
	va_end(arguments);
}

void tl_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("warning: ", format, arguments);
	va_end(arguments);
}

void tl_info(const char *format, ...)
{
	va_list arguments;

	if (quiet_info)
		return;
	va_start(arguments, format);
	say("", format, arguments);
	va_end(arguments);
}

void tl_log_quiet(bool quiet)
{
	quiet_info = quiet;
}
