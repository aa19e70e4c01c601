/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Flows that carry several sources of RTP in one direction. */
#ifndef TAPLESS_ENRICH_STREAMS_H
#define TAPLESS_ENRICH_STREAMS_H

#include "../flow/join.h"

/*
 * A record for each source but that which the flow's own record tells of: it counts nothing, and says whose it is as records of
 * transactions do. `flow`: with what was said of its payload, and its places.
 */
void tl_streams_tell(const struct tl_record *flow, tl_join_emit *emit, void *context);

#endif
