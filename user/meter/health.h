/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How an instance is: what `tapless status --prometheus` prints and /metrics answers. Numbers of the meter, none of a flow. */
#ifndef TAPLESS_METER_HEALTH_H
#define TAPLESS_METER_HEALTH_H

#include <stdio.h>

#include "../kernel/balance.h"
#include "../kernel/ledger.h"
#include "state_line.h"

struct tl_health {
	struct tl_balance balance;
	__u64 attached[TL_HOOK__MAX]; /* interfaces, by hook */
	struct tl_ledger_entry accounts[TL_LEDGER_MAX];
	int account_count;
	struct tl_state state; /* what the daemon said last; pid 0: nothing */
	__u64 daemon; /* 1: one runs */
};

/* From the pins, as `tapless status` has it. `daemon`: whether one runs, which the caller knows. 0, or -errno, printed. */
int tl_health_take(struct tl_health *health, const char *instance, bool daemon);

/* The text format of Prometheus, version 0.0.4: families are rows of the table in health_text.c. */
void tl_health_print(const struct tl_health *health, FILE *out);

#endif
