/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the counters of the balance are called (tapless/counters.h), for all who show them; by their enums. */
#ifndef TAPLESS_KERNEL_COUNTER_NAMES_H
#define TAPLESS_KERNEL_COUNTER_NAMES_H

#include <linux/types.h>

#include <tapless/counters.h>

extern const char *const tl_hook_names[TL_HOOK__MAX];
extern const char *const tl_reason_names[TL_REASON__MAX];
extern const char *const tl_reason_meanings[TL_REASON__MAX];
extern const char *const tl_event_names[TL_EVENT__MAX];

#endif
