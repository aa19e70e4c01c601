/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Made-up flows of an office: some thousand hosts, few of them busy; a third DNS, a third TLS, some HTTP, the rest
 * plain TCP and UDP.
 */
#ifndef TAPLESS_SELFTESTS_MADE_FLOWS_H
#define TAPLESS_SELFTESTS_MADE_FLOWS_H

#include "flow/record.h"

/* The next one, which ends at this time (nanoseconds since 1970); `facts` is for its facts. */
void made_flow(struct tl_record *record, struct tl_record_facts *facts, __u64 number, __u64 end);

#endif
