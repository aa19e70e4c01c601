// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "config_file.h"

#include <errno.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/log.h"
#include "../lib/suggest.h"
#include "../lib/trust.h"
#include "options.h"
#include "value.h"

#define NAMES_MAX 128 /* keys that a wrong one is compared with */

struct reading {
	FILE *file;
	const char *path;
	struct tl_settings *settings;
	struct tl_settings others; /* where the values of other subcommands' options go */
	unsigned int taken_by;
	unsigned int line;
	bool failed;
};

/* The settings point to their values until the process ends; linked, so that leak checkers see that we know. */
struct kept {
	struct kept *next;
	char text[];
};

static char *keep(const char *text)
{
	static struct kept *all;
	struct kept *one = malloc(sizeof(*one) + strlen(text) + 1);

	if (!one)
		return NULL;
	strcpy(one->text, text);
	one->next = all;
	all = one;
	return one->text;
}

__attribute__((format(printf, 2, 3))) static int refuse(struct reading *reading, const char *format, ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (reading->line)
		tl_error("%s:%u: %s", reading->path, reading->line, text);
	else
		tl_error("%s: %s", reading->path, text);
	reading->failed = true;
	return 0;
}

/* inih's fgets: counts the lines and ends at the first error, which inih itself would read past. */
static char *read_line(char *text, int size, void *stream)
{
	struct reading *reading = stream;

	if (reading->failed || !fgets(text, size, reading->file))
		return NULL;
	reading->line++;
	if (!strchr(text, '\n') && !feof(reading->file)) {
		refuse(reading, "line longer than %d characters", size - 2);
		return NULL;
	}
	return text;
}

static int unknown_key(struct reading *reading, const char *key)
{
	const struct tl_option *option;
	const char *names[NAMES_MAX], *near;
	unsigned int count = 0;

	for (unsigned int i = 0; (option = tl_option_at(i)) && count < NAMES_MAX; i++)
		if (option->type != TL_OPTION_HELP)
			names[count++] = option->name;
	near = tl_suggest(key, names, count);
	return refuse(reading, "unknown option `%s`%s%s%s", key, near ? ", did you mean `" : "", near ? near : "",
		      near ? "`?" : "; the keys are the long names that `tapless run --help` lists");
}

/* inih wants 1 for success. */
static int take(void *context, const char *section, const char *key, const char *value)
{
	struct reading *reading = context;
	const struct tl_option *option = tl_option_by_name(key);
	struct tl_settings *settings = reading->settings;
	char where[512], *kept, *origin;

	if (section[0])
		return refuse(reading, "this file has no sections; leave out [%s]", section);
	if (!option || option->type == TL_OPTION_HELP)
		return unknown_key(reading, key);
	if (!strcmp(key, "config"))
		return refuse(reading, "a configuration file cannot name another one");
	if (!(option->commands & reading->taken_by))
		settings = &reading->others;
	snprintf(where, sizeof(where), "%s:%u", reading->path, reading->line);
	kept = keep(value);
	origin = keep(where);
	if (!kept || !origin)
		return refuse(reading, "out of memory");
	if (tl_value_set(settings, option, kept, origin)) {
		reading->failed = true;
		return 0;
	}
	return 1;
}

int tl_config_read(struct tl_settings *settings, const char *path, unsigned int taken_by)
{
	struct reading reading = {.path = path, .settings = settings, .taken_by = taken_by};
	int line;

	reading.file = fopen(path, "re");
	if (!reading.file) {
		int error = -errno;

		tl_error("cannot read configuration file %s: %s", path, strerror(-error));
		return error;
	}
	if (!tl_trust(fileno(reading.file), path)) {
		fclose(reading.file);
		return -EPERM;
	}
	line = ini_parse_stream(read_line, &reading, take, &reading);
	if (!reading.failed && ferror(reading.file)) {
		refuse(&reading, "cannot be read: %s", strerror(errno));
	} else if (!reading.failed && line) {
		reading.line = line;
		refuse(&reading, "not a line of the form `option = value`");
	}
	fclose(reading.file);
	return reading.failed ? -EINVAL : 0;
}
