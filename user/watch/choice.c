// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "choice.h"

#include <fnmatch.h>
#include <string.h>

bool tl_choice_is_name(const char *item)
{
	return !strpbrk(item, "*?[") && strcmp(item, TL_CHOICE_ALL) != 0;
}

static bool matches(const char *item, const char *interface)
{
	if (!strcmp(item, TL_CHOICE_ALL))
		return strcmp(interface, "lo") != 0; /* in each namespace only the loopback device can be named so */
	return !fnmatch(item, interface, 0);
}

bool tl_choice_names(const struct tl_list *chosen, const char *interface)
{
	for (unsigned int i = 0; i < chosen->count; i++)
		if (tl_choice_is_name(chosen->items[i]) && !strcmp(chosen->items[i], interface))
			return true;
	return false;
}

bool tl_choice_covers(const struct tl_list *chosen, const char *interface)
{
	for (unsigned int i = 0; i < chosen->count; i++)
		if (!tl_choice_is_name(chosen->items[i]) && matches(chosen->items[i], interface))
			return true;
	return false;
}

bool tl_choice_wants(const struct tl_list *chosen, const char *interface)
{
	return tl_choice_names(chosen, interface) || tl_choice_covers(chosen, interface);
}

bool tl_choice_is_open(const struct tl_list *chosen)
{
	for (unsigned int i = 0; i < chosen->count; i++)
		if (!tl_choice_is_name(chosen->items[i]))
			return true;
	return false;
}
