/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Texts for other programs, made from the tables in command.c and options.c: shells and man. */
#ifndef TAPLESS_CMD_COMPLETION_H
#define TAPLESS_CMD_COMPLETION_H

#include <stdio.h>

void tl_completion_bash(FILE *out);
void tl_completion_zsh(FILE *out);
void tl_completion_fish(FILE *out);
/* In troff: a dash is \-, else it may be printed as a hyphen that cannot be copied; words in `…` are bold. */
void tl_manual_text(const char *text, FILE *out);
/* The section COMMANDS of tapless.8. */
void tl_manual_commands(FILE *out);
/* The page tapless-fields.7, whole. */
void tl_manual_fields(FILE *out);

#endif
