// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "log_limit.h"

#define LINE_SIZE 1024

enum level {
	LEVEL_ERROR,
	LEVEL_WARNING,
	LEVEL_INFO,
};

/* sd-daemon(3): the journal takes a line's level from the number ahead of it, and knows whose line it is. */
static const struct {
	const char *journal;
	const char *plain;
} prefixes[] = {
	[LEVEL_ERROR] = {"<3>error: ", "tapless: error: "},
	[LEVEL_WARNING] = {"<4>warning: ", "tapless: warning: "},
	[LEVEL_INFO] = {"<6>", "tapless: "},
};

static bool quiet_info;
static bool limited;
static _Thread_local char last_error[LINE_SIZE]; /* exporters have threads, and may fail in the same moment */

/* systemd.exec(5): $JOURNAL_STREAM is device and inode of what the service was given; a shell in between may have changed it. */
static bool is_journal(void)
{
	static int known; /* 0: not asked yet; the answer is the same for every thread that asks */
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat status;

	if (!known)
		known = stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && !fstat(STDERR_FILENO, &status) &&
					status.st_dev == device && status.st_ino == inode
				? 1
				: -1;
	return known > 0;
}

static void say(enum level level, const char *line)
{
	fprintf(stderr, "%s%s\n", is_journal() ? prefixes[level].journal : prefixes[level].plain, line);
}

static void say_left_out(unsigned int count, const char *line)
{
	char text[LINE_SIZE + 64];

	snprintf(text, sizeof(text), "%u more messages like this one were left out: %s", count, line);
	say(LEVEL_WARNING, text);
}

static __u64 seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (__u64)now.tv_sec;
}

static void say_unless_repeated(enum level level, const char *format, const char *line)
{
	if (!limited || tl_log_limit_pass(format, line, seconds(), say_left_out))
		say(level, line);
}

const char *tl_last_error(void)
{
	return last_error;
}

void tl_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(last_error, sizeof(last_error), format, arguments);
	va_end(arguments);
	say_unless_repeated(LEVEL_ERROR, format, last_error);
}

void tl_warning(const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	say_unless_repeated(LEVEL_WARNING, format, line);
}

void tl_info(const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;

	if (quiet_info)
		return;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	say_unless_repeated(LEVEL_INFO, format, line);
}

void tl_log_quiet(bool quiet)
{
	quiet_info = quiet;
}

void tl_log_limit(void)
{
	limited = true;
}

void tl_log_tick(void)
{
	if (limited)
		tl_log_limit_tick(seconds(), say_left_out);
}
