/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Puts one value, as text, into the settings: checked by the option's row, the same from command line and file. */
#ifndef TAPLESS_CMD_VALUE_H
#define TAPLESS_CMD_VALUE_H

#include "options.h"
#include "settings.h"

/*
 * `where` is "FILE:LINE", or NULL for the command line. `value` must live as long as the settings. 0, or -EINVAL after
 * an error that has been printed.
 */
int tl_value_set(struct tl_settings *settings, const struct tl_option *option, const char *value, const char *where);

#endif
