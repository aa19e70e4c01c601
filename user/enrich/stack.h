/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Whose TCP a client speaks, guessed from its SYN: the table is in stack_list.h. */
#ifndef TAPLESS_ENRICH_STACK_H
#define TAPLESS_ENRICH_STACK_H

#include "../flow/record.h"

/* Fills record->stack if the source opened a TCP connection with a SYN that one system alone is known for. */
void tl_stack_enrich(struct tl_record *record);

#endif
