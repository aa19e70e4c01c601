// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#define LINE_SIZE 1024

static bool quiet_info;
static _Thread_local char last_error[LINE_SIZE]; /* exporters have threads, and may fail in the same moment */

static void say(const char *prefix, const char *line)
{
	fprintf(stderr, "tapless: %s%s\n", prefix, line);
}

static void compose(char line[LINE_SIZE], const char *format, va_list arguments)
{
	vsnprintf(line, LINE_SIZE, format, arguments);
}

const char *tl_last_error(void)
{
	return last_error;
}

void tl_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	compose(last_error, format, arguments);
	va_end(arguments);
	say("error: ", last_error);
}

void tl_warning(const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	compose(line, format, arguments);
	va_end(arguments);
	say("warning: ", line);
}

void tl_info(const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;

	if (quiet_info)
		return;
	va_start(arguments, format);
	compose(line, format, arguments);
	va_end(arguments);
	say("", line);
}

void tl_log_quiet(bool quiet)
{
	quiet_info = quiet;
}
