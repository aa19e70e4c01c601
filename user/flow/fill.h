/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a group of parts, and what is known of its flow, to a record. */
#ifndef TAPLESS_FLOW_FILL_H
#define TAPLESS_FLOW_FILL_H

#include "group.h"
#include "known.h"

/* `record` is empty. `realtime_offset`: what makes of times of the ring nanoseconds since 1970. */
void tl_record_fill(struct tl_record *record, const struct tl_group *group, const struct tl_known_flow *flow,
		    __s64 realtime_offset);

#endif
