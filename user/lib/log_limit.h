/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Keeps a message that comes again and again from filling a log: a collector that is away for a week, a full disk. */
#ifndef TAPLESS_LIB_LOG_LIMIT_H
#define TAPLESS_LIB_LOG_LIMIT_H

#include <linux/types.h>
#include <stdbool.h>

#define TL_LOG_BURST  10 /* of the same format */
#define TL_LOG_PERIOD 60 /* seconds */

/* How many messages were left out, and the last of them. */
typedef void tl_log_left_out(unsigned int count, const char *line);

/* False: this one is to be left out. `say` is called for what the last period left out. Any thread may call. */
bool tl_log_limit_pass(const char *format, const char *line, __u64 seconds, tl_log_left_out *say);

/* Of periods that are over. */
void tl_log_limit_tick(__u64 seconds, tl_log_left_out *say);

#endif
