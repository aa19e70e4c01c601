/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Asks a hook whether it sees packets: the map `questions` and the programs' switch. */
#ifndef TAPLESS_KERNEL_QUESTION_H
#define TAPLESS_KERNEL_QUESTION_H

#include "engine.h"

/* Asks, or asks again. 0 or -errno. */
int tl_question_ask(struct tl_engine *engine, __u32 ifindex, enum tl_direction direction);

/* True if the hook has seen a packet since it was asked, or was not asked at all. */
bool tl_question_is_answered(struct tl_engine *engine, __u32 ifindex, enum tl_direction direction);

void tl_question_withdraw(struct tl_engine *engine, __u32 ifindex, enum tl_direction direction);

/* Whether packets look for questions at all. */
void tl_question_listen(struct tl_engine *engine, bool listen);

#endif
