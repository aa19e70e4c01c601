/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The tables of options, a file options_NAME.c for each subject; behind the last row of each is one without a name. */
#ifndef TAPLESS_CMD_OPTION_ROWS_H
#define TAPLESS_CMD_OPTION_ROWS_H

#include "options.h"
#include "settings.h"

#define TL_MEMBER(member) .offset = offsetof(struct tl_settings, member)

extern const struct tl_option tl_options_watch[];
extern const struct tl_option tl_options_flow[];
extern const struct tl_option tl_options_export[];
extern const struct tl_option tl_options_enrich[];
extern const struct tl_option tl_options_report[];
extern const struct tl_option tl_options_show[];
extern const struct tl_option tl_options_history[];
extern const struct tl_option tl_options_process[];

#endif
