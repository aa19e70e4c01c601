// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* tapless config: is a configuration file good, and what does it come to? */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../export/exporter.h"
#include "../lib/log.h"
#include "../meter/listener.h"
#include "command.h"
#include "config_file.h"
#include "options.h"
#include "settings.h"
#include "value.h"

/* Reading the file has checked each value by itself. What an exporter makes of its address and parameters comes on top. */
static bool are_exporters_good(const struct tl_list *exporters)
{
	bool good = true;

	for (unsigned int i = 0; i < exporters->count; i++) {
		if (!tl_exporter_check(exporters->items[i]))
			continue;
		tl_error("%s: export = %s: refused, as said above", exporters->origins[i], exporters->items[i]);
		good = false;
	}
	return good;
}

static bool is_there(const char *origin, const char *name, const char *path)
{
	if (!path || !strcmp(path, "none") || !access(path, R_OK))
		return true;
	tl_error("%s: %s = %s: there is no such file, or you may not read it", origin, name, path);
	return false;
}

/* The options that name a file which must be there when the meter starts. */
static bool are_files_there(const struct tl_settings *settings)
{
	static const char *const names[] = {"country", "asn", "networks", "applications", "agents"};
	const struct tl_list *cities = &settings->city_databases;
	bool good = true;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct tl_option *option = tl_option_by_name(names[i]);
		const char *path = *(const char *const *)((const char *)settings + option->offset);

		good = is_there(tl_value_origin(settings, option, 0), option->name, path) && good;
	}
	for (unsigned int i = 0; i < cities->count; i++)
		good = is_there(cities->origins[i], "city", cities->items[i]) && good;
	return good;
}

static unsigned int lines_of(const struct tl_settings *settings)
{
	const struct tl_option *option;
	unsigned int lines = 0;

	for (unsigned int i = 0; (option = tl_option_at(i)); i++)
		if (option->commands & TL_BY_RUN && settings->origins[i])
			lines += option->type == TL_OPTION_LIST ? tl_value_lines(settings, option) : 1;
	return lines;
}

static int check(const struct tl_settings *settings, const char *path)
{
	bool good = are_exporters_good(&settings->exporters);

	good = are_files_there(settings) && good;
	good = tl_settings_agree(settings) && good;
	good = (!settings->listen || !tl_listener_check(settings->listen)) && good;
	if (good)
		printf("%s is good: it sets %u options of `tapless run`\n", path, lines_of(settings));
	return good ? 0 : 1;
}

/* As a file would have it, so that what is printed can be one. */
static void dump(const struct tl_settings *settings)
{
	const struct tl_option *option;

	for (unsigned int i = 0; (option = tl_option_at(i)); i++) {
		unsigned int lines = tl_value_lines(settings, option);

		if (!(option->commands & TL_BY_RUN) || !strcmp(option->name, "config"))
			continue;
		if (!lines && option->type != TL_OPTION_HELP)
			printf("# %s: not set\n", option->name);
		for (unsigned int item = 0; item < lines; item++) {
			printf("# %s\n%s = ", tl_value_origin(settings, option, item), option->name);
			tl_value_print(settings, option, item, stdout);
			putchar('\n');
		}
	}
}

int tl_command_config(int argc, char **argv)
{
	static struct tl_settings settings, effective;
	int status = tl_settings_parse(&settings, argc, argv);
	const char *path = settings.operands.count ? settings.operands.items[0] : TL_CONFIG_DEFAULT;

	if (status)
		return status < 0 ? 0 : status;
	tl_settings_default(&effective);
	if (tl_config_read(&effective, path, TL_BY_RUN))
		return 1;
	if (settings.check || !settings.dump)
		status = check(&effective, path);
	if (settings.dump)
		dump(&effective);
	return status;
}
