/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Puts one value, as text, into the settings: checked by the option's row, the same from command line and file. */
#ifndef TAPLESS_CMD_VALUE_H
#define TAPLESS_CMD_VALUE_H

#include <stdio.h>

#include "options.h"
#include "settings.h"

/*
 * `where` is "FILE:LINE", or NULL for the command line. `value` must live as long as the settings. 0, or -EINVAL after
 * an error that has been printed.
 */
int tl_value_set(struct tl_settings *settings, const struct tl_option *option, const char *value, const char *where);

/* As a line of a configuration file has it, behind `NAME = `; an item of a list by its number. Nothing for what is not set. */
void tl_value_print(const struct tl_settings *settings, const struct tl_option *option, unsigned int item, FILE *out);

/* How many lines a file would need for it: 0 for what is not set. */
unsigned int tl_value_lines(const struct tl_settings *settings, const struct tl_option *option);

/* "FILE:LINE", "command line", or "default". */
const char *tl_value_origin(const struct tl_settings *settings, const struct tl_option *option, unsigned int item);

bool tl_value_same(const struct tl_settings *one, const struct tl_settings *other, const struct tl_option *option);

#endif
