/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which interfaces -i chooses: names, patterns of the shell, and the word `all`. */
#ifndef TAPLESS_WATCH_CHOICE_H
#define TAPLESS_WATCH_CHOICE_H

#include <stdbool.h>

#include "../cmd/settings.h"

#define TL_CHOICE_ALL "all" /* every interface but the loopback one */

/* A name, which must exist at the start; else a pattern or `all`. */
bool tl_choice_is_name(const char *item);

/* One of the plain names is this one. */
bool tl_choice_names(const struct tl_list *chosen, const char *interface);

/* A pattern, or `all`, matches it. */
bool tl_choice_covers(const struct tl_list *chosen, const char *interface);

/* Either. */
bool tl_choice_wants(const struct tl_list *chosen, const char *interface);

/* Some of it is no plain name: interfaces may come that nobody has seen yet. */
bool tl_choice_is_open(const struct tl_list *chosen);

#endif
