/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* A flow's details in the forms that information elements have. */
#ifndef TAPLESS_FLOW_LAYERS_H
#define TAPLESS_FLOW_LAYERS_H

#include "record.h"

void tl_layers_fill(struct tl_record_layers *layers, const struct tl_details *details);

#endif
