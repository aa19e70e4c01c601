/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the session says of a record's RTP: codec, and the clock by which its jitter is told. */
#ifndef TAPLESS_ENRICH_MEDIA_H
#define TAPLESS_ENRICH_MEDIA_H

#include "../flow/record.h"

/*
 * The clock by the session description, else by the payload type, else the one in use that is nearest to how the timestamps went.
 * A stream that the kernel did not count (--metrics off) is told by its first packets, if they were sampled.
 */
void tl_media_enrich(struct tl_record *record);

#endif
