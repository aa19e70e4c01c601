/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The configuration file: `key = value`, the keys being long option names. */
#ifndef TAPLESS_CMD_CONFIG_FILE_H
#define TAPLESS_CMD_CONFIG_FILE_H

#include "settings.h"

#define TL_CONFIG_DEFAULT "/etc/tapless/tapless.conf"

/*
 * Options that only other subcommands take are checked and left out, so that one file serves all; `taken_by` is a bit of
 * enum tl_taken_by. 0, or -errno after an error that has been printed with file and line.
 */
int tl_config_read(struct tl_settings *settings, const char *path, unsigned int taken_by);

#endif
