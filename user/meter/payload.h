/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The part of the pipeline that reads payload: `--l7 full`. */
#ifndef TAPLESS_METER_PAYLOAD_H
#define TAPLESS_METER_PAYLOAD_H

#include "pipeline.h"

#define TL_BATCH 16 /* records of a ring that are on their way from memory together */

/* Conversations and names that are learned from them. 0 or -ENOMEM; what is open then is the pipeline's to close. */
int tl_payload_open(struct tl_pipeline *pipeline, const struct tl_settings *settings);

#endif
