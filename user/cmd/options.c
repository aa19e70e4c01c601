// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "options.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "option_rows.h"

/* In the order of the help texts. */
static const struct tl_option *const tables[] = {
	tl_options_watch,   tl_options_flow,   tl_options_export, tl_options_enrich,
	tl_options_history, tl_options_report, tl_options_show,	  tl_options_process,
};

const struct tl_option *tl_option_at(unsigned int number)
{
	for (unsigned int i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (const struct tl_option *option = tables[i]; option->name; option++)
			if (!number--)
				return option;
	return NULL;
}

const struct tl_option *tl_option_by_name(const char *name)
{
	const struct tl_option *option;

	for (unsigned int i = 0; (option = tl_option_at(i)); i++)
		if (!strcmp(option->name, name))
			return option;
	return NULL;
}

const struct tl_option *tl_option_by_letter(int letter)
{
	const struct tl_option *option;

	for (unsigned int i = 0; (option = tl_option_at(i)); i++)
		if (option->letter && option->letter == letter)
			return option;
	return NULL;
}

void tl_option_bounds(const struct tl_option *option, char text[TL_OPTION_BOUNDS])
{
	size_t used = 0;

	text[0] = '\0';
	if (option->type == TL_OPTION_NUMBER)
		used = snprintf(text, TL_OPTION_BOUNDS, " From %u to %u%s%s.", option->minimum, option->maximum,
				option->unit ? " " : "", option->unit ? option->unit : "");
	if (option->fallback && used < TL_OPTION_BOUNDS)
		snprintf(text + used, TL_OPTION_BOUNDS - used, " Default: %s.", option->fallback);
}
