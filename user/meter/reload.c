// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "reload.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../cmd/options.h"
#include "../cmd/value.h"
#include "../lib/log.h"
#include "engine_config.h"

struct tl_reload {
	int argc;
	char **argv;
	struct tl_settings
		now; /* what holds, as file and command line said it: without what was found where they said nothing */
	struct tl_settings fresh;
};

int tl_reload_begin(struct tl_reload **reload, int argc, char **argv)
{
	*reload = calloc(1, sizeof(**reload));
	if (!*reload) {
		tl_error("no memory for the settings");
		return -ENOMEM;
	}
	(*reload)->argc = argc;
	(*reload)->argv = argv;
	return tl_settings_read(&(*reload)->now, argc, argv) ? -EINVAL : 0;
}

void tl_reload_end(struct tl_reload *reload)
{
	free(reload);
}

static bool set_interfaces(struct tl_reload *reload, struct tl_settings *settings, struct tl_watch *watch)
{
	const struct tl_list *interfaces = &reload->fresh.interfaces;

	if (!interfaces->count || tl_watch_choose(watch, interfaces))
		return false; /* the default route's interface was looked for at the start only */
	settings->interfaces = reload->now.interfaces = *interfaces;
	return true;
}

static void set_timeouts(struct tl_reload *reload, struct tl_settings *settings, struct tl_engine *engine)
{
	struct tl_engine_config wanted;

	settings->active = reload->now.active = reload->fresh.active;
	settings->idle = reload->now.idle = reload->fresh.idle;
	settings->closed = reload->now.closed = reload->fresh.closed;
	wanted = tl_engine_config_of(settings);
	engine->config.active_timeout = wanted.active_timeout; /* the next sweep takes them */
	engine->config.idle_timeout = wanted.idle_timeout;
	engine->config.closed_timeout = wanted.closed_timeout;
}

/* False: it takes a restart. */
static bool takes_effect(struct tl_reload *reload, const struct tl_option *option, struct tl_settings *settings,
			 struct tl_watch *watch)
{
	if (!option->while_running)
		return false;
	return option->type != TL_OPTION_LIST || set_interfaces(reload, settings, watch);
}

void tl_reload_settings(struct tl_reload *reload, struct tl_settings *settings, struct tl_engine *engine,
			struct tl_watch *watch)
{
	const struct tl_option *option;
	unsigned int changed = 0;

	if (tl_settings_read(&reload->fresh, reload->argc, reload->argv)) {
		tl_warning("the settings stay as they are");
		return;
	}
	for (unsigned int i = 0; (option = tl_option_at(i)); i++) {
		if (!(option->commands & TL_BY_RUN) || tl_value_same(&reload->now, &reload->fresh, option))
			continue;
		changed++;
		if (takes_effect(reload, option, settings, watch))
			tl_info("%s: changed", option->name);
		else
			tl_warning("%s has changed: it takes effect when the meter is started again, which loses no "
				   "packet",
				   option->name);
	}
	set_timeouts(reload, settings, engine);
	if (!changed)
		tl_info("settings read again: none differs from what holds");
}
