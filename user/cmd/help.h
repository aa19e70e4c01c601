/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The texts of `tapless --help` and `tapless COMMAND --help`, made from the tables in command.c and options.c. */
#ifndef TAPLESS_CMD_HELP_H
#define TAPLESS_CMD_HELP_H

#include <stdio.h>

#include "command.h"

#define TL_HELP_COLUMNS 88

void tl_help_overview(FILE *out);
void tl_help_command(const struct tl_command *command, FILE *out);
/* "usage: tapless read FILE [OPTION]..." for error messages. */
void tl_help_hint(const struct tl_command *command, FILE *out);

/* Words of `text` in lines of at most TL_HELP_COLUMNS, the first one continuing at column `used`. Ends with a newline. */
void tl_help_wrap(FILE *out, unsigned int used, unsigned int indent, const char *text);

#endif
